r"""The aws-chunked encoding: a body whose checksum follows it, so that it is read only once.

    5\r\n hello \r\n 0\r\n x-amz-checksum-crc32:NhCmhg==\r\n \r\n

A body of known length goes as one chunk, whatever pieces it comes in: nothing is copied, and the whole length is
known before the first byte. Otherwise pieces are gathered, because S3 refuses chunks under 8 KiB but for the last.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from ..errors import InvalidInput, Problem
from ..http.messages import BytesBody
from .algorithms import algorithm as algorithm_named
from .algorithms import header_name, header_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..http.messages import HttpRequest, RequestBody

CHUNK: Final = 65_536


def send_in_trailer(request: HttpRequest, algorithm: str) -> None:
    """Have `request` carry the checksum of its body as a trailer: wraps the body and sets the headers that announce it.

    Sign it with `STREAMING_UNSIGNED_PAYLOAD_TRAILER`, and only send it over TLS. A Content-Length header that the
    caller set is taken for the length of a body that does not know its own.
    """
    headers = request.headers
    declared = headers.get("Content-Length")
    length = request.body.length
    if length is None and declared is not None and declared.isascii() and declared.isdigit():
        length = int(declared)
    headers.remove("Content-Length")
    encoding = headers.get("Content-Encoding")
    headers.set("Content-Encoding", f"{encoding},aws-chunked" if encoding else "aws-chunked")
    headers.set("X-Amz-Trailer", header_name(algorithm))
    if length is not None:
        headers.set("X-Amz-Decoded-Content-Length", str(length))
    request.body = TrailerBody(request.body, algorithm, length)


class TrailerBody:
    """A request body in the aws-chunked encoding. Each `open` starts a new checksum.

    `decoded_length` is the size of `body`, None where only reading tells. One that yields more or fewer bytes than
    that raises InvalidInput while it is sent.
    """

    __slots__ = ("_algorithm", "_body", "_decoded_length")

    def __init__(self, body: RequestBody, algorithm: str, decoded_length: int | None) -> None:
        self._body = body
        self._algorithm = algorithm.upper()
        self._decoded_length = decoded_length
        algorithm_named(algorithm)

    @property
    def length(self) -> int | None:
        """Size of the encoded body in bytes, or None."""
        decoded = self._decoded_length
        if decoded is None:
            return None
        digest = (algorithm_named(self._algorithm).size + 2) // 3 * 4
        end = len("0\r\n") + len(header_name(self._algorithm)) + len(":") + digest + len("\r\n\r\n")
        return (len(f"{decoded:x}\r\n") + decoded + len("\r\n") if decoded else 0) + end

    @property
    def replayable(self) -> bool:
        """Whether the body inside can be read again."""
        return self._body.replayable

    def open(self) -> Iterator[bytes] | AsyncIterator[bytes]:
        """The encoded bytes, by an iterator of the same kind as that of the body inside."""
        chunks = self._body.open()
        framing = _Framing(self._algorithm, self._decoded_length)
        if isinstance(chunks, AsyncIterator):
            return _encoded_async(chunks, framing)
        if isinstance(self._body, BytesBody) and len(self._body.data) <= CHUNK:
            return iter((b"".join(_encoded(chunks, framing)),))  # one packet instead of three
        return _EncodedChunks(chunks, framing)


class _EncodedChunks:
    """What `_encoded` yields. `blocking` where the body inside is a file, whose reading stops an event loop."""

    __slots__ = ("_encoded", "blocking")

    def __init__(self, chunks: Iterator[bytes], framing: _Framing) -> None:
        self._encoded = _encoded(chunks, framing)
        self.blocking: bool = getattr(chunks, "blocking", False)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._encoded)


def _encoded(chunks: Iterator[bytes], framing: _Framing) -> Iterator[bytes]:
    for chunk in chunks:
        yield from framing.feed(chunk)
    yield framing.finish()


async def _encoded_async(chunks: AsyncIterator[bytes], framing: _Framing) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        for piece in framing.feed(chunk):
            yield piece
    yield framing.finish()


class _Framing:
    """What goes around the chunks, and the checksum over them."""

    __slots__ = ("_algorithm", "_checksum", "_gathered", "_length", "_seen")

    def __init__(self, algorithm: str, length: int | None) -> None:
        self._algorithm = algorithm
        self._checksum = algorithm_named(algorithm).start()
        self._length = length
        self._seen = 0
        self._gathered = bytearray()

    def feed(self, chunk: bytes) -> tuple[bytes, ...]:
        """What to send for the next chunk of the body."""
        if not chunk:
            return ()
        self._checksum.update(chunk)
        first = not self._seen
        self._seen += len(chunk)
        if self._length is None:
            return self._gather(chunk)
        if self._seen > self._length:
            raise self._wrong_length("more")
        return (f"{self._length:x}\r\n".encode(), chunk) if first else (chunk,)

    def _gather(self, chunk: bytes) -> tuple[bytes, ...]:
        self._gathered += chunk
        if len(self._gathered) < CHUNK:
            return ()
        framed = self._framed()
        self._gathered = bytearray()
        return (framed,)

    def _framed(self) -> bytes:
        return b"%x\r\n%b\r\n" % (len(self._gathered), self._gathered)

    def finish(self) -> bytes:
        """What to send after the last chunk: the trailer with the checksum."""
        if self._length is not None and self._seen < self._length:
            raise self._wrong_length("fewer")
        if self._length is None:
            rest = self._framed() if self._gathered else b""
        else:
            rest = b"\r\n" if self._length else b""
        checksum = header_text(self._checksum.digest())
        return b"%b0\r\n%b:%b\r\n\r\n" % (rest, header_name(self._algorithm).encode(), checksum.encode())

    def _wrong_length(self, more: str) -> InvalidInput:
        return InvalidInput("request body", [Problem("", f"gave {more} bytes than its length, {self._length}")])
