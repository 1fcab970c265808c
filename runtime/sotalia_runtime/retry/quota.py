"""The budget that keeps retries from adding to an outage."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .classify import RetryKind

CAPACITY: Final = 500
COST: Final[dict[RetryKind, int]] = {"transient": 14, "throttling": 5}
FIRST_TRY_REFUND: Final = 1


class Quota:
    """Tokens that a client's retries take and its successes give back. Safe to share between threads.

    With every call failing, `COST` lets some 35 retries through before calls are sent only once.
    """

    __slots__ = ("_available", "_lock", "capacity")

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self._available = capacity
        self._lock = Lock()

    def __reduce__(self) -> tuple[type[Quota], tuple[int]]:
        return Quota, (self.capacity,)

    @property
    def available(self) -> int:
        """Tokens left."""
        return self._available

    def acquire(self, kind: RetryKind) -> int:
        """Pay for a retry: the tokens taken, or 0 where there are too few left and the retry must not happen."""
        cost = COST[kind]
        with self._lock:
            if cost > self._available:
                return 0
            self._available -= cost
        return cost

    def release(self, taken: int = 0) -> None:
        """Give back after a call that succeeded: what its last retry took, or 0 for one that had none."""
        # The usual case, on the path of every call. Without the lock one release in a race may be lost, of one token.
        if self._available == self.capacity:
            return
        with self._lock:
            self._available = min(self.capacity, self._available + (taken or FIRST_TRY_REFUND))
