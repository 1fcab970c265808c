"""Promise 14: trailer, decoded length and checksum of an upload are right at every attempt."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator

import pytest
from botocore.httpchecksum import AwsChunkedWrapper, Crc32Checksum
from hypothesis import given, settings
from hypothesis import strategies as st
from sotalia_runtime.checksums.algorithms import checksum_text
from sotalia_runtime.checksums.trailer import CHUNK, TrailerBody, send_in_trailer
from sotalia_runtime.errors import InvalidInput
from sotalia_runtime.http.messages import BytesBody, Headers, HttpRequest


class Pieces:
    """A body that comes in these pieces, blocking or not."""

    replayable = True

    def __init__(self, pieces: list[bytes], *, known: bool, asynchronous: bool = False) -> None:
        self.pieces = pieces
        self.length = len(b"".join(pieces)) if known else None
        self.asynchronous = asynchronous

    def open(self) -> Iterator[bytes] | AsyncIterator[bytes]:
        return self._later() if self.asynchronous else iter(self.pieces)

    async def _later(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            await asyncio.sleep(0)
            yield piece


def wire(body: TrailerBody) -> bytes:
    chunks = body.open()
    if isinstance(chunks, Iterator):
        return b"".join(chunks)

    async def gather() -> bytes:
        return b"".join([chunk async for chunk in chunks])

    return asyncio.run(gather())


def decoded(wire: bytes) -> tuple[bytes, list[int], dict[str, str]]:
    """What a service makes of it: body, sizes of chunks, trailers."""
    stream = io.BytesIO(wire)
    sizes: list[int] = []
    body = b""
    while size := int(stream.readline().strip(), 16):
        sizes.append(size)
        body += stream.read(size)
        assert stream.read(2) == b"\r\n"
    trailers = [line.partition(":")[::2] for line in stream.read().decode().split("\r\n") if line]
    return body, sizes, dict(trailers)


pieces = st.lists(st.binary(max_size=40) | st.integers(0, 3 * CHUNK).map(bytes), max_size=5)


@settings(max_examples=60, deadline=None)
@given(pieces, st.booleans(), st.booleans(), st.sampled_from(["CRC32", "CRC64NVME", "SHA256"]))
def test_service_reads_back_body_and_checksum(pieces: list[bytes], known: bool, later: bool, name: str) -> None:
    whole = b"".join(pieces)
    inner = Pieces(pieces, known=known, asynchronous=later)
    body = TrailerBody(inner, name, inner.length)
    for _ in range(2):
        sent = wire(body)
        assert body.length == (len(sent) if known else None)
        got, sizes, trailers = decoded(sent)
        assert got == whole
        assert trailers == {f"x-amz-checksum-{name.lower()}": checksum_text(name, whole)}
        assert all(size >= 8_192 for size in sizes[:-1])


@pytest.mark.parametrize("data", [b"", b"hello", b"x" * 70_000])
def test_bytes_equal_botocores(data: bytes) -> None:
    theirs = AwsChunkedWrapper(io.BytesIO(data), checksum_cls=Crc32Checksum, checksum_name="x-amz-checksum-crc32")
    assert wire(TrailerBody(BytesBody(data), "CRC32", len(data))) == b"".join(theirs)


def test_headers_that_announce_the_trailer() -> None:
    request = HttpRequest("PUT", headers=Headers([("Content-Encoding", "gzip")]), body=BytesBody(b"hello"))
    send_in_trailer(request, "CRC32")
    assert dict(request.headers.lowered()) == {
        "content-encoding": "gzip,aws-chunked",
        "x-amz-trailer": "x-amz-checksum-crc32",
        "x-amz-decoded-content-length": "5",
    }


def test_content_length_of_the_caller_is_the_decoded_length_of_a_body_without_one() -> None:
    request = HttpRequest("PUT", headers=Headers([("Content-Length", "5")]), body=Pieces([b"he", b"llo"], known=False))
    send_in_trailer(request, "CRC32")
    assert request.headers["X-Amz-Decoded-Content-Length"] == "5"
    assert "Content-Length" not in request.headers
    assert request.body.length == len(b"".join(request.body.open()))  # type: ignore[arg-type]


@pytest.mark.parametrize(("declared", "word"), [(4, "more"), (6, "fewer"), (0, "more")])
def test_body_of_another_length_than_declared_is_never_sent_whole(declared: int, word: str) -> None:
    with pytest.raises(InvalidInput, match=f"{word} bytes"):
        wire(TrailerBody(BytesBody(b"hello"), "CRC32", declared))
