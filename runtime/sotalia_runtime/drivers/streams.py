"""Async connections: an asyncio protocol with as little as possible around it."""

from __future__ import annotations

import asyncio
import os
from asyncio.trsock import TransportSocket
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast

from ..errors import ConnectError, ConnectionClosed, TlsError
from .readiness import Readiness

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..transport.connection import Origin
    from ..transport.timeouts import Limits
    from ..transport.tls import Tls

# Received bytes that nobody has read yet; the peer is slowed down beyond.
_HIGH_WATER: Final = 256 * 1024
# Asyncio's own buffer is four times this, and new for each read: 10 us of a small answer.
_READ_BYTES: Final = 64 * 1024


class StreamHandle(asyncio.BufferedProtocol):
    """A connection of one event loop. At most one task reads or writes it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._reading_paused = False
        self._writing_paused = False
        self._secure = False
        self._eof = False
        self._lost: Exception | None = None
        self._waiter: asyncio.Future[bool] | None = None
        self._buffer = memoryview(bytearray(_READ_BYTES))
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._readiness: Readiness | None = None

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = cast("asyncio.Transport", transport)
        self._secure = transport.get_extra_info("ssl_object") is not None
        sock = transport.get_extra_info("socket")
        self._readiness = None if sock is None else Readiness(sock)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the next bytes go."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Keep what came, and slow the peer down where nobody reads."""
        self._chunks.append(bytes(self._buffer[:nbytes]))
        self._held += nbytes
        if self._held > _HIGH_WATER and not self._reading_paused and self._transport is not None:
            self._reading_paused = True
            self._transport.pause_reading()
        self._wake(True)

    def eof_received(self) -> None:
        """The peer has closed its side; asyncio then closes ours."""
        self._eof = True
        self._wake(True)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing comes or goes any more."""
        if exc is not None and not self._eof:
            self._salvage()
        if not self._eof:
            self._lost = exc
            self._eof = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._wake(True)

    def pause_writing(self) -> None:
        """The peer is behind."""
        self._writing_paused = True

    def resume_writing(self) -> None:
        """The peer has caught up."""
        self._writing_paused = False
        self._wake(True)

    def _salvage(self) -> None:
        """Receive what arrived before a write failed: the peer may have said why it closed.

        Asyncio closes the socket only after `connection_lost`; other loops may not, and TLS records are
        beyond reach here.
        """
        transport = self._transport
        sock = transport.get_extra_info("socket") if transport is not None else None
        if self._secure or not isinstance(sock, TransportSocket):
            return
        with suppress(OSError):
            while data := os.read(sock.fileno(), _HIGH_WATER):
                self._chunks.append(data)

    # What the performer and the pool call.

    def alive(self) -> bool:
        """Whether the peer is still there and has been silent."""
        transport = self._transport
        if transport is None or transport.is_closing() or self._eof or self._chunks:
            return False
        # What came while the loop was busy elsewhere has not been received yet.
        return self._readiness is None or not self._readiness.readable(0)

    def close(self) -> None:
        """Close at once; from another thread, as soon as the loop gets to it."""
        if self._transport is not None:
            on_loop(self._loop, self._transport.abort)

    def abandon(self) -> None:
        """Keep it for ever: closing would reach into the parent's event loop."""
        _abandoned.append(self)

    async def read(self, seconds: float) -> bytes | None:
        """What has arrived; b"" once the peer has closed, None when nothing came in time."""
        if not self._chunks and not self._eof:
            if seconds <= 0:
                await asyncio.sleep(0)  # lets the loop look at its sockets
            else:
                await self._wait(seconds)
        if self._chunks:
            data = self._chunks.popleft()
            self._held -= len(data)
            if self._reading_paused and self._held <= _HIGH_WATER // 2 and self._transport is not None:
                self._reading_paused = False
                self._transport.resume_reading()
            return data
        if self._lost is not None:
            raise ConnectionClosed(f"the connection broke: {self._lost}") from self._lost
        return b"" if self._eof else None

    async def write(self, data: bytes | memoryview, seconds: float) -> bool:
        """Send all, and wait while the peer is behind and silent. False when it took nothing for `seconds`."""
        transport = self._transport
        if transport is None or self._eof or transport.is_closing():
            raise ConnectionClosed("the connection broke while writing")
        transport.write(data)
        while self._writing_paused and not self._chunks and not self._eof:
            before = transport.get_write_buffer_size()
            if not await self._wait(seconds) and transport.get_write_buffer_size() >= before:
                return False
        if self._eof and self._writing_paused and not self._chunks:
            raise ConnectionClosed("the peer closed the connection while the request was sent") from self._lost
        return True

    async def _wait(self, seconds: float) -> bool:
        """Until something happens, or not (False)."""
        waiter = self._waiter = self._loop.create_future()
        self._deadline = self._loop.time() + seconds
        if self._timer is None or self._timer.when() > self._deadline:
            self._set_timer()
        try:
            return await waiter
        finally:
            self._waiter = None

    def _set_timer(self) -> None:
        # One timer for many waits: it is moved when it fires, not at each of them.
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._deadline, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        if self._waiter is None:
            return
        # Timers may fire a clock tick early.
        if self._loop.time() + 0.005 >= self._deadline:
            self._wake(False)
        else:
            self._set_timer()

    def _wake(self, result: bool) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(result)


_abandoned: Final[list[StreamHandle]] = []


def on_loop(loop: asyncio.AbstractEventLoop, function: Callable[..., object], *arguments: object) -> None:
    """Call a function in the loop's thread: now if this is it, soon if not, never if the loop is closed."""
    try:
        running: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
    except RuntimeError:
        running = None
    if running is loop:
        function(*arguments)
    else:
        with suppress(RuntimeError):  # closed, maybe at this very moment
            loop.call_soon_threadsafe(function, *arguments)


async def connect(origin: Origin, tls: Tls, limits: Limits) -> StreamHandle:
    """Open a connection to the first address of the host that answers."""
    import ssl

    loop = asyncio.get_running_loop()
    context = tls.context() if origin.scheme == "https" else None
    try:
        async with asyncio.timeout(limits.allow(limits.timeouts.connect)):
            _, handle = await loop.create_connection(
                lambda: StreamHandle(loop),
                origin.host,
                origin.port,
                ssl=context,
                server_hostname=origin.host if context else None,
                happy_eyeballs_delay=0.25,
            )
    except TimeoutError:
        raise limits.connect_expired(str(origin)) from None
    except ssl.SSLError as error:
        raise TlsError(f"TLS with {origin} failed: {error}") from error
    except (OSError, UnicodeError, ValueError) as error:
        raise ConnectError(f"no connection to {origin}: {error}") from error
    return handle
