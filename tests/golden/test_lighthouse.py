"""What the generated lighthouse package does, over real sockets: both clients, pages, waiters, errors and streams."""

from __future__ import annotations

import asyncio
import json
import sys
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime import Credentials, Hooks, Retries
from sotalia_runtime.errors import InvalidInput, WaiterFailed, WaiterTimeout
from support.scripted_server import Answer, Loop, ScriptedServer, reply
from support.signatures import is_signed

sys.path.insert(0, str(Path(__file__).parent / "lighthouse"))
from sotalia_lighthouse import AsyncLighthouseClient, LighthouseClient
from sotalia_lighthouse.errors import ConflictException, LighthouseError, ThrottlingException
from sotalia_lighthouse.operations import GetLightInput
from sotalia_lighthouse.types import Filter, Position

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sotalia_runtime import Call

CREATED = {"light": {"lightId": "l-1", "name": "Skerry", "state": "BUILDING", "builtAt": 1714557600, "new": [1]}}
LOGBOOK = b"calm\nfog\n" * 50_000
MODES = pytest.mark.parametrize("mode", ["sync", "async"])


def played(*answers: bytes) -> ScriptedServer:
    """A server that gives these answers, the last of them for ever."""
    return ScriptedServer([*map(Answer, answers), Loop((Answer(answers[-1]),))])


def said(document: object, status: str = "200 OK", *fields: str) -> bytes:
    return reply(json.dumps(document).encode(), status, "Content-Type: application/json", *fields)


def refused(code: str, status: str, /, **members: object) -> bytes:
    return said(members, status, f"x-amzn-ErrorType: {code}", "x-amzn-RequestId: r-1")


def light(state: str) -> bytes:
    return said({"lightId": "l-1", "name": "Skerry", "state": state})


class Coast:
    """Runs a piece of code with either client, which talks to one server whatever the host's prefix is."""

    def __init__(self, mode: str, url: str) -> None:
        self.mode = mode
        self.hosts: list[str] = []
        self.options: dict[str, Any] = {
            "region": "eu-north-1",
            "endpoint_url": url,
            "credentials": Credentials("AKIA", "SECRET"),
            "retries": Retries(max_attempts=1),
            "hooks": Hooks(before_send=[self._redirect]),
        }

    def _redirect(self, call: Call) -> None:
        self.hosts.append(call.http.host)
        call.http.host = "127.0.0.1"

    def run(
        self, sync: Callable[[LighthouseClient], Any], aio: Callable[[AsyncLighthouseClient], Awaitable[Any]]
    ) -> Any:
        if self.mode == "sync":
            with LighthouseClient(**self.options) as client:
                return sync(client)

        async def main() -> Any:
            async with AsyncLighthouseClient(**self.options) as client:
                return await aio(client)

        return asyncio.run(main())

    def call(self, method: str, **arguments: Any) -> Any:
        """Call one method."""

        def invoke(client: LighthouseClient | AsyncLighthouseClient) -> Any:
            return getattr(client, method)(**arguments)

        return self.run(invoke, invoke)


POSITIONS = {
    "class": Position(latitude=59.9, longitude=20.1),
    "mapping": {"latitude": 59.9, "longitude": 20.1},
    "mapping in the model's spelling": {"latitude": 59.9, "longitude": 20.1, "heightInMiB": None},
}


@MODES
@pytest.mark.parametrize("position", POSITIONS)
def test_call_sends_what_the_model_asks_for_and_returns_a_typed_output(mode: str, position: str) -> None:
    with played(said(CREATED, "201 Created", "Location: /lights/l-1")) as server:
        output = Coast(mode, server.url).call(
            "create_light", name="Skerry", position=POSITIONS[position], tags={"a": "b"}, lamp={"oil": {"litres": 2}}
        )
    (request,) = server.requests
    assert (request.method, request.target) == ("POST", "/lights")
    sent = json.loads(request.body)
    assert len(sent.pop("clientToken")) == 36
    assert sent == {
        "name": "Skerry",
        "position": {"latitude": 59.9, "long": 20.1},
        "tags": {"a": "b"},
        "lamp": {"oil": {"litres": 2}},
    }
    assert is_signed(request, service="lighthouse", region="eu-north-1")
    assert (output.light.light_id, output.light.state, output.location) == ("l-1", "BUILDING", "/lights/l-1")
    assert output.light.built_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (output.light.tags, output.light.lamp, output.light.model_extra) == ({}, None, {"new": [1]})
    assert output.response_metadata.status == 201


