"""One call, step by step."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime import Credentials
from sotalia_runtime.errors import InvalidInput
from support.mini_json.clients import AsyncMiniClient
from support.mini_json.operations import GetThingInput
from support.mini_s3.operations import GetObjectInput, PutObjectInput
from support.scripted_server import Answer, Loop, ScriptedServer, reply
from support.signatures import is_signed

if TYPE_CHECKING:
    from collections.abc import Callable

OK = reply(b'{"Name":"a"}')
BROKEN = reply(b"{}", "500 x")
HOUR = 3600


def test_steps_left_out_are_done_by_send(mini: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Answer(OK),))]) as server:
        assert mini(server.url).request(GetThingInput(name="x")).send().name == "a"
    assert is_signed(server.requests[0], service="dynamodb")


def test_header_set_after_build_is_signed_and_one_after_sign_is_sent(mini: Callable[..., Any]) -> None:
    with ScriptedServer([Answer(BROKEN), Loop((Answer(OK),))]) as server:
        request = mini(server.url).request(GetThingInput(name="x"))
        request.build().http.headers["X-Built"] = "1"
        request.sign().http.headers["X-Note"] = "2"
        signed = request.http.headers["Authorization"]
        assert request.send().name == "a"
    first, second = server.requests
    assert first.headers["authorization"] == signed
    assert "x-built" in signed
    assert "x-note" not in signed
    for sent in (first, second):
        assert (sent.headers["x-built"], sent.headers["x-note"]) == ("1", "2")
        assert is_signed(sent, service="dynamodb")
    assert [sent.headers["amz-sdk-request"] for sent in (first, second)] == ["attempt=1; max=4", "attempt=2; max=4"]


def test_there_is_no_http_request_before_build(mini: Callable[..., Any]) -> None:
    request = mini("http://127.0.0.1:1").request(GetThingInput(name="x"))
    with pytest.raises(LookupError, match="build"):
        request.http  # noqa: B018
    request.validate()
    with pytest.raises(LookupError):
        request.http  # noqa: B018


def test_validate_notices_what_was_set_after_construction(mini: Callable[..., Any]) -> None:
    given = GetThingInput(name="x")
    given.name = 7  # type: ignore[assignment]
    with pytest.raises(InvalidInput, match="name"):
        mini("http://127.0.0.1:1").request(given).validate()


def test_sending_again_is_a_call_of_its_own(mini: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Answer(OK),))]) as server:
        request = mini(server.url).request(GetThingInput(name="x")).sign()
        request.send()
        request.send()
    ids = {sent.headers["amz-sdk-invocation-id"] for sent in server.requests}
    assert len(ids) == 2


def test_what_was_sent_can_be_looked_at_afterwards(mini: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Answer(OK),))]) as server:
        request = mini(server.url).request(GetThingInput(name="x")).sign()
        request.http.headers["X-Note"] = "kept"
        request.send()
    assert request.http.headers["X-Note"] == "kept"
    assert request.http.headers["Authorization"] == server.requests[0].headers["authorization"]


def test_request_form_of_an_async_client_is_awaited() -> None:
    with ScriptedServer([Loop((Answer(OK),))]) as server:

        async def run() -> None:
            keys = Credentials("AKIA", "SECRET")
            async with AsyncMiniClient(region="us-east-1", endpoint_url=server.url, credentials=keys) as client:
                request = client.request(GetThingInput(name="x"))
                (await request.sign()).http.headers["X-Note"] = "1"
                assert (await request.send()).name == "a"

        asyncio.run(run())
    assert server.requests[0].headers["x-note"] == "1"


def test_presigned_upload_leaves_out_what_only_a_call_has(s3: Callable[..., Any]) -> None:
    url = s3("http://127.0.0.1:1").request(PutObjectInput(bucket="bucket", key="k")).presign(expires_in=HOUR)
    assert "X-Amz-SignedHeaders=host&" in url
    assert "checksum" not in url.lower()


@pytest.mark.parametrize("seconds", [0, -1, 604_801])
def test_presigned_url_has_bounds(s3: Callable[..., Any], seconds: int) -> None:
    with pytest.raises(InvalidInput):
        s3("http://127.0.0.1:1").request(GetObjectInput(bucket="bucket", key="k")).presign(expires_in=seconds)
