"""Sending what does not fit one packet, while listening for an answer that comes early."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final, cast

from ..errors import ConnectionClosed, InvalidInput, Problem, ProtocolError, TransportTimeout
from ..flow import Pull, Read, Write
from ..http.messages import BytesBody

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from ..flow import Flow
    from ..http.messages import HttpRequest
    from .connection import Connection
    from .timeouts import Limits

# A server that knows `Expect: 100-continue` answers within a round trip; others get the body after this.
CONTINUE_SECONDS: Final = 1.0
_PIECE_BYTES: Final = 256 * 1024


def upload(
    connection: Connection,
    request: HttpRequest,
    chunks: Iterator[bytes] | AsyncIterator[bytes] | None,
    head: bytes,
    limits: Limits,
) -> Flow[bool]:
    """Send head and body. Result: False if the answer came before all of the body was sent, which ends the upload."""
    body = request.body
    if not (yield from write_all(connection, head, limits)):
        return False
    if (request.headers.get("expect") or "").lower() == "100-continue" and not (
        yield from _invited(connection, limits)
    ):
        return False
    if isinstance(body, BytesBody):
        return (yield from _write_pieces(connection, body.data, limits))
    assert chunks is not None
    if body.length is None:
        return (yield from _send_chunked(connection, chunks, limits))
    return (yield from _send_sized(connection, chunks, body.length, limits))


def write_all(connection: Connection, data: bytes | memoryview, limits: Limits) -> Flow[bool]:
    """Send all of `data`. Result: False if the answer came first."""
    while True:
        try:
            sent: int = yield Write(connection, data, limits)
        except ConnectionClosed:
            # The peer may have said why before it closed.
            if not (yield from _last_words(connection, limits)):
                raise
            return False
        if sent == len(data):
            return True
        if (yield from _answered(connection, limits)):
            return False
        data = memoryview(data)[sent:]


def _write_pieces(connection: Connection, data: bytes, limits: Limits) -> Flow[bool]:
    view = memoryview(data)
    for start in range(0, len(view), _PIECE_BYTES):
        if start and (yield from _answered(connection, limits)):
            return False
        if not (yield from write_all(connection, view[start : start + _PIECE_BYTES], limits)):
            return False
    return True


def _send_sized(
    connection: Connection, chunks: Iterator[bytes] | AsyncIterator[bytes], length: int, limits: Limits
) -> Flow[bool]:
    left = length
    while (chunk := _checked((yield Pull(chunks)))) is not None:
        if not chunk:
            continue  # the peer may have all of it by now, and an answer to that is not early
        left -= len(chunk)
        if left < 0:
            raise _mismatch(f"gave more than the {length} bytes that it announced")
        if (yield from _answered(connection, limits)) or not (yield from _write_pieces(connection, chunk, limits)):
            return False
    if left:
        raise _mismatch(f"gave {length - left} of the {length} bytes that it announced")
    return True


def _send_chunked(connection: Connection, chunks: Iterator[bytes] | AsyncIterator[bytes], limits: Limits) -> Flow[bool]:
    while (chunk := _checked((yield Pull(chunks)))) is not None:
        if not chunk:
            continue  # on the wire it would be the end
        if (yield from _answered(connection, limits)):
            return False
        if not (yield from _write_pieces(connection, b"%x\r\n%b\r\n" % (len(chunk), chunk), limits)):
            return False
    return (yield from write_all(connection, b"0\r\n\r\n", limits))


def _checked(chunk: object) -> bytes | None:
    if chunk is None or isinstance(chunk, bytes):
        return chunk
    if isinstance(chunk, (bytearray, memoryview)):
        return bytes(cast("bytearray", chunk))
    raise _mismatch(f"gave {type(chunk).__name__} where bytes are due")


def _mismatch(what: str) -> InvalidInput:
    return InvalidInput("request body", [Problem("", what)])


def _invited(connection: Connection, limits: Limits) -> Flow[bool]:
    """Wait for "100 Continue", not for long. Result: False if a final answer came instead."""
    decoder = connection.decoder
    ends = monotonic() + CONTINUE_SECONDS
    while not decoder.continued:
        data: bytes | None = yield Read(connection, limits, wait=max(0.0, ends - monotonic()))
        if data is None:
            return True
        _take(connection, data)
        if decoder.status:
            return False
    return True


def _answered(connection: Connection, limits: Limits) -> Flow[bool]:
    """Whether the head of a final answer has arrived already. Raises `ConnectionClosed` if the peer closed instead."""
    data: bytes | None = yield Read(connection, limits, wait=0.0)
    if data is not None:
        _take(connection, data)
    return connection.decoder.status != 0


def _last_words(connection: Connection, limits: Limits) -> Flow[bool]:
    """Whether the answer's head can still be read from a connection that cannot be written to any more."""
    decoder = connection.decoder
    try:
        while not decoder.status:
            _take(connection, (yield Read(connection, limits)))
    except (ConnectionClosed, ProtocolError, TransportTimeout):
        return False
    return True


def _take(connection: Connection, data: bytes) -> None:
    if not data:
        connection.decoder.end()
    connection.decoder.feed(data)
