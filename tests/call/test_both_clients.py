"""The promises once more with generated packages, blocking and asynchronous: what a fault becomes in a user's hands."""

from __future__ import annotations

import asyncio
import itertools
import traceback
import zlib
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime import Hooks, LogMode
from sotalia_runtime.errors import (
    InvalidInput,
    ResponseParseError,
    SdkError,
    ServiceError,
)
from support.callers import then
from support.scripted_server import Answer, Close, Loop, Peer, PeerGone, Reset, ScriptedServer, reply
from support.signatures import is_signed

if TYPE_CHECKING:
    from support.callers import Caller

TABLES = reply(b'{"TableNames":["t"]}')
IDENTITY = (
    b"<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult>"
    b"</GetCallerIdentityResponse>"
)
SLOW_DOWN = b"<Error><Code>SlowDown</Code></Error>"
BROKEN = reply(b"", "500 x")


CALLS: dict[str, tuple[str, str, dict[str, Any], bytes]] = {
    "json": ("dynamodb", "list_tables", {}, TABLES),
    "query": ("sts", "get_caller_identity", {}, reply(IDENTITY)),
    "ec2": ("ec2", "describe_regions", {}, reply(b"<DescribeRegionsResponse/>")),
    "rest-xml get": ("s3", "get_object", {"bucket": "bucket", "key": "k"}, reply(b"data")),
    "rest-xml put": ("s3", "put_object", {"bucket": "bucket", "key": "k", "body": b"data"}, reply(b"")),
}


@pytest.mark.parametrize("what", CALLS)
def test_failures_then_success_are_attempts_each_signed_anew(caller: Caller, what: str) -> None:
    service, method, arguments, good = CALLS[what]
    with then(BROKEN, reply(b"<html>", "503 x"), good) as server:
        assert caller.call(service, server.url, method, **arguments).response_metadata.attempts == 3
    assert all(is_signed(request, service=service) for request in server.requests)
    assert len({request.headers["amz-sdk-invocation-id"] for request in server.requests}) == 1
    assert [request.headers["amz-sdk-request"][:9] for request in server.requests] == [
        f"attempt={n}" for n in (1, 2, 3)
    ]
    assert len({request.body for request in server.requests}) == 1


@pytest.mark.parametrize("end", [Close(), Reset()], ids=["closed", "reset"])
@pytest.mark.parametrize("what", CALLS)
def test_connection_lost_before_the_head_is_tried_again_with_the_same_bytes(
    caller: Caller, what: str, end: Close | Reset
) -> None:
    service, method, arguments, good = CALLS[what]
    with ScriptedServer([(Answer(b""), end), (Loop((Answer(good),)),)]) as server:
        caller.call(service, server.url, method, **arguments)
    first, second = server.requests
    assert first.body == second.body
    assert is_signed(second, service=service)


THROTTLES = {
    "json": reply(b'{"__type":"ns#ThrottlingException:http://x"}', "400 x"),
    "query": reply(
        b"<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code></Error></ErrorResponse>", "400 x"
    ),
    "ec2": reply(
        b"<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors><RequestID>r</RequestID></Response>",
        "503 x",
    ),
    "rest-xml get": reply(SLOW_DOWN, "503 x"),
    "rest-xml put": reply(SLOW_DOWN, "400 x"),
}


@pytest.mark.parametrize("what", THROTTLES)
def test_throttle_of_every_protocol_is_tried_again(caller: Caller, what: str) -> None:
    service, method, arguments, good = CALLS[what]
    for throttle in (THROTTLES[what], reply(b"", "429 x"), reply(b"<html>slow</html>", "429 x")):
        with then(throttle, good) as server:
            caller.call(service, server.url, method, **arguments)
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("hint", "seconds"), [("1500", 1.5), ("3600000", 5.0), ("soon", 0.0), ("-5", 0.0), ("1e3", 0.0), ("", 0.0)]
)
def test_pause_that_the_service_asks_for_is_kept_within_bounds(caller: Caller, hint: str, seconds: float) -> None:
    seen: list[float] = []

    def stop(call: Any) -> None:
        seen.append(call.delay)
        raise SdkError("seen")

    hooks = Hooks(before_retry=[stop])
    with then(reply(b"", "500 x", f"x-amz-retry-after: {hint}")) as server, pytest.raises(SdkError, match="seen"):
        caller.run("dynamodb", server.url, lambda client: client.list_tables(), hooks=hooks)
    assert seen == [seconds]


