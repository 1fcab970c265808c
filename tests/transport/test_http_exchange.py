"""Answers of every form, whole and broken."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sotalia_runtime.errors import (
    ConnectError,
    ConnectionClosed,
    InvalidInput,
    ProtocolError,
    ReadTimeout,
    TotalTimeout,
    TransportError,
)
from sotalia_runtime.http.messages import Headers
from sotalia_runtime.transport import Timeouts
from sotalia_runtime.transport.decoder import ResponseDecoder
from support.scripted_server import Answer, Close, Loop, ReadHead, Reset, Say, ScriptedServer, Wait, reply
from transport_drivers import Driver, request_to

FORMS = {
    "sized": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello"),
    "empty": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b""),
    "chunked": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", b"hello"),
    "trailer": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n5\r\nhello\r\n0\r\nx: abc\r\n\r\n",
        b"hello",
    ),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    "not modified": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n", b""),
    "interim": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 X\r\na: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello"),
    "gzip": (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00", b"\x1f\x8b\x08\x00"),
}  # fmt: skip
TO_CLOSE = (b"HTTP/1.1 200 OK\r\n\r\nhello", b"HTTP/1.0 200 OK\r\n\r\nhello")


@pytest.mark.parametrize("form", FORMS)
def test_body_arrives_as_sent_and_the_connection_is_kept(driver: Driver, form: str) -> None:
    data, body = FORMS[form]
    with ScriptedServer((Loop((Answer(data),)),)) as server:
        for _ in range(3):
            assert driver.fetch(request_to(server.url)).body == body
    assert server.connections == 1


@pytest.mark.parametrize("form", FORMS)
def test_body_is_the_same_in_single_bytes(driver: Driver, form: str) -> None:
    data, body = FORMS[form]
    with ScriptedServer((Answer(data, piece=1), Wait(5))) as server:
        assert driver.fetch(request_to(server.url)).body == body


@pytest.mark.parametrize("data", TO_CLOSE)
def test_body_that_ends_with_the_connection(driver: Driver, data: bytes) -> None:
    with ScriptedServer((Answer(data), Close())) as server:
        assert [driver.fetch(request_to(server.url)).body for _ in range(2)] == [b"hello"] * 2
    assert server.connections == 2
    assert driver.pool.open_connections == 0


@pytest.mark.parametrize("fields", ["", "Content-Length: 77\r\n", "Transfer-Encoding: chunked\r\n"])
def test_head_has_no_body_and_keeps_the_connection(driver: Driver, fields: str) -> None:
    script = (Answer(f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode()), Loop((Answer(reply(b"next")),)))
    with ScriptedServer(script) as server:
        assert driver.fetch(request_to(server.url, "HEAD")).body == b""
        assert driver.fetch(request_to(server.url)).body == b"next"
    assert server.connections == 1


def test_headers_are_those_of_the_final_answer(driver: Driver) -> None:
    data = b"HTTP/1.1 100 Continue\r\nx: interim\r\n\r\nHTTP/1.1 201 C\r\nX-Two: a\r\nx-two:  b \r\nContent-Length: 0\r\n\r\n"
    with ScriptedServer((Answer(data), Wait(5))) as server:
        seen = driver.fetch(request_to(server.url))
    assert (seen.status, list(seen.headers.lowered())) == (201, [("x-two", "a, b"), ("content-length", "0")])


def test_large_body_is_whole(driver: Driver) -> None:
    body = bytes(range(256)) * 8192
    with ScriptedServer((Loop((Answer(reply(body)),)),)) as server:
        assert driver.fetch(request_to(server.url)).body == body
        assert driver.fetch(request_to(server.url)).body == body
    assert server.connections == 1


CUT = {
    "no answer": b"",
    "in the head": b"HTTP/1.1 200 OK\r\nContent-",
    "in a sized body": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell",
    "before a body": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
    "in a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhell",
    "between chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n",
    "in the last chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n0\r\n",
}


@pytest.mark.parametrize("end", [Close(), Reset()], ids=["closed", "reset"])
@pytest.mark.parametrize("where", CUT)
def test_truncated_answer_is_an_error_never_short_bytes(driver: Driver, where: str, end: Close | Reset) -> None:
    with ScriptedServer((Answer(CUT[where]), end)) as server, pytest.raises(ConnectionClosed):
        driver.fetch(request_to(server.url, "PUT", b"x"))
    assert len(server.requests) == 1
    assert driver.pool.open_connections == 0


GARBLED = {
    "not http": b"SSH-2.0-OpenSSH_9.6\r\n",
    "html": b"<html>",
    "status": b"HTTP/1.1 abc OK\r\n\r\n",
    "low status": b"HTTP/1.1 099 X\r\n\r\n",
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\nhello",
    "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
    "huge length": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nhello",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "length and chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "chunk size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    "chunk end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
    "encoding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello",
    "switch": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    "huge field": b"HTTP/1.1 200 OK\r\nx: " + b"a" * 10_000_000,
    "huge reason": b"HTTP/1.1 200 " + b"a" * 10_000_000,
    "many fields": b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000,
    "endless interim": b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000,
    "huge trailer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx: " + b"a" * 10_000_000,
    "huge extension": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"a" * 10_000_000,
}


@pytest.mark.parametrize("what", GARBLED)
def test_garbled_answer_is_a_protocol_error(driver: Driver, what: str) -> None:
    with ScriptedServer((Answer(GARBLED[what]), Wait(5))) as server, pytest.raises(ProtocolError):
        driver.fetch(request_to(server.url))
    assert len(server.requests) == 1
    assert driver.pool.open_connections == 0


@pytest.mark.parametrize("surplus", [reply(b"forged"), b"x", b"HTTP/1.1 100 Continue\r\n\r\n"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("together", [True, False], ids=["one packet", "later"])
def test_an_answer_nobody_asked_for_is_never_taken(driver: Driver, form: str, surplus: bytes, together: bool) -> None:
    data, body = FORMS[form]
    first = (Answer(data + surplus),) if together else (Answer(data), Wait(0.02), Say(surplus))
    with ScriptedServer([(*first, Answer(reply(b"shifted"))), (Loop((Answer(reply(b"mine")),)),)]) as server:
        assert driver.fetch(request_to(server.url)).body == body
        server.sleep(0.05)
        assert driver.fetch(request_to(server.url)).body == b"mine"
    assert server.connections == 2


SHORT = Timeouts(connect=1, read=0.15)
STALLS = {
    "before the head": (Answer(b""), Wait(5)),
    "in the head": (Answer(b"HTTP/1.1 200 OK\r\n"), Wait(5)),
    "drip in the head": (Answer(b"HTTP/1.1 200 OK\r\nx: " + b"a" * 1000, piece=1, pause=0.02),),
    "in the body": (Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell"), Wait(5)),
    "in a chunk": (Answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhell"), Wait(5)),
}


@pytest.mark.parametrize("where", STALLS)
def test_stall_is_a_read_timeout(driver: Driver, where: str) -> None:
    with ScriptedServer(STALLS[where]) as server, pytest.raises(ReadTimeout):
        driver.fetch(request_to(server.url), SHORT)
    assert driver.pool.open_connections == 0


@pytest.mark.parametrize("where", STALLS)
def test_total_bounds_the_exchange_and_its_body(driver: Driver, where: str) -> None:
    with ScriptedServer(STALLS[where]) as server, pytest.raises(TotalTimeout):
        driver.fetch(request_to(server.url), Timeouts(total=0.15))


def test_slow_drip_is_bounded_by_total(driver: Driver) -> None:
    drip = Answer(reply(b"x" * 1000), piece=1, pause=0.01)
    with ScriptedServer((drip,)) as server, pytest.raises(TotalTimeout):
        driver.fetch(request_to(server.url), Timeouts(total=0.3))


def test_refused_connection_is_typed(driver: Driver) -> None:
    with ScriptedServer((Close(),)) as server:
        url = server.url
    with pytest.raises(ConnectError, match=r"127\.0\.0\.1"):
        driver.fetch(request_to(url))
    assert driver.pool.open_connections == 0


def test_unknown_host_is_typed(driver: Driver) -> None:
    for host in ("no-such-host.invalid", "x" * 70 + ".invalid"):
        with pytest.raises(ConnectError):
            driver.fetch(request_to(f"http://{host}:80"))


@pytest.mark.parametrize(
    ("path", "fields"), [("/a b", {}), ("/a\r\nx: y", {}), ("/\0", {}), ("/", {"x": "\ud800"}), ("/\n", {})]
)
def test_what_would_forge_a_request_is_refused(driver: Driver, path: str, fields: dict[str, str]) -> None:
    with ScriptedServer((Loop((ReadHead(),)),)) as server, pytest.raises(InvalidInput):
        driver.fetch(request_to(server.url, path=path, **fields))
    assert server.requests == []


def decode(pieces: list[bytes], *, end: bool = True) -> tuple[object, ...]:
    decoder = ResponseDecoder()
    for piece in pieces:
        decoder.feed(piece)
    if end and not decoder.complete:
        decoder.end()
    return decoder.status, decoder.fields, b"".join(decoder.chunks), decoder.complete, decoder.reusable


@given(
    st.sampled_from(sorted(FORMS)), st.lists(st.integers(0, 130), max_size=12), st.sampled_from([b"", b"x", reply()])
)
def test_where_packets_are_cut_does_not_matter(form: str, cuts: list[int], surplus: bytes) -> None:
    data = FORMS[form][0] + surplus
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[a:b] for a, b in itertools.pairwise(edges) if b > a]
    assert decode(pieces) == decode([data])


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"HTTP/1.1 200 OK\r\n" + tail))
def test_random_bytes_raise_only_documented_errors(data: bytes) -> None:
    for pieces in ([data], [bytes([byte]) for byte in data]):
        with contextlib.suppress(TransportError):
            decode([piece for piece in pieces if piece])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=200))
def test_random_bytes_over_the_wire_raise_only_documented_errors(driver: Driver, data: bytes) -> None:
    with ScriptedServer((Answer(data), Close())) as server, contextlib.suppress(TransportError):
        driver.fetch(request_to(server.url))
    assert driver.pool.open_connections == 0


@pytest.mark.parametrize("name", ["", "a:b", "a:", ":", "a b", "a\r\nb", "\u00e9"])
def test_name_that_would_make_another_header_is_refused(name: str) -> None:
    headers = Headers()
    for put in (headers.set, headers.add, headers.__setitem__):
        with pytest.raises(ValueError, match="cannot be sent"):
            put(name, "v")
    assert not list(headers)
