"""HTTP/1.1 over pooled connections, as flows.

`HttpTransport` is what clients use; `Transport` is what they need, so that a fake or an adapter can stand in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..errors import ConfigError
from .http1 import exchange
from .pool import IDLE_SECONDS, MAX_CONNECTIONS, Pools
from .timeouts import Limits, Timeouts
from .tls import Tls

if TYPE_CHECKING:
    from ..flow import Flow
    from ..http.messages import HttpRequest, HttpResponse

__all__ = ["HttpTransport", "Limits", "Timeouts", "Transport"]


class Transport(Protocol):
    """Carries a request to its endpoint and the answer back."""

    def exchange(self, request: HttpRequest, limits: Limits) -> Flow[HttpResponse]:
        """One request, one answer; its body is still to be read, or closed. Raises `TransportError`."""
        ...

    def close(self) -> None:
        """Close idle connections; further exchanges raise `ClientClosed`."""
        ...


class HttpTransport:
    """Pooled HTTP/1.1 connections. Safe to share between threads; each event loop gets a pool of its own.

    `ca_bundle` replaces the system's trust store, `client_cert` is a PEM file or a pair (certificate, key);
    `max_connections` bounds busy and idle connections together, and idle ones are kept for `idle_seconds`.
    Raises `ConfigError`. Opens nothing before the first exchange.
    """

    def __init__(
        self,
        *,
        ca_bundle: str | None = None,
        client_cert: str | tuple[str, str] | None = None,
        max_connections: int = MAX_CONNECTIONS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        if max_connections < 1:
            raise ConfigError(f"max_connections must be at least 1, not {max_connections}")
        self.pools = Pools(Tls(ca_bundle, client_cert), max_connections=max_connections, idle_seconds=idle_seconds)

    def exchange(self, request: HttpRequest, limits: Limits) -> Flow[HttpResponse]:
        """Send `request`, and receive the head of its answer. Bodies come as sent, never decompressed.

        Raises `ConnectError`, `TlsError`, `ConnectionClosed`, `ProtocolError`, one of the `TransportTimeout`s,
        `BodyNotReplayable`, `ClientClosed`, or what reading the request body raises.
        """
        return exchange(self.pools, request, limits)

    def close(self) -> None:
        """Close idle connections; further exchanges raise `ClientClosed`. Answers being read may be finished."""
        self.pools.close()