SKEWED = {
    "dynamodb": ("list_tables", {}, b'{"__type":"InvalidSignatureException"}', TABLES),
    "s3": ("list_buckets", {}, b"<Error><Code>RequestTimeTooSkewed</Code></Error>", reply(b"<R></R>")),
    "sts": ("get_caller_identity", {}, b"<R><Error><Code>SignatureDoesNotMatch</Code></Error></R>", reply(IDENTITY)),
}


@pytest.mark.parametrize("hours", [1, -1])
@pytest.mark.parametrize("service", SKEWED)
def test_wrong_clock_costs_one_request_of_the_clients_life(caller: Caller, service: str, hours: int) -> None:
    method, arguments, refusal, good = SKEWED[service]
    date = f"Date: {formatdate(time() + hours * 3600, usegmt=True)}"

    def twice(client: Any) -> Any:
        call = getattr(client, method)
        if caller.mode == "sync":
            return call(**arguments), call(**arguments)

        async def both() -> Any:
            return await call(**arguments), await call(**arguments)

        return both()

    with then(reply(refusal, "403 x", date), good) as server:
        caller.run(service, server.url, twice)
    assert len(server.requests) == 3
    assert all(is_signed(request, service=service) for request in server.requests)
    times = [request.headers["x-amz-date"] for request in server.requests]
    assert (times[0] < times[1] <= times[2]) if hours > 0 else (times[1] <= times[2] < times[0])


CUT = {
    "closed in the body": (Answer(TABLES[:-4]), Close()),
    "reset in the body": (Answer(TABLES[:-4]), Reset()),
    "ends too soon": (Answer(reply(b'{"TableNames":["t"')),),
    "says nothing": (Answer(reply(b"")),),
    "says nothing in chunks": (Answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),),
    "blanks": (Answer(reply(b" \r\n")),),
    "null": (Answer(reply(b"null")),),
    "wrong checksum": (Answer(reply(b'{"TableNames":["u"]}', "200 OK", "x-amz-crc32: 1")),),
}


@pytest.mark.parametrize("what", CUT)
def test_cut_answer_is_asked_for_again_and_never_an_empty_success(caller: Caller, what: str) -> None:
    with ScriptedServer([(*CUT[what], Close()), (Loop((Answer(TABLES),)),)]) as server:
        assert caller.call("dynamodb", server.url, "list_tables").table_names == ["t"]
    assert len(server.requests) == 2
    with ScriptedServer([(*CUT[what], Close())]) as server, pytest.raises(SdkError) as caught:
        caller.call("dynamodb", server.url, "list_tables")
    assert not isinstance(caught.value, ServiceError)
    assert len(server.requests) == 4


BOMB = zlib.compress(bytes(20_000_000), 9, 31)


@pytest.mark.parametrize(
    "answer",
    [
        reply(BOMB, "200 OK", "Content-Encoding: gzip"),
        reply(b'{"TableNames":' + b"[" * 200_000),
        reply(b'{"TableNames":["\xff"]}'),
        reply(b'{"TableNames":{"a":1}}'),
        reply(b"<html>portal</html>", "200 OK", "Content-Type: text/html"),
    ],
    ids=["gzip bomb", "deep", "bad utf-8", "wrong shape", "page of a portal"],
)
def test_answer_that_cannot_be_meant_is_one_kind_of_error(caller: Caller, answer: bytes) -> None:
    with then(answer) as server, pytest.raises(ResponseParseError):
        caller.call("dynamodb", server.url, "list_tables")
    assert len(server.requests) == 4


XML_BOMBS = [
    b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><R><Text>&c;</Text></R>',
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><R><Owner><ID>&b;</ID></Owner></R>',
    b"<R>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</R>",
]


@pytest.mark.parametrize("body", XML_BOMBS, ids=["entities", "file", "deep"])
@pytest.mark.parametrize(
    ("service", "method"), [("s3", "list_buckets"), ("ec2", "describe_regions"), ("sts", "get_caller_identity")]
)
def test_xml_bomb_is_refused(caller: Caller, service: str, method: str, body: bytes) -> None:
    with then(reply(body)) as server, pytest.raises(ResponseParseError):
        caller.call(service, server.url, method)


