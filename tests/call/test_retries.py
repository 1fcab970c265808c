"""Promises 1 to 9: what is sent again, how often, and what stays the same meanwhile."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime import Retries, Timeouts
from sotalia_runtime.drivers.blocking import BlockingPerformer
from sotalia_runtime.errors import BodyNotReplayable, ReadTimeout, TotalTimeout
from sotalia_runtime.retry import settings
from support.mini_json.errors import Busy, MiniError, NoSuchThing
from support.mini_json.operations import GetThingInput, MakeThingInput
from support.mini_s3.errors import S3Error
from support.mini_s3.operations import ListObjectsV2Input, PutObjectInput
from support.scripted_server import Answer, Loop, ScriptedServer, Wait, reply
from support.signatures import is_signed

if TYPE_CHECKING:
    from collections.abc import Callable

OK = reply(b'{"Name":"a"}', "200 OK", "x-amzn-requestid: R")


def error(code: str, status: str = "400 Bad Request", *fields: str) -> bytes:
    return reply(json.dumps({"__type": f"mini#{code}:http://x", "message": "no"}).encode(), status, *fields)


def xml_error(code: str, status: str) -> bytes:
    return reply(f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode(), status)


def served(*answers: bytes) -> ScriptedServer:
    return ScriptedServer([*(Answer(answer) for answer in answers), Loop((Wait(30),))])


BROKEN = error("InternalServerError", "500 Internal Server Error")


def test_two_failures_then_success_are_three_attempts_each_signed_anew(mini: Callable[..., Any]) -> None:
    with served(BROKEN, BROKEN, OK) as server:
        out = mini(server.url).get_thing(name="x")
    assert out.name == "a"
    assert out.response_metadata.attempts == 3
    assert out.response_metadata.request_id == "R"
    assert len(server.requests) == 3
    assert all(is_signed(request, service="dynamodb") for request in server.requests)
    assert len({request.headers["authorization"] for request in server.requests}) == 3


@pytest.mark.parametrize(
    "throttle",
    [
        error("ThrottlingException"),
        reply(b'{"__type":"ProvisionedThroughputExceededException"}', "400 Bad Request"),
        reply(b"", "429 Too Many Requests"),
        reply(b"<html>slow down</html>", "429 Too Many Requests"),
    ],
)
def test_throttles_are_retried(mini: Callable[..., Any], throttle: bytes) -> None:
    with served(throttle, OK) as server:
        assert mini(server.url).get_thing(name="x").name == "a"
    assert len(server.requests) == 2


def test_xml_throttle_is_retried(s3: Callable[..., Any]) -> None:
    listing = reply(b"<ListBucketResult><Contents><Key>k</Key></Contents></ListBucketResult>")
    with served(xml_error("SlowDown", "503 Slow Down"), listing) as server:
        out = s3(server.url).send(ListObjectsV2Input(bucket="bucket"))
    assert [found.key for found in out.contents] == ["k"]
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", ["400 Bad Request", "403 Forbidden", "404 Not Found"])
def test_client_errors_are_sent_once_and_are_of_the_modelled_class(mini: Callable[..., Any], status: str) -> None:
    body = b'{"__type":"NoSuchThing","message":"gone","Thing":"t"}'
    with served(reply(body, status, "x-amzn-requestid: R")) as server, pytest.raises(NoSuchThing) as caught:
        mini(server.url).get_thing(name="x")
    assert len(server.requests) == 1
    found = caught.value
    assert (found.code, found.message, found.status, found.thing) == ("NoSuchThing", "gone", int(status[:3]), "t")
    assert (found.request_id, found.fault, found.retryable, found.operation) == ("R", "client", False, "GetThing")


def test_error_that_only_another_operation_names_has_its_class(mini: Callable[..., Any]) -> None:
    from support.mini_json.operations import ListThingsInput

    with served(error("NoSuchThing")) as server, pytest.raises(NoSuchThing):
        mini(server.url).send(ListThingsInput())


def test_unknown_error_is_of_the_services_own_class(s3: Callable[..., Any]) -> None:
    with served(xml_error("Novelty", "400 Bad Request")) as server, pytest.raises(S3Error) as caught:
        s3(server.url).send(ListObjectsV2Input(bucket="bucket"))
    assert caught.value.code == "Novelty"
    assert type(caught.value) is S3Error


def test_permanent_failure_is_the_last_error_after_all_attempts(
    mini: Callable[..., Any], s3: Callable[..., Any]
) -> None:
    with ScriptedServer([Loop((Answer(BROKEN),))]) as server, pytest.raises(MiniError) as caught:
        mini(server.url).get_thing(name="x")
    assert len(server.requests) == 4  # the id of the service is DynamoDB
    assert caught.value.retryable
    assert caught.value.response_metadata.attempts == 4
    with ScriptedServer([Loop((Answer(xml_error("InternalError", "500 x")),))]) as server, pytest.raises(S3Error):
        s3(server.url).send(ListObjectsV2Input(bucket="bucket"))
    assert len(server.requests) == 3


@pytest.mark.parametrize("attempts", [1, 2, 6])
def test_max_attempts_counts_the_first(mini: Callable[..., Any], attempts: int) -> None:
    with ScriptedServer([Loop((Answer(BROKEN),))]) as server, pytest.raises(MiniError):
        mini(server.url, retries=Retries(max_attempts=attempts)).get_thing(name="x")
    assert len(server.requests) == attempts


def test_modelled_retry_trait_is_obeyed(mini: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Answer(error("Busy")),))]) as server, pytest.raises(Busy):
        mini(server.url).get_thing(name="x")
    assert len(server.requests) == 4


def test_quota_keeps_an_outage_from_growing(s3: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Answer(xml_error("InternalError", "500 x")),))]) as server:
        client = s3(server.url)
        for _ in range(60):
            with pytest.raises(S3Error):
                client.send(ListObjectsV2Input(bucket="bucket"))
    assert 90 <= len(server.requests) <= 100


def test_quota_pays_only_for_attempts_that_follow(s3: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Answer(xml_error("InternalError", "500 x")),))]) as server:
        client = s3(server.url)
        for _ in range(40):
            with pytest.raises(BodyNotReplayable):
                client.send(PutObjectInput(bucket="bucket", key="k", body=iter([b"once"])))
        sent = len(server.requests)
        with pytest.raises(S3Error):
            client.send(ListObjectsV2Input(bucket="bucket"))
    assert len(server.requests) == sent + 3


def test_retry_after_in_milliseconds_is_obeyed(mini: Callable[..., Any]) -> None:
    with served(error("X", "500 x", "x-amz-retry-after: 300"), OK) as server:
        started = time.monotonic()
        mini(server.url).get_thing(name="x")
    assert time.monotonic() - started >= 0.3


def test_garbage_in_retry_after_is_ignored(mini: Callable[..., Any]) -> None:
    with served(error("X", "500 x", "x-amz-retry-after: soon"), OK) as server:
        assert mini(server.url).get_thing(name="x").name == "a"


def test_wrong_clock_is_corrected_once_for_the_client(mini: Callable[..., Any]) -> None:
    ahead = time.time() + 3600
    date = f"Date: {formatdate(ahead, usegmt=True)}"
    skewed = error("InvalidSignatureException", "400 Bad Request", date)
    with served(skewed, OK, OK) as server:
        client = mini(server.url)
        client.get_thing(name="x")
        client.get_thing(name="x")
    assert len(server.requests) == 3
    hours = [request.headers["x-amz-date"] for request in server.requests]
    assert hours[0] < hours[1] <= hours[2]
    assert all(is_signed(request, service="dynamodb") for request in server.requests)


def test_wrong_signature_with_a_right_clock_is_not_retried(mini: Callable[..., Any]) -> None:
    date = f"Date: {formatdate(usegmt=True)}"
    with served(error("InvalidSignatureException", "403 x", date)) as server, pytest.raises(MiniError):
        mini(server.url).get_thing(name="x")
    assert len(server.requests) == 1


def test_idempotency_token_is_one_per_call(mini: Callable[..., Any]) -> None:
    with served(BROKEN, reply(b"{}"), reply(b"{}")) as server:
        client = mini(server.url)
        client.send(MakeThingInput(name="x"))
        client.send(MakeThingInput(name="x"))
    tokens = [json.loads(request.body)["ClientToken"] for request in server.requests]
    assert tokens[0] == tokens[1] != tokens[2]


def test_invocation_id_is_one_per_call_and_attempts_are_counted(mini: Callable[..., Any]) -> None:
    with served(BROKEN, OK, OK) as server:
        client = mini(server.url)
        client.get_thing(name="x")
        client.get_thing(name="x")
    ids = [request.headers["amz-sdk-invocation-id"] for request in server.requests]
    assert ids[0] == ids[1] != ids[2]
    counts = [request.headers["amz-sdk-request"] for request in server.requests]
    assert counts == ["attempt=1; max=4", "attempt=2; max=4", "attempt=1; max=4"]


def test_total_timeout_bounds_the_whole_call(mini: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Answer(error("X", "500 x", "x-amz-retry-after: 4000")),))]) as server:
        client = mini(server.url, timeouts=Timeouts(total=1))
        with pytest.raises(TotalTimeout) as caught:
            client.send(GetThingInput(name="x"))
    assert isinstance(caught.value.__cause__, MiniError)
    assert len(server.requests) == 1


def test_total_timeout_bounds_the_wait_of_a_long_poll_without_quota(
    mini: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings._RULES, "DynamoDB", settings.ServiceRules(long_polls=frozenset({"GetThing"})))
    slept: list[float] = []
    with served(
        error("X", "500 x", "x-amz-retry-after: 4000"), error("X", "500 x", "x-amz-retry-after: 4000")
    ) as server:
        for total, expected in ((2, 2), (None, 4)):
            client = mini(server.url, timeouts=Timeouts(total=total))
            client._core.prepare()
            while client._core.quota.acquire("transient"):
                pass
            with pytest.raises(MiniError):
                BlockingPerformer(sleep=slept.append).run(client._call(GetThingInput(name="x")))
            assert 0 < slept.pop() <= expected


def test_read_timeout_is_retried_and_typed(mini: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Wait(30),))]) as server, pytest.raises(ReadTimeout):
        mini(server.url, timeouts=Timeouts(read=0.1), retries=Retries(max_attempts=2)).get_thing(name="x")
    assert server.connections == 2
