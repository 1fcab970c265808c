"""Request bodies: where the bytes come from, how many there are, and whether they can be had again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class RequestBody(Protocol):
    """A body to send. `open` starts it from its beginning; on one that is not `replayable` only once."""

    @property
    def length(self) -> int | None:
        """Its size in bytes, or None where only reading tells."""
        ...

    @property
    def replayable(self) -> bool:
        """Whether `open` may be called again."""
        ...

    def open(self) -> Iterator[bytes] | AsyncIterator[bytes]:
        """The bytes, in chunks. A second call on a body that is not replayable raises `BodyNotReplayable`."""
        ...


class BytesBody:
    """A body held in memory."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    @property
    def length(self) -> int | None:
        return len(self.data)

    @property
    def replayable(self) -> bool:
        return True

    def open(self) -> Iterator[bytes]:
        return iter((self.data,)) if self.data else iter(())


EMPTY: Final = BytesBody(b"")