SECRETS = ("HUNTER2", "TOKENVALUE")
ASSUMED = reply(
    b"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>HUNTER2"
    b"</SecretAccessKey><SessionToken>TOKENVALUE</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration>"
    b"</Credentials></AssumeRoleResult></AssumeRoleResponse>"
)


def test_secret_in_an_answer_is_in_no_log_and_no_text(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    shown: list[str] = []

    def use(client: Any) -> Any:
        return client.assume_role(role_arn="arn:aws:iam::123456789012:role/r", role_session_name="session")

    hooks = Hooks(after_parse=[lambda call: shown.extend((repr(call), str(call.output), repr(call.output)))])
    with then(ASSUMED) as server:
        out = caller.run("sts", server.url, use, log=LogMode.HTTP | LogMode.HTTP_BODY, hooks=hooks)
    assert (out.credentials.secret_access_key, out.credentials.session_token) == SECRETS
    text = "".join([caplog.text, repr(out), str(out), repr(out.credentials), *shown])
    assert "RESPONSE" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_wrong_value_for_a_secret_is_in_no_error(caller: Caller) -> None:
    def use(client: Any) -> Any:
        return client.put_object(bucket="bucket", key="k", sse_customer_key=["".join(("HUNT", "ER2"))])

    with pytest.raises(InvalidInput) as caught:
        caller.run("s3", "http://127.0.0.1:1", use)
    error = caught.value
    assert "sse_customer_key" in str(error)
    assert "HUNTER2" not in str(error) + repr(error) + str(error.errors()) + "".join(traceback.format_exception(error))


def test_key_of_a_secret_map_is_in_no_error(caller: Caller) -> None:
    def use(client: Any) -> Any:
        variables = {"".join(("HUNT", "ER2")): 7}
        return client.create_function(function_name="f", role="r", code={}, environment={"variables": variables})

    with pytest.raises(InvalidInput) as caught:
        caller.run("lambda", "http://127.0.0.1:1", use)
    assert "environment.variables.***" in str(caught.value)
    assert "HUNTER2" not in repr(caught.value.errors()) + "".join(traceback.format_exception(caught.value))


DESCRIPTORS = Path("/proc/self/fd")


def descriptors() -> int:
    return len(list(DESCRIPTORS.iterdir()))


def sometimes(good: bytes, bad: bytes, every: int) -> ScriptedServer:
    """Fails with every so-manieth request, whichever connection brings it."""
    counter = itertools.count(1)

    def serve(peer: Peer) -> None:
        while True:
            peer.read_request()
            peer.send(bad if next(counter) % every == 0 else good)

    return ScriptedServer(serve)


def test_many_callers_and_a_few_failures_all_end_well(caller: Caller) -> None:
    def use(client: Any) -> Any:
        if caller.mode == "sync":
            with ThreadPoolExecutor(16) as pool:
                return list(pool.map(lambda _: client.list_tables(), range(320)))

        async def worker() -> list[Any]:
            return [await client.list_tables() for _ in range(20)]

        async def all_workers() -> list[Any]:
            return list(itertools.chain(*await asyncio.gather(*(worker() for _ in range(16)))))

        return all_workers()

    with sometimes(TABLES, BROKEN, 20) as server:
        outputs = caller.run("dynamodb", server.url, use)
    assert [out.table_names for out in outputs] == [["t"]] * 320
    assert len(server.requests) > 320
    assert all(is_signed(request, service="dynamodb") for request in server.requests)


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="counts descriptors where the system lists them")
def test_a_hundred_failures_leave_no_descriptor(caller: Caller) -> None:
    counts: list[int] = []
    refusal = reply(b'{"__type":"ResourceNotFoundException"}', "400 x")

    def hang_up_or_refuse(peer: Peer) -> None:
        if peer.index % 2:
            raise PeerGone
        peer.read_request()
        peer.send(refusal)

    def use(client: Any) -> Any:
        if caller.mode == "sync":
            for _ in range(100):
                with pytest.raises(SdkError):
                    client.describe_table(table_name="table")
                counts.append(descriptors())
            return None

        async def each() -> None:
            for _ in range(100):
                with pytest.raises(SdkError):
                    await client.describe_table(table_name="table")
                counts.append(descriptors())

        return each()

    with ScriptedServer(hang_up_or_refuse) as server:
        caller.run("dynamodb", server.url, use)
    # The server's ends of the connections are descriptors of this process, too.
    assert max(counts) - counts[0] <= 12
