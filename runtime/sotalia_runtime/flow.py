"""Flows: the runtime's logic as generators that ask for I/O instead of doing it.

A flow yields *effects* and is sent their results; an error of an effect is thrown in at the `yield`. Two
drivers perform effects, one blocking, one on asyncio (`drivers/`), so nothing above them exists twice.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .transport.connection import Connection, Origin
    from .transport.pool import Pools
    from .transport.timeouts import Limits

T = TypeVar("T")


class Effect:
    """A wish that a driver fulfils."""

    __slots__ = ()


class Acquire(Effect):
    """Take a connection to `origin` from the driver's pool among `pools`, or open one. Result: `Connection`.

    `fresh` asks for one that was never used, after a pooled one turned out to be dead.
    """

    __slots__ = ("fresh", "limits", "origin", "pools")

    def __init__(self, pools: Pools, origin: Origin, limits: Limits, *, fresh: bool = False) -> None:
        self.pools = pools
        self.origin = origin
        self.limits = limits
        self.fresh = fresh


class Write(Effect):
    """Send `data`. Result: how many bytes went out; fewer than all only where the peer began to answer meanwhile."""

    __slots__ = ("connection", "data", "limits")

    def __init__(self, connection: Connection, data: bytes | memoryview, limits: Limits) -> None:
        self.connection = connection
        self.data = data
        self.limits = limits


class Read(Effect):
    """Wait for bytes. Result: at least one byte, or b"" once the peer has closed.

    With `wait` set (seconds), result None when nothing came within it; without, `limits` apply.
    """

    __slots__ = ("connection", "limits", "wait")

    def __init__(self, connection: Connection, limits: Limits, *, wait: float | None = None) -> None:
        self.connection = connection
        self.limits = limits
        self.wait = wait


class Pull(Effect):
    """Take the next chunk of a request body. Result: bytes, or None at the end."""

    __slots__ = ("chunks",)

    def __init__(self, chunks: Iterator[bytes] | AsyncIterator[bytes]) -> None:
        self.chunks = chunks


class Sleep(Effect):
    """Wait `seconds`. Result: None."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Invoke(Effect):
    """Call a function of the user's (a hook) or one that blocks briefly. Result: what it returns, awaited on asyncio where it is awaitable."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.function = function
        self.arguments = arguments


Flow = Generator[Effect, Any, T]