@MODES
def test_wrong_input_is_refused_by_path_before_anything_is_sent(mode: str) -> None:
    with played(said({})) as server:
        with pytest.raises(InvalidInput) as caught:
            Coast(mode, server.url).call("create_light", name="Skerry", position={"latitude": "north", "wrong": 1})
        assert server.connections == 0
    assert {problem.path for problem in caught.value.problems} == {
        "position.latitude",
        "position.longitude",
        "position.wrong",
    }


@MODES
def test_operation_without_authentication_is_not_signed(mode: str) -> None:
    with played(said({"bytes": "AAEC", "list": ["gale"], "type": "storm"})) as server:
        output = Coast(mode, server.url).call("poll_weather")
    assert "authorization" not in server.requests[0].headers
    assert (output.bytes, output.list, output.type) == (b"\x00\x01\x02", ["gale"], "storm")


@MODES
def test_error_has_its_class_and_its_members(mode: str) -> None:
    conflict = refused("ConflictException", "409 Conflict", message="taken", lightId="l-9", code=7)
    with played(conflict) as server, pytest.raises(ConflictException) as caught:
        Coast(mode, server.url).call("create_light", name="Skerry", position=POSITIONS["class"])
    error = caught.value
    assert (error.code, error.message, error.status, error.request_id) == ("ConflictException", "taken", 409, "r-1")
    assert (error.light_id, error.code_, error.fault, error.operation) == ("l-9", 7, "client", "CreateLight")


@MODES
@pytest.mark.parametrize(("code", "kind"), [("TooManySignals", ThrottlingException), ("SomethingNew", LighthouseError)])
def test_error_is_known_by_its_code_and_else_of_the_base_class(mode: str, code: str, kind: type[Exception]) -> None:
    with played(refused(code, "429 Too Many Requests")) as server, pytest.raises(LighthouseError) as caught:
        Coast(mode, server.url).call("list_lights")
    assert (type(caught.value), caught.value.code) == (kind, code)


@MODES
def test_pages_ask_for_one_after_the_other_and_give_typed_items(mode: str) -> None:
    first = said({"lights": [{"lightId": "l-1", "name": "a"}, {"lightId": "l-2", "name": "b"}], "nextToken": "n/1"})
    last = said({"lights": [{"lightId": "l-3", "name": "c", "state": "LIT"}]})

    async def collect(client: AsyncLighthouseClient) -> list[str]:
        return [found.light_id or "" async for found in client.list_lights_pages(states=["LIT", "DARK"]).lights]

    with played(first, last) as server:
        found = Coast(mode, server.url).run(
            lambda client: [found.light_id for found in client.list_lights_pages(states=["LIT", "DARK"]).lights],
            collect,
        )
    assert found == ["l-1", "l-2", "l-3"]
    query = "/lights?view=summary&state=LIT&state=DARK"
    assert [request.target for request in server.requests] == [query, f"{query}&nextToken=n%2F1"]


