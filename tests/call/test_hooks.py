"""What hooks see and change, on both kinds of client."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime import Call, Credentials, Hooks, Session
from support.mini_json.clients import AsyncMiniClient, MiniClient
from support.mini_json.errors import NoSuchThing
from support.mini_json.operations import GetThingInput
from support.mini_s3.operations import GetObjectInput
from support.scripted_server import Answer, Loop, ScriptedServer, reply
from support.signatures import is_signed

if TYPE_CHECKING:
    from collections.abc import Callable

OK = reply(b'{"Name":"a"}')
BROKEN = reply(b"{}", "500 x")
GONE = reply(b'{"__type":"NoSuchThing"}', "404 x")
KEYS = Credentials("AKIA", "SECRET")
POINTS = ("before_validate", "before_sign", "before_send", "after_receive", "after_parse", "before_retry", "on_error")


def recording(into: list[str]) -> Hooks:
    return Hooks(**{point: [lambda call, point=point: into.append(point)] for point in POINTS})


def test_hooks_run_at_their_points_in_order(mini: Callable[..., Any]) -> None:
    seen: list[str] = []
    with ScriptedServer([Answer(BROKEN), Answer(OK)]) as server:
        mini(server.url, hooks=recording(seen)).get_thing(name="x")
    attempt = ["before_sign", "before_send", "after_receive"]
    assert seen == ["before_validate", *attempt, "before_retry", *attempt, "after_parse"]


def test_on_error_sees_what_the_caller_will_see(mini: Callable[..., Any]) -> None:
    seen: list[object] = []
    hooks = Hooks(on_error=[lambda call: seen.append(call.error)])
    with ScriptedServer([Loop((Answer(GONE),))]) as server, pytest.raises(NoSuchThing) as caught:
        mini(server.url, hooks=hooks).get_thing(name="x")
    assert seen == [caught.value]


def test_headers_of_before_sign_are_signed_and_those_of_before_send_are_not(mini: Callable[..., Any]) -> None:
    hooks = Hooks(
        before_sign=[lambda call: call.http.headers.set("X-Signed", "1")],
        before_send=[lambda call: call.http.headers.set("CustomHeader", "10")],
    )
    with ScriptedServer([Answer(BROKEN), Answer(OK)]) as server:
        mini(server.url, hooks=hooks).get_thing(name="x")
    for request in server.requests:
        assert (request.headers["x-signed"], request.headers["customheader"]) == ("1", "10")
        assert "x-signed" in request.headers["authorization"]
        assert "customheader" not in request.headers["authorization"]
        assert is_signed(request, service="dynamodb")


def test_call_tells_its_facts(mini: Callable[..., Any]) -> None:
    facts: list[object] = []

    def look(call: Call) -> None:
        facts.append((call.service.id, call.operation.name, call.attempt, call.max_attempts, call.region))
        facts.append((call.response.status, call.input.name, call.output.name))  # type: ignore[union-attr]

    with ScriptedServer([Loop((Answer(OK),))]) as server:
        mini(server.url, hooks=Hooks(after_parse=[look])).get_thing(name="x")
    assert facts == [("DynamoDB", "GetThing", 1, 4, "us-east-1"), (200, "x", "a")]


def test_hooks_of_the_session_run_before_those_of_the_client() -> None:
    seen: list[int] = []

    def say(number: int) -> Callable[[Call], None]:
        return lambda call: seen.append(number)

    with ScriptedServer([Loop((Answer(OK),))]) as server:
        session = Session(region="us-east-1", credentials=KEYS, hooks=Hooks(before_send=[say(1)]))
        with session, MiniClient(session, endpoint_url=server.url, hooks=Hooks(before_send=[say(2)])) as client:
            client.with_options(hooks=Hooks(before_send=[say(3)])).get_thing(name="x")
    assert seen == [1, 2, 3]


def test_list_changed_after_construction_changes_nothing(mini: Callable[..., Any]) -> None:
    seen: list[str] = []
    late: list[Any] = []
    with ScriptedServer([Loop((Answer(OK),))]) as server:
        client = mini(server.url, hooks=Hooks(before_send=late))
        late.append(lambda call: seen.append("late"))
        client.get_thing(name="x")
    assert seen == []


def test_what_a_hook_raises_ends_the_call(mini: Callable[..., Any]) -> None:
    def refuse(call: Call) -> None:
        raise KeyError("no")

    with ScriptedServer([Loop((Answer(OK),))]) as server:
        with pytest.raises(KeyError):
            mini(server.url, hooks=Hooks(before_send=[refuse])).get_thing(name="x")
        assert server.requests == []
        client = mini(server.url, hooks=Hooks(after_receive=[refuse]))
        for _ in range(3):
            with pytest.raises(KeyError):
                client.get_thing(name="x")
        assert server.wait_until(lambda: server.open_connections <= 1)


def test_input_may_be_replaced_before_it_is_validated(mini: Callable[..., Any]) -> None:
    def rename(call: Call) -> None:
        call.input = GetThingInput(name="other")

    with ScriptedServer([Loop((Answer(OK),))]) as server:
        mini(server.url, hooks=Hooks(before_validate=[rename])).get_thing(name="x")
    assert server.requests[0].body == b'{"Name":"other"}'


def test_coroutine_hooks_are_awaited_by_async_clients_and_refused_by_others(mini: Callable[..., Any]) -> None:
    async def add(call: Call) -> None:
        await asyncio.sleep(0)
        call.http.headers.set("X-Async", "1")

    hooks = Hooks(before_send=[add])
    with ScriptedServer([Loop((Answer(OK),))]) as server:

        async def run() -> None:
            async with AsyncMiniClient(
                region="us-east-1", endpoint_url=server.url, credentials=KEYS, hooks=hooks
            ) as client:
                await client.get_thing(name="x")

        asyncio.run(run())
        with pytest.raises(TypeError, match="asynchronous"):
            mini(server.url, hooks=hooks).get_thing(name="x")
    assert [request.headers["x-async"] for request in server.requests] == ["1"]


@pytest.mark.parametrize("point", ["after_receive", "after_parse"])
def test_hook_that_raises_leaves_no_streamed_body_open(s3: Callable[..., Any], point: str) -> None:
    def refuse(call: Call) -> None:
        raise LookupError("mine")

    with ScriptedServer([Loop((Answer(reply(bytes(300_000))),))]) as server:
        client = s3(server.url, hooks=Hooks(**{point: [refuse]}))
        with pytest.raises(LookupError) as kept:
            client.send(GetObjectInput(bucket="bucket", key="k"))
        # Whoever keeps the error keeps what its frames hold.
        assert client._core.transport.pools.blocking.open_connections == 0
        assert kept.value.__traceback__ is not None
