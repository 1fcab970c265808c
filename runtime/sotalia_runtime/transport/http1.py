"""One HTTP/1.1 exchange as a flow."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from ..errors import ConnectionClosed
from ..flow import Acquire, Read
from ..http.messages import BytesBody, Headers, HttpResponse
from .body import Http1Body
from .connection import Origin
from .head import encode_head
from .upload import upload, write_all

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from ..flow import Flow
    from ..http.messages import HttpRequest
    from .connection import Connection
    from .pool import Pools
    from .timeouts import Limits

# Up to this size a body travels with its head: copying it costs less than another system call.
_JOINED_BYTES: Final = 64 * 1024


def exchange(pools: Pools, request: HttpRequest, limits: Limits) -> Flow[HttpResponse]:
    """Send `request` over a connection of `pools`, and receive the head of its answer.

    Where a connection that served before turns out to be dead, a fresh one takes its place, unless the body
    cannot be had again.
    """
    head = encode_head(request)
    host = request.host[1:-1] if request.host.startswith("[") else request.host
    origin = Origin(request.scheme, host, request.port or (443 if request.scheme == "https" else 80))
    fresh = False
    while True:
        chunks = None if isinstance(request.body, BytesBody) else request.body.open()
        connection: Connection = yield Acquire(pools, origin, limits, fresh=fresh)
        decoder = connection.decoder
        try:
            decoder.begin(bodiless=request.method == "HEAD")
            whole = yield from _send(connection, request, chunks, head, limits)
            if not decoder.status:
                yield from _receive_head(connection, limits)
            return _response(connection, limits, whole=whole)
        except ConnectionClosed:
            connection.discard()
            if not (connection.reused and decoder.silent and request.body.replayable):
                raise
            fresh = True
        except BaseException:
            connection.discard()
            raise


def _send(
    connection: Connection,
    request: HttpRequest,
    chunks: Iterator[bytes] | AsyncIterator[bytes] | None,
    head: bytes,
    limits: Limits,
) -> Flow[bool]:
    """Send head and body. Result: whether all of it went out before the answer began."""
    if isinstance(request.body, BytesBody):
        data = request.body.data
        if not data:
            return (yield from write_all(connection, head, limits))
        if len(data) <= _JOINED_BYTES and "expect" not in request.headers:
            return (yield from write_all(connection, head + data, limits))
    return (yield from upload(connection, request, chunks, head, limits))


def _receive_head(connection: Connection, limits: Limits) -> Flow[None]:
    """Read until the head of the final answer is there; interim ones are skipped."""
    decoder = connection.decoder
    decoder.continued = False
    data: bytes | None = yield Read(connection, limits)
    ends = monotonic() + limits.timeouts.read
    while True:
        if data is None:
            raise limits.read_expired(str(connection.origin))
        if not data:
            decoder.end()
        decoder.feed(data)
        if decoder.status:
            return
        if decoder.continued:
            decoder.continued = False
            data = yield Read(connection, limits)
            ends = monotonic() + limits.timeouts.read
        else:
            # A head that has begun must end in time, or bytes trickling in could keep the call for ever.
            data = yield Read(connection, limits, wait=max(0.0, ends - monotonic()))


def _response(connection: Connection, limits: Limits, *, whole: bool) -> HttpResponse:
    decoder = connection.decoder
    body = Http1Body(connection, limits, reusable=whole)
    return HttpResponse(decoder.status, Headers.received(decoder.fields), body)