@MODES
def test_pages_follow_the_mark_that_says_whether_there_are_more(mode: str) -> None:
    pages = [
        said({"page": {"sightings": [{}], "next": "c1"}, "more": True}),
        said({"page": {"sightings": [{}, {}], "next": "c2"}, "more": False}),
    ]

    async def count(client: AsyncLighthouseClient) -> int:
        return len([page async for page in client.search_sightings_pages(filter={"not": {"lightId": "l-1"}})])

    with played(*pages) as server:
        wanted = Filter(not_=Filter(light_id="l-1"))
        assert (
            Coast(mode, server.url).run(lambda client: len(list(client.search_sightings_pages(filter=wanted))), count)
            == 2
        )
    assert [json.loads(request.body) for request in server.requests] == [
        {"filter": {"not": {"lightId": "l-1"}}},
        {"filter": {"not": {"lightId": "l-1"}}, "cursor": "c1"},
    ]


@MODES
def test_waiter_returns_the_output_that_satisfied_it(mode: str) -> None:
    with played(light("LIT")) as server:
        output = Coast(mode, server.url).call("wait_until_light_lit", light_id="l-1", max_wait=10)
    assert output.light.state == "LIT"
    assert server.requests[0].target == "/lights/l-1"


@MODES
def test_waiter_that_an_error_satisfies_returns_none(mode: str) -> None:
    with played(refused("ResourceNotFoundException", "404 Not Found", lightId="l-1")) as server:
        assert Coast(mode, server.url).call("wait_until_light_snuffed", light_id="l-1") is None


@MODES
def test_waiter_says_what_made_it_fail_and_when_it_gave_up(mode: str) -> None:
    with played(light("LOST")) as server, pytest.raises(WaiterFailed, match=r"light\.state is 'LOST'") as caught:
        Coast(mode, server.url).call("wait_until_light_lit", light_id="l-1")
    with played(light("DARK")) as server, pytest.raises(WaiterTimeout):
        Coast(mode, server.url).call("wait_until_light_lit", light_id="l-1", max_wait=0.01)
    assert caught.value.last.light.state == "LOST"


@MODES
def test_stream_comes_piece_by_piece_with_its_members(mode: str) -> None:
    headers = ("ETag: e-1", "Last-Modified: Wed, 01 May 2024 10:00:00 GMT", "x-lighthouse-meta-Keeper: Ada")

    def read(client: LighthouseClient) -> tuple[Any, bytes]:
        with client.get_log_book(light_id="l-1", path="2024/may day") as output:
            return output, b"".join(output.body)

    async def read_async(client: AsyncLighthouseClient) -> tuple[Any, bytes]:
        async with await client.get_log_book(light_id="l-1", path="2024/may day") as output:
            return output, b"".join([chunk async for chunk in output.body])

    with played(reply(LOGBOOK, "200 OK", *headers)) as server:
        coast = Coast(mode, server.url)
        output, body = coast.run(read, read_async)
    assert body == LOGBOOK
    assert (output.etag, output.content_length, output.status) == ("e-1", len(LOGBOOK), 200)
    assert {name.lower(): value for name, value in output.metadata.items()} == {"keeper": "Ada"}
    assert output.last_modified == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert server.requests[0].target == "/lights/l-1/logbooks/2024/may%20day"
    assert coast.hosts == ["logs.127.0.0.1"]


@MODES
def test_stream_goes_out_as_it_is_read(mode: str) -> None:
    with played(said({})) as server:
        body = (LOGBOOK[start : start + 1000] for start in range(0, len(LOGBOOK), 1000))
        Coast(mode, server.url).call(
            "put_log_book", light_id="l-1", path="2024", body=body, metadata={"keeper": "Ada"}, annotations={"a": [1]}
        )
    (request,) = server.requests
    assert request.body == LOGBOOK
    assert request.headers["transfer-encoding"] == "chunked"
    assert request.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
    assert request.headers["x-lighthouse-meta-keeper"] == "Ada"
    assert json.loads(b64decode(request.headers["x-lighthouse-annotations"])) == {"a": [1]}


def test_input_takes_and_gives_the_models_spelling() -> None:
    given = GetLightInput.model_validate({"lightId": "l-1", "schema": 2})
    assert given == GetLightInput(light_id="l-1", schema_=2)
    assert given.model_dump(by_alias=True, exclude_none=True) == {"lightId": "l-1", "schema": 2}
