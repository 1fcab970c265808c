"""One connection to one origin: what a pool keeps and an exchange borrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from .decoder import ResponseDecoder

if TYPE_CHECKING:
    from .pool import Pool


class Origin(NamedTuple):
    """Where connections lead; those to an equal origin are interchangeable."""

    scheme: str
    host: str  # without the brackets of an IPv6 address
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Handle(Protocol):
    """A driver's end of a connection."""

    def alive(self) -> bool:
        """Whether an idle connection can be used: still open, and nothing came that was not asked for."""
        ...

    def close(self) -> None:
        """Close at once, without a word to the peer. Safe to call twice, and from any thread."""
        ...

    def abandon(self) -> None:
        """Let go of it in a forked child, where the connection belongs to the parent."""
        ...


class Connection:
    """A connection, lent by `pool` until `release` or `discard`.

    `reused` says that it has carried an exchange before, so that its death may just mean that the peer tired
    of waiting.
    """

    __slots__ = ("decoder", "generation", "handle", "idle_since", "lent", "origin", "pool", "reused")

    def __init__(self, origin: Origin, handle: Handle, pool: Pool) -> None:
        self.origin = origin
        self.handle = handle
        self.pool = pool
        self.generation = pool.generation
        self.decoder = ResponseDecoder()
        self.idle_since = 0.0
        self.lent = True
        self.reused = False

    def release(self) -> None:
        """Give it back for others to use. Only the first call of `release` and `discard` counts."""
        if self.lent:
            self.lent = False
            self.pool.put_back(self)

    def discard(self) -> None:
        """Close it, and free its place in the pool."""
        if self.lent:
            self.lent = False
            self.pool.drop(self)
