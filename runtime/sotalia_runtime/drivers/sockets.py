"""Blocking connections: sockets that never block by themselves, and `poll` to wait for them."""

from __future__ import annotations

import socket
from time import monotonic
from typing import TYPE_CHECKING, Final

from ..errors import ConnectError, ConnectionClosed, TlsError
from .readiness import READABLE, WRITABLE, Readiness

if TYPE_CHECKING:
    from ..transport.connection import Origin
    from ..transport.timeouts import Limits
    from ..transport.tls import Tls

_READ_BYTES: Final = 64 * 1024


class SocketHandle:
    """A connected socket, plain or TLS."""

    __slots__ = ("_again", "_closed", "_early", "_readiness", "_sock", "_tls")

    def __init__(self, sock: socket.socket, *, tls: bool) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._tls = tls
        self._readiness = Readiness(sock)
        self._early = b""  # received while writing
        self._closed = False
        self._again: tuple[type[BaseException], ...] = (BlockingIOError,)
        if tls:
            import ssl

            self._again = (ssl.SSLWantReadError, ssl.SSLWantWriteError)

    def alive(self) -> bool:
        """Whether the peer is still there and has been silent."""
        if self._closed or self._early:
            return False
        try:
            if not self._readiness.readable(0):
                return not self._pending()
            # Under TLS it may be news about the session, which concerns nobody.
            return self._tls and self._receive() is None
        except (OSError, ValueError, ConnectionClosed):
            return False

    def close(self) -> None:
        """Close the socket; no TLS farewell, so that nothing can block."""
        self._closed = True
        self._sock.close()

    def abandon(self) -> None:
        """Close this process's descriptor; the parent's connection goes on."""
        self.close()

    def read(self, seconds: float) -> bytes | None:
        """What has arrived; b"" once the peer has closed, None when nothing came in time."""
        if self._early:
            early, self._early = self._early, b""
            return early
        ends = 0.0
        while True:
            if not self._pending() and not self._readiness.readable(seconds):
                return None
            data = self._receive()
            if data is not None:
                return data
            # Woken for nothing, as TLS records that carry no data do.
            now = monotonic()
            ends = ends or now + seconds
            seconds = max(0.0, ends - now)

    def write(self, data: bytes | memoryview, seconds: float) -> int | None:
        """Send all, or until the peer says something. None when it took nothing for `seconds`."""
        sent = self._send(data)
        if sent == len(data):
            return sent
        view = memoryview(data)
        while sent < len(view):
            ready = self._readiness.either(seconds)
            if not ready:
                return None
            if ready & READABLE:
                early = self._receive()
                if early is not None:
                    if not early:
                        raise ConnectionClosed("the peer closed the connection while the request was sent")
                    self._early = early
                    return sent
            if ready & WRITABLE:
                sent += self._send(view[sent:])
        return sent

    def _pending(self) -> bool:
        return self._tls and self._sock.pending() > 0  # type: ignore[attr-defined]

    def _receive(self) -> bytes | None:
        try:
            return self._sock.recv(_READ_BYTES)
        except self._again:
            return None
        except (OSError, ValueError) as error:
            raise ConnectionClosed(f"the connection broke while reading: {error}") from error

    def _send(self, data: bytes | memoryview) -> int:
        try:
            return self._sock.send(data)
        except self._again:
            return 0
        except (OSError, ValueError) as error:
            raise ConnectionClosed(f"the connection broke while writing: {error}") from error


def connect(origin: Origin, tls: Tls, limits: Limits) -> SocketHandle:
    """Open a connection, trying each address of the host in turn."""
    context = tls.context() if origin.scheme == "https" else None
    ends = monotonic() + limits.allow(limits.timeouts.connect)
    sock = _connect_tcp(origin, ends, limits)
    if context is None:
        return SocketHandle(sock, tls=False)
    import ssl

    try:
        sock.settimeout(max(0.001, ends - monotonic()))
        secured = context.wrap_socket(sock, server_hostname=origin.host, suppress_ragged_eofs=False)
        return SocketHandle(secured, tls=True)
    except TimeoutError:
        sock.close()
        raise limits.connect_expired(str(origin)) from None
    except ssl.SSLError as error:
        sock.close()
        raise TlsError(f"TLS with {origin} failed: {error}") from error
    except (OSError, ValueError) as error:
        sock.close()
        raise ConnectError(f"no TLS connection to {origin}: {error}") from error
    except BaseException:
        sock.close()
        raise


def _connect_tcp(origin: Origin, ends: float, limits: Limits) -> socket.socket:
    try:
        # Text would be encoded by a codec that takes a millisecond to load.
        host = origin.host.encode() if origin.host.isascii() else origin.host
        addresses = socket.getaddrinfo(host, origin.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as error:
        raise ConnectError(f"no address for {origin}: {error}") from error
    failure: OSError | None = None
    for index, (family, kind, protocol, _, address) in enumerate(addresses):
        left = ends - monotonic()
        if left <= 0:
            break
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:  # the machine lacks this family
            failure = error
            continue
        try:
            # An address that swallows packets must leave time for the others.
            sock.settimeout(left / (len(addresses) - index))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    if failure is None or isinstance(failure, TimeoutError):
        raise limits.connect_expired(str(origin)) from failure
    raise ConnectError(f"no connection to {origin}: {failure}") from failure
