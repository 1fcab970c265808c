"""How long things may take: `Timeouts` as the user sets them, `Limits` as one call carries them."""

from __future__ import annotations

from math import isfinite
from time import monotonic
from typing import TYPE_CHECKING

from ..errors import ConfigError, ConnectTimeout, PoolTimeout, ReadTimeout, TotalTimeout
from ..frozen import Frozen

if TYPE_CHECKING:
    from ..errors import TransportTimeout


class Timeouts(Frozen):
    """Limits in seconds, all of them positive.

    `connect` is for getting a connection: waiting for a free one of the pool, and separately name look-up,
    TCP and TLS together. `read` is the longest silence of the peer, while it answers or takes in a body.
    `total` is for the whole call with all its attempts and waits and, where the output is a stream, until
    its last byte is read; None sets no such bound. Raises `ConfigError`.
    """

    __slots__ = ("connect", "read", "total")

    connect: float
    read: float
    total: float | None

    def __init__(self, *, connect: float = 60.0, read: float = 60.0, total: float | None = None) -> None:
        self._fill(connect=connect, read=read, total=total)
        for name, value in self._parts().items():
            if value is None and name == "total":
                continue
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value) or value <= 0:
                raise ConfigError(f"Timeouts({name}=...): must be a positive number of seconds, not {value!r}")


class Limits:
    """The timeouts of one call, with the call's deadline on the monotonic clock (None for no deadline)."""

    __slots__ = ("deadline", "timeouts")

    def __init__(self, timeouts: Timeouts, deadline: float | None = None) -> None:
        self.timeouts = timeouts
        self.deadline = deadline

    @classmethod
    def starting(cls, timeouts: Timeouts, now: float) -> Limits:
        """The limits of a call that begins `now`."""
        return cls(timeouts, None if timeouts.total is None else now + timeouts.total)

    def allow(self, seconds: float) -> float:
        """What is left for an operation that may itself take `seconds`. Raises `TotalTimeout` where nothing is."""
        if self.deadline is None:
            return seconds
        left = self.deadline - monotonic()
        if left <= 0:
            raise self._total()
        return min(seconds, left)

    def connect_expired(self, peer: str) -> TransportTimeout:
        """The error for a connection to `peer` that did not come about in the allowed time."""
        if self._over():
            return self._total()
        return ConnectTimeout(f"no connection to {peer} within {self.timeouts.connect:g} s")

    def pool_expired(self, size: int) -> TransportTimeout:
        """The error for a pool whose `size` connections all stayed busy."""
        if self._over():
            return self._total()
        return PoolTimeout(f"all {size} connections of the pool stayed busy for {self.timeouts.connect:g} s")

    def read_expired(self, peer: str) -> TransportTimeout:
        """The error for a `peer` that neither sent nor took anything in the allowed time."""
        if self._over():
            return self._total()
        return ReadTimeout(f"{peer} was silent for {self.timeouts.read:g} s")

    def _over(self) -> bool:
        # Timers may fire a clock tick early.
        return self.deadline is not None and monotonic() >= self.deadline - 0.005

    def _total(self) -> TotalTimeout:
        return TotalTimeout(f"the call took longer than {self.timeouts.total:g} s in total")
