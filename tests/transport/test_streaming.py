"""Bodies as users read them."""

from __future__ import annotations

import asyncio
import csv
import gc
import gzip
import io
import json
import pickle
import tarfile
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError
from sotalia_runtime.drivers.aio import AsyncPerformer
from sotalia_runtime.drivers.blocking import BlockingPerformer
from sotalia_runtime.errors import ChecksumMismatch, ConnectionClosed
from sotalia_runtime.streaming import AsyncStreamingBody, StreamingBody
from sotalia_runtime.testing.fakes import async_body
from sotalia_runtime.transport import Limits, Timeouts
from support.scripted_server import OK, Answer, Close, ScriptedServer, Wait, reply
from transport_drivers import AsyncDriver, Driver, request_to

if TYPE_CHECKING:
    from pathlib import Path

    from sotalia_runtime.flow import Flow

TEXT = b"first\nsecond\r\n\nlast, without an end"
LINES = [b"first\n", b"second\r\n", b"\n", b"last, without an end"]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(
    b"%x\r\n%b\r\n" % (len(part), part) for part in (TEXT[:3], TEXT[3:13], TEXT[13:])
)


class Crc:
    """A checksum as a service sends it."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.state = 0

    def update(self, data: bytes, /) -> None:
        self.state = zlib.crc32(data, self.state)

    def verify(self) -> None:
        if self.state != self.expected:
            raise ChecksumMismatch("crc32")


class Reader:
    """Either body class, called without `await`."""

    def __init__(self, driver: Driver, url: str, *, sized: bool = True, checksum: Crc | None = None) -> None:
        self.driver = driver
        limits = Limits(Timeouts(connect=5, read=5))
        response = driver.run(driver.transport.exchange(request_to(url), limits))
        length = response.headers.get("content-length")
        size = int(length) if length and sized else None
        self.body: Any = (
            AsyncStreamingBody(response.body, AsyncPerformer(), content_length=size, checksum=checksum)
            if isinstance(driver, AsyncDriver)
            else StreamingBody(response.body, BlockingPerformer(), content_length=size, checksum=checksum)
        )

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if isinstance(self.driver, AsyncDriver):
                return self.driver.runner.run(_awaited(lambda: getattr(self.body, name)(*args, **kwargs)))
            result = getattr(self.body, name)(*args, **kwargs)
            return list(result) if isinstance(result, Iterator) else result

        return call

    def chunks(self) -> list[bytes]:
        return self.__aiter__() if isinstance(self.driver, AsyncDriver) else list(self.body)

    def __aiter__(self) -> Any:
        return self.driver.runner.run(_awaited(lambda: self.body.__aiter__()))  # type: ignore[attr-defined]


async def _awaited(make: Callable[[], Any]) -> Any:
    result = make()
    if isinstance(result, AsyncIterator):
        return [item async for item in result]
    return await result if isinstance(result, Awaitable) else result


READINGS: dict[str, Callable[[Reader], bytes]] = {
    "read": lambda reader: reader.read(),
    "read all": lambda reader: reader.read(None),
    "read one by one": lambda reader: b"".join(iter(lambda: reader.read(1), b"")),
    "read seven": lambda reader: b"".join(iter(lambda: reader.read(7), b"")),
    "chunks as they come": lambda reader: b"".join(reader.chunks()),
    "chunks of four": lambda reader: b"".join(reader.iter_chunks(4)),
    "lines": lambda reader: b"".join(reader.iter_lines(keepends=True)),
    "line by line": lambda reader: b"".join(iter(reader.readline, b"")),
    "lines in pieces": lambda reader: b"".join(iter(lambda: reader.readline(3), b"")),
    "mixed": lambda reader: reader.read(2) + reader.readline() + reader.read(3) + reader.read(),
}


@pytest.mark.parametrize("data", [reply(TEXT), CHUNKED + b"0\r\n\r\n"], ids=["sized", "chunked"])
@pytest.mark.parametrize("how", READINGS)
def test_every_way_of_reading_gives_the_same_bytes(driver: Driver, data: bytes, how: str) -> None:
    with ScriptedServer((Answer(data, piece=5), *OK)) as server:
        reader = Reader(driver, server.url, checksum=Crc(zlib.crc32(TEXT)))
        assert READINGS[how](reader) == TEXT
        assert reader.read(5) == b""
        assert driver.pool.open_connections == driver.pool.idle_connections == 1


@pytest.mark.parametrize("data", [reply(TEXT), CHUNKED + b"0\r\n\r\n"], ids=["sized", "chunked"])
@pytest.mark.parametrize("how", READINGS)
def test_no_way_of_reading_ends_well_on_a_damaged_body(driver: Driver, data: bytes, how: str) -> None:
    with ScriptedServer((Answer(data, piece=5), *OK)) as server:
        reader = Reader(driver, server.url, checksum=Crc(1))
        for _ in range(2):
            with pytest.raises(ChecksumMismatch):
                READINGS[how](reader)


@pytest.mark.parametrize("data", [reply(TEXT)[:-1], CHUNKED], ids=["sized", "chunked"])
@pytest.mark.parametrize("how", READINGS)
def test_no_way_of_reading_ends_well_on_a_truncated_body(driver: Driver, data: bytes, how: str) -> None:
    with ScriptedServer((Answer(data, piece=5), Close())) as server:
        reader = Reader(driver, server.url)
        for _ in range(2):
            with pytest.raises(ConnectionClosed):
                READINGS[how](reader)
        assert driver.pool.open_connections == 0


def test_exact_read_of_the_whole_size_compares_the_checksum(driver: Driver) -> None:
    with ScriptedServer((Answer(reply(TEXT)), Wait(5))) as server:
        reader = Reader(driver, server.url, checksum=Crc(1))
        with pytest.raises(ChecksumMismatch):
            reader.read(len(TEXT))


def test_lines_come_without_their_ends(driver: Driver) -> None:
    with ScriptedServer((Answer(reply(TEXT)), *OK)) as server:
        assert Reader(driver, server.url).iter_lines() == [line.rstrip(b"\r\n") for line in LINES]


def test_closing_and_leaving_the_context_free_the_connection(driver: Driver) -> None:
    with ScriptedServer((Answer(reply(b"x" * 1_000_000)), Wait(5))) as server:
        reader = Reader(driver, server.url)
        assert reader.body.content_length == 1_000_000
        reader.read(10)
        reader.close()
        reader.close()
        assert reader.body.closed
        assert driver.pool.open_connections == 0
        for read in (reader.read, reader.readline, reader.chunks):
            with pytest.raises(ValueError, match="closed"):
                read()
        enter, leave = ("__aenter__", "__aexit__") if isinstance(driver, AsyncDriver) else ("__enter__", "__exit__")
        other = Reader(driver, server.url)
        getattr(other, enter)()
        getattr(other, leave)(None, None, None)
        assert other.body.closed
        assert driver.pool.open_connections == 0


def test_dropped_unread_it_frees_the_connection(driver: Driver) -> None:
    with ScriptedServer((Answer(reply(b"x" * 1_000_000)), Wait(5))) as server:
        reader = Reader(driver, server.url)
        del reader
        gc.collect()
        assert driver.pool.open_connections == 0


def test_saving_replaces_the_file_whole_or_not_at_all(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "saved"
    body = bytes(range(256)) * 2000
    with ScriptedServer([(Answer(reply(body)), Close()), (Answer(reply(body)[:-1]), Close())]) as server:
        assert Reader(driver, server.url).save_to(path) == len(body)
        assert path.read_bytes() == body
        path.write_bytes(b"precious")
        with pytest.raises(ConnectionClosed):
            Reader(driver, server.url).save_to(str(path))
    assert path.read_bytes() == b"precious"
    assert [entry.name for entry in tmp_path.iterdir()] == ["saved"]


def archive() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        member = tarfile.TarInfo("a")
        member.size = 2
        tar.addfile(member, io.BytesIO(b"hi"))
    return file.getvalue()


def first_name(body: Any) -> str:
    with tarfile.open(fileobj=body, mode="r|gz") as tar:
        return tar.getnames()[0]


AS_FILE: dict[str, tuple[bytes, Callable[[Any], object], object]] = {
    "json": (b'{"a": [1]}', json.load, {"a": [1]}),
    "csv": (b"a,b\r\n1,2\r\n", lambda body: list(csv.reader(io.TextIOWrapper(body, "utf-8"))), [["a", "b"], ["1", "2"]]),
    "gzip": (gzip.compress(b"hello" * 999), lambda body: gzip.GzipFile(fileobj=body).read(), b"hello" * 999),
    "buffered": (b"abc\ndef", lambda body: list(io.BufferedReader(body)), [b"abc\n", b"def"]),
    "tar": (archive(), first_name, "a"),
    "readinto": (b"abcdef", lambda body: (body.readinto(b := bytearray(4)), bytes(b)), (4, b"abcd")),
}  # fmt: skip


@pytest.mark.parametrize("kind", AS_FILE)
def test_sync_body_is_a_binary_file(kind: str) -> None:
    data, use, expected = AS_FILE[kind]

    class Held:
        def __init__(self, parts: list[bytes]) -> None:
            self.parts = parts

        def read(self, size: int) -> Flow[bytes]:
            yield from ()
            return self.parts.pop(0) if self.parts else b""

        def read_all(self) -> Flow[bytes]:
            yield from ()
            rest, self.parts = b"".join(self.parts), []
            return rest

        def close(self) -> None:
            self.parts = []

    assert use(StreamingBody(Held([bytes([byte]) for byte in data]), BlockingPerformer())) == expected


def test_it_neither_pickles_nor_shows_its_bytes(driver: Driver) -> None:
    with ScriptedServer((Answer(reply(b"secret")), Wait(5))) as server:
        body = Reader(driver, server.url).body
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(body)
        assert repr(body) == f"<{type(body).__name__} of 6 bytes>"


def test_as_a_field(driver: Driver) -> None:
    class Output(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        body: StreamingBody | AsyncStreamingBody

    with ScriptedServer((Answer(reply(TEXT)), Wait(5))) as server:
        body = Reader(driver, server.url).body
        assert Output(body=body).body is body
        assert Output.model_construct(body=body).model_dump()["body"] is body
    with pytest.raises(ValidationError):
        Output(body=b"x")  # type: ignore[arg-type]


@given(st.binary(max_size=200), st.lists(st.integers(0, 40), max_size=30))
def test_reads_of_any_sizes_lose_nothing(data: bytes, sizes: list[int]) -> None:
    from sotalia_runtime.transport.decoder import ResponseDecoder

    decoder = ResponseDecoder()
    for start in range(0, len(whole := reply(data)), 17):
        decoder.feed(whole[start : start + 17])
    expected = io.BytesIO(data)
    body = StreamingBody(_in_memory(list(decoder.chunks)), BlockingPerformer(), content_length=len(data))
    for size in sizes:
        assert body.read(size) == expected.read(size)
    assert body.read() == expected.read()


def _in_memory(parts: list[bytes]) -> Any:
    class Body:
        def read(self, size: int) -> Flow[bytes]:
            yield from ()
            while parts and not parts[0]:
                parts.pop(0)
            if not parts:
                return b""
            data, parts[0] = parts[0][:size], parts[0][size:]
            return data

        def read_all(self) -> Flow[bytes]:
            yield from ()
            rest = b"".join(parts)
            parts.clear()
            return rest

        def close(self) -> None:
            parts.clear()

    return Body()


def test_saving_that_is_cancelled_leaves_no_file(tmp_path: Path) -> None:
    async def main(steps: int) -> None:
        saving = asyncio.create_task(async_body(b"x" * 10).save_to(tmp_path / "saved"))
        for _ in range(steps):
            await asyncio.sleep(0)
        saving.cancel()
        await asyncio.wait([saving])

    for steps in range(4):
        asyncio.run(main(steps))
        assert not [file for file in tmp_path.iterdir() if file.name != "saved"]
