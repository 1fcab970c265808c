"""Request bodies on the wire: framing, rewinding, early answers, 100-continue."""

from __future__ import annotations

import asyncio
import io
import os
import threading
from typing import TYPE_CHECKING, cast

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError
from sotalia_runtime.checksums.trailer import TrailerBody
from sotalia_runtime.drivers.aio import AsyncPerformer
from sotalia_runtime.errors import BodyNotReplayable, ConnectionClosed, InvalidInput
from sotalia_runtime.flow import Pull
from sotalia_runtime.http.bodies import FileBody, IterableBody, StreamIn, body_from
from sotalia_runtime.http.messages import EMPTY, BytesBody
from support.scripted_server import (
    OK,
    Answer,
    Close,
    Loop,
    Peer,
    ReadHead,
    ReadSome,
    Reset,
    Say,
    ScriptedServer,
    Wait,
    reply,
)
from transport_drivers import AsyncDriver, Driver, request_to

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from pathlib import Path

    from sotalia_runtime.http.messages import RequestBody

DATA = bytes(range(256)) * 1200  # more than two chunks
BIG = b"0123456789abcdef" * 524_288  # 8 MiB
UNAVAILABLE = reply(b"busy", "503 Service Unavailable", "Connection: close")


class Pipe:
    """A binary file that can only be read."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, size: int, /) -> bytes:
        return self._file.read(size)


class Repeatable:
    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.chunks)


async def arrives(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def real_file(folder: Path, data: bytes, offset: int = 0) -> io.BufferedReader:
    path = folder / "body.bin"
    path.write_bytes(data)
    file = path.open("rb")
    file.seek(offset)
    return file


@pytest.mark.parametrize(
    ("make", "sized"),
    [
        (bytes, True),
        (bytearray, True),
        (memoryview, True),
        (io.BytesIO, True),
        (lambda data: [data[:1000], b"", data[1000:]], True),
        (lambda data: Repeatable(data[:1000], b"", data[1000:]), False),
        (lambda data: iter([data]), False),
        (Pipe, False),
    ],
    ids=["bytes", "bytearray", "memoryview", "BytesIO", "list", "repeatable", "iterator", "pipe"],
)
@pytest.mark.parametrize("expected", [b"", DATA], ids=["empty", "long"])
def test_body_arrives_whole_in_the_right_framing(
    driver: Driver, make: Callable[[bytes], StreamIn], sized: bool, expected: bytes
) -> None:
    given = make(expected)
    with ScriptedServer(OK) as server:
        assert driver.fetch(request_to(server.url, "PUT", body_from(given))).body == b"ok"
        assert driver.fetch(request_to(server.url)).body == b"ok"
    first = server.requests[0]
    assert first.body == expected
    assert first.headers.get("content-length") == (str(len(expected)) if sized else None)
    assert ("transfer-encoding" in first.headers) is not sized
    assert server.connections == 1


def test_file_is_sent_from_where_it_stands_each_time(driver: Driver, tmp_path: Path) -> None:
    with real_file(tmp_path, DATA, 100) as file, ScriptedServer(OK) as server:
        body = body_from(file)
        for _ in range(2):
            driver.fetch(request_to(server.url, "PUT", body))
    assert [request.body for request in server.requests] == [DATA[100:]] * 2


@pytest.mark.parametrize("make", [lambda data: iter([data]), Pipe], ids=["iterator", "pipe"])
def test_spent_body_is_refused_before_anything_is_sent(driver: Driver, make: Callable[[bytes], StreamIn]) -> None:
    body = body_from(make(DATA))
    assert (body.length, body.replayable) == (None, False)
    with ScriptedServer(OK) as server:
        driver.fetch(request_to(server.url, "PUT", body))
        with pytest.raises(BodyNotReplayable):
            driver.fetch(request_to(server.url, "PUT", body))
    assert len(server.requests) == 1


def test_async_iterable_is_sent_by_the_async_driver_only(driver: Driver) -> None:
    with ScriptedServer(OK) as server:
        request = request_to(server.url, "PUT", body_from(arrives(b"ab", b"", b"cd")))
        if isinstance(driver, AsyncDriver):
            driver.fetch(request)
            assert server.requests[0].body == b"abcd"
        else:
            with pytest.raises(InvalidInput, match="async"):
                driver.fetch(request)
    assert driver.pool.open_connections == driver.pool.idle_connections


@pytest.mark.parametrize("change", [-1, 1])
def test_file_that_changes_its_size(driver: Driver, tmp_path: Path, change: int) -> None:
    with real_file(tmp_path, DATA) as file, ScriptedServer(OK) as server:
        body = body_from(file)
        os.truncate(tmp_path / "body.bin", len(DATA) + change)
        if change > 0:
            driver.fetch(request_to(server.url, "PUT", body))
            assert server.requests[0].body == DATA
        else:
            with pytest.raises(InvalidInput, match="announced"):
                driver.fetch(request_to(server.url, "PUT", body))
            assert driver.pool.open_connections == 0


@pytest.mark.parametrize("chunks", [["text"], [1], [b"ok", None, "x"]])
def test_chunks_that_are_no_bytes_are_refused(driver: Driver, chunks: list[object]) -> None:
    body = IterableBody(Repeatable(*chunks))  # type: ignore[arg-type]
    with ScriptedServer(OK) as server, pytest.raises(InvalidInput, match="bytes"):
        driver.fetch(request_to(server.url, "PUT", body))
    assert driver.pool.open_connections == 0


def test_error_of_the_users_iterator_passes_through(driver: Driver) -> None:
    def failing() -> Iterator[bytes]:
        yield b"x"
        raise LookupError("mine")

    with ScriptedServer(OK) as server, pytest.raises(LookupError, match="mine"):
        driver.fetch(request_to(server.url, "PUT", body_from(failing())))
    assert driver.pool.open_connections == 0


EARLY = {
    "and closes": (ReadSome(200_000), Say(UNAVAILABLE), Close()),
    "and stops reading": (ReadSome(200_000), Say(UNAVAILABLE), Wait(5)),
    "after the head": (ReadHead(), Say(UNAVAILABLE), Wait(5)),
}


@pytest.mark.parametrize("how", EARLY)
@pytest.mark.parametrize("kind", ["bytes", "file", "chunked"])
def test_early_answer_is_returned_and_the_next_upload_is_whole(
    driver: Driver, tmp_path: Path, how: str, kind: str
) -> None:
    (tmp_path / "big").write_bytes(BIG)
    with (tmp_path / "big").open("rb") as file, ScriptedServer([EARLY[how], OK]) as server:
        chunked = Repeatable(*(BIG[start : start + 100_000] for start in range(0, len(BIG), 100_000)))
        body = {"bytes": BytesBody(BIG), "file": FileBody(file), "chunked": IterableBody(chunked)}[kind]
        assert driver.fetch(request_to(server.url, "PUT", body)).status == 503
        assert driver.fetch(request_to(server.url, "PUT", body)).status == 200
    assert server.requests[-1].body == BIG
    assert server.connections == 2


@pytest.mark.parametrize("end", [Close(), Reset()], ids=["closed", "reset"])
def test_upload_to_a_peer_that_vanishes_is_typed(driver: Driver, end: Close | Reset) -> None:
    with ScriptedServer((ReadSome(200_000), end)) as server, pytest.raises(ConnectionClosed):
        driver.fetch(request_to(server.url, "PUT", BIG))
    assert driver.pool.open_connections == 0


def test_interim_answer_during_an_upload_does_not_end_it(driver: Driver) -> None:
    def script(peer: Peer) -> None:
        head = peer.read_head()
        peer.send(b"HTTP/1.1 102 Processing\r\n\r\n")
        peer.server.sleep(0.05)
        assert peer.read_body(head) == BIG
        peer.send(reply(b"ok"))
        peer.server.sleep(5)

    with ScriptedServer(script) as server:
        assert driver.fetch(request_to(server.url, "PUT", BIG)).body == b"ok"


CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
EXPECT = {"expect": "100-continue"}


def test_body_waits_for_the_invitation(driver: Driver) -> None:
    def script(peer: Peer) -> None:
        head = peer.read_head()
        peer.sock.settimeout(0.05)
        with pytest.raises(TimeoutError):
            peer.sock.recv(1)
        peer.sock.settimeout(None)
        peer.send(CONTINUE)
        bodies.append(peer.read_body(head))
        peer.send(reply(b"ok"))
        peer.server.sleep(5)

    bodies: list[bytes] = []
    with ScriptedServer(script) as server:
        assert driver.fetch(request_to(server.url, "PUT", b"data", **EXPECT)).body == b"ok"
    assert bodies == [b"data"]


def test_silent_server_gets_the_body_nevertheless(driver: Driver) -> None:
    with ScriptedServer(OK) as server:
        assert driver.fetch(request_to(server.url, "PUT", b"data", **EXPECT)).body == b"ok"
    assert server.requests[0].body == b"data"


@pytest.mark.parametrize("data", [b"", b"data"])
def test_late_invitation_is_skipped(driver: Driver, data: bytes) -> None:
    with ScriptedServer((Loop((Answer(CONTINUE + reply(b"ok")),)),)) as server:
        for _ in range(2):
            assert driver.fetch(request_to(server.url, "PUT", data, **(EXPECT if not data else {}))).body == b"ok"
    assert server.connections == 1


def test_final_answer_in_place_of_the_invitation(driver: Driver) -> None:
    body = body_from(iter([b"data"]))
    refusal = (ReadHead(), Say(reply(b"no", "403 Forbidden")), Wait(5))
    with ScriptedServer([refusal, OK]) as server:
        assert driver.fetch(request_to(server.url, "PUT", body, **EXPECT)).status == 403
        assert driver.pool.open_connections == 0
        # The body was not touched, so even this one can be sent now.
        assert driver.fetch(request_to(server.url, "PUT", body)).status == 200
    assert server.requests[-1].body == b"data"


def test_empty_put_then_put(driver: Driver) -> None:
    with ScriptedServer(OK) as server:
        for data in (b"", b"data"):
            driver.fetch(request_to(server.url, "PUT", data))
    assert [request.headers["content-length"] for request in server.requests] == ["0", "4"]


def test_framing_is_the_transports_business(driver: Driver) -> None:
    with ScriptedServer(OK) as server:
        driver.fetch(request_to(server.url, "POST", b"data", Content_Length="999", Transfer_Encoding="chunked"))
        driver.fetch(request_to(server.url, "GET", host="elsewhere.example", X="é"))
    first, second = server.requests
    assert first.body == b"data"
    assert "transfer-encoding" not in first.headers
    assert second.headers == {"host": "elsewhere.example", "x": "é"}


class Upload(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, hide_input_in_errors=True)
    body: StreamIn


def test_field_takes_what_can_be_sent_and_leaves_it_alone(tmp_path: Path) -> None:
    with real_file(tmp_path, b"abc", 1) as file:
        values: Iterable[object] = (
            b"x", bytearray(b"x"), memoryview(b"x"), "x", file, io.BytesIO(), [b"x"], iter([b"x"]), arrives(b"x"), Pipe(b""),
        )  # fmt: skip
        for value in values:
            assert Upload(body=value).body is value  # type: ignore[arg-type]
        assert file.tell() == 1


@pytest.mark.parametrize("value", [1, None, {"a": b"x"}, io.StringIO("x")])
def test_field_refuses_what_cannot_be_sent(value: object) -> None:
    with pytest.raises(ValidationError, match="binary mode"):
        Upload(body=value)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="binary mode"):
        body_from(value)  # type: ignore[arg-type]


def test_text_is_utf8_and_text_files_are_refused(tmp_path: Path) -> None:
    assert body_from("é").length == 2
    assert body_from(b"") is EMPTY
    (tmp_path / "t").write_text("x")
    with (tmp_path / "t").open() as file, pytest.raises(InvalidInput, match="TextIOWrapper"):
        body_from(file)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrap", [FileBody, lambda file: TrailerBody(FileBody(file), "CRC32", None)])
def test_files_are_read_beside_the_event_loop(wrap: Callable[[Pipe], RequestBody]) -> None:
    readers: set[int] = set()

    class Watched(Pipe):
        def read(self, size: int, /) -> bytes:
            readers.add(threading.get_ident())
            return super().read(size)

    async def pull_all() -> bytes:
        chunks = wrap(Watched(DATA)).open()
        performer, pieces = AsyncPerformer(), list[bytes]()
        while (piece := await performer.perform(Pull(chunks))) is not None:
            pieces.append(cast("bytes", piece))
        return b"".join(pieces)

    assert len(asyncio.run(pull_all())) >= len(DATA)
    assert threading.get_ident() not in readers
