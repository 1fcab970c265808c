"""Promises 39 to 42: no secret reaches a surface."""

from __future__ import annotations

import contextlib
import logging
import pickle
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sotalia_runtime import Credentials, LogMode, Session
from sotalia_runtime.call import redaction
from sotalia_runtime.errors import InvalidInput, SdkError
from support.mini_json.clients import AsyncMiniClient, MiniClient
from support.mini_json.operations import GetThingInput
from support.mini_s3.operations import GetObjectInput, PutObjectInput
from support.scripted_server import Answer, Loop, ScriptedServer, reply

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET, TOKEN = "SECRET-KEY-VALUE", "SESSION/TOKEN+VALUE=="
KEYS = Credentials("AKIA", SECRET, TOKEN)
ANSWER = reply(b'{"Name":"shown","Secret":"HUNTER2"}', "200 OK", "x-amz-security-token: SESSION/TOKEN+VALUE==")
ALL = LogMode.HTTP | LogMode.HTTP_BODY | LogMode.RETRIES


def always(answer: bytes) -> ScriptedServer:
    return ScriptedServer([Loop((Answer(answer),))])


def hides_all(text: str) -> bool:
    return not any(secret in text for secret in (SECRET, TOKEN, "HUNTER2", "%2BVALUE"))


def test_wire_log_shows_the_call_and_no_secret(mini: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with always(ANSWER) as server:
        mini(server.url, credentials=KEYS, log=ALL).get_thing(name="visible", password="HUNTER2")
    text = caplog.text
    assert "DEBUG: Request mini-json/GetThing Details:\n---[ REQUEST POST-SIGN ]-----" in text
    assert "DEBUG: Response mini-json/GetThing Details:\n---[ RESPONSE ]-----" in text
    assert '{"Name":"visible","Password":"***"}' in text
    assert '{"Name":"shown","Secret":"***"}' in text
    assert "SignedHeaders=" in text
    assert "Signature=***" in text
    assert hides_all(text)
    assert {record.name for record in caplog.records if "GetThing" in record.getMessage()} == {"sotalia.wire"}


@pytest.mark.parametrize(
    "answer",
    [
        reply(
            b'{"__type":"InvalidSignatureException","message":"x-amz-security-token:SESSION/TOKEN+VALUE=="}', "403 x"
        ),
        reply(b'{"__type":"Bad","message":"the password HUNTER2 is wrong"}', "400 x"),
        reply(b'{"Secret":"HUNTER2', "200 OK"),
        reply(b"<Secret>HUNTER2</Secret>", "200 OK"),
        reply(b'{"Other":[{"secret":{"a":"HUNTER2"}}]}', "200 OK"),
    ],
)
def test_log_of_an_answer_that_quotes_a_secret_does_not(
    mini: Callable[..., Any], caplog: pytest.LogCaptureFixture, answer: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    with always(answer) as server, contextlib.suppress(SdkError):
        mini(server.url, credentials=KEYS, log=ALL).get_thing(name="x", password="HUNTER2")
    assert "RESPONSE" in caplog.text
    assert hides_all(caplog.text)


def test_log_is_silent_unless_asked_for(mini: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with always(ANSWER) as server:
        mini(server.url).get_thing(name="x")
    assert not [record for record in caplog.records if record.name.startswith("sotalia")]


def test_log_without_a_handler_goes_to_stderr(
    mini: Callable[..., Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("sotalia.wire"), "propagate", False)
    with always(ANSWER) as server:
        mini(server.url, log=LogMode.HTTP).get_thing(name="x")
    text = capsys.readouterr().err
    assert "DEBUG: Request mini-json/GetThing Details:" in text
    assert "shown" not in text


def test_log_leaves_streams_alone_and_masks_sensitive_headers(
    s3: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with always(reply(b"content")) as server:
        client = s3(server.url, log=ALL)
        with client.send(GetObjectInput(bucket="bucket", key="k")) as out:
            assert out.body.read() == b"content"
    assert "[streamed body]" in caplog.text
    assert "\ncontent\n" not in caplog.text
    with always(reply(b"")) as server:
        s3(server.url, log=ALL).send(PutObjectInput(bucket="bucket", key="k", body=b"", sse_customer_key="HUNTER2"))
    assert "x-amz-server-side-encryption-customer-key: ***" in caplog.text
    assert hides_all(caplog.text)


def test_explicit_keys_refuse_to_pickle_and_say_what_to_use(mini: Callable[..., Any]) -> None:
    for subject in (MiniClient(credentials=KEYS), AsyncMiniClient(credentials=KEYS), Session(credentials=KEYS)):
        with pytest.raises(SdkError, match="profile") as caught:
            pickle.dumps(subject)
        assert hides_all(str(caught.value))


@pytest.mark.parametrize("kind", [MiniClient, AsyncMiniClient])
def test_client_on_chain_credentials_pickles_and_holds_none(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    session = Session(region="eu-west-1")
    client = kind(session, endpoint_url="http://127.0.0.1:1/x")
    if kind is MiniClient:
        client.request(GetThingInput(name="x")).sign()  # by now the keys were read
    data = pickle.dumps(client)
    assert SECRET.encode() not in data
    again = pickle.loads(data)
    assert type(again) is kind
    assert again._core.options.region == "eu-west-1"
    assert again._core.options.endpoint_url == "http://127.0.0.1:1/x"


def test_texts_of_clients_sessions_and_calls_have_no_secret(mini: Callable[..., Any]) -> None:
    seen: list[str] = []
    from sotalia_runtime import Hooks

    hooks = Hooks(before_send=[lambda call: seen.extend((repr(call), repr(call.http.headers), repr(call.http)))])
    session = Session(region="us-east-1", credentials=KEYS)
    with always(ANSWER) as server:
        client = mini(server.url, credentials=KEYS, hooks=hooks)
        client.get_thing(name="x", password="HUNTER2")
        request = client.request(GetThingInput(name="x", password="HUNTER2")).sign()
    texts = [repr(client), str(client), repr(session), repr(client._core.options), repr(request), *seen]
    assert all(map(hides_all, texts))


def test_wrong_value_of_a_sensitive_member_is_not_in_the_error() -> None:
    with pytest.raises(InvalidInput) as caught:
        GetThingInput(name="x", password=["".join(("HUNT", "ER2"))])  # type: ignore[arg-type]
    error = caught.value
    assert hides_all(str(error) + repr(error) + str(error.errors()) + "".join(traceback.format_exception(error)))
    assert hides_all(repr(GetThingInput(name="x", password="HUNTER2")))


def test_presigned_url_verifies_and_has_no_secret_key(s3: Callable[..., Any]) -> None:
    from urllib.parse import parse_qs, urlsplit

    from botocore.auth import S3SigV4QueryAuth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials as BotoCredentials

    client = s3("http://127.0.0.1:1", credentials=KEYS)
    url = client.request(GetObjectInput(bucket="bucket", key="a+b&c=d/é ü")).presign(expires_in=60)
    assert SECRET not in url
    query = parse_qs(urlsplit(url).query)
    assert query["X-Amz-Expires"] == ["60"]
    assert query["X-Amz-SignedHeaders"] == ["host"]
    assert query["X-Amz-Security-Token"] == [TOKEN]
    unsigned = url.partition("&X-Amz-Signature=")[0]
    rebuilt = AWSRequest(method="GET", url=unsigned, headers={"host": "127.0.0.1:1"})
    rebuilt.context["timestamp"] = query["X-Amz-Date"][0]
    auth = S3SigV4QueryAuth(BotoCredentials("AKIA", SECRET, TOKEN), "s3", "us-east-1")
    text = auth.string_to_sign(rebuilt, auth.canonical_request(rebuilt))
    assert query["X-Amz-Signature"] == [auth.signature(text, rebuilt)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.sampled_from(["a", "Secret", "sEcret", "b"]), parts),
    max_leaves=12,
)


@given(JSON, JSON)
def test_masked_json_never_holds_what_stood_under_a_sensitive_name(around: object, inside: object) -> None:
    import json

    secrets = redaction.Secrets()
    secrets.names = {"secret"}
    document = json.dumps({"b": [around, {"Secret": {"deep": [inside, "HUNTER2"]}}]}).encode()
    shown = redaction.body(document, "json", secrets, limit=10_000)
    assert "HUNTER2" not in shown


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_body_can_be_shown(data: bytes, limit: int) -> None:
    assert len(redaction.body(data, "rest-xml", redaction.Secrets(), limit=limit)) <= limit + 40
