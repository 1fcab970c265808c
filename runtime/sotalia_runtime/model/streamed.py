"""Outputs whose body is still on the wire are context managers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

from .shapes import STREAM

if TYPE_CHECKING:
    from types import TracebackType

    from .structure import Structure


def _body(output: object) -> Any:
    """The member of `output` that is a stream."""
    table = cast("Structure", output).__members__
    return next(getattr(output, name) for name, member in table.items() if member.shape is STREAM)


class Streamed:
    """Beside `Output`: leaving the `with` block closes the body, read or not."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _body(self).close()


class AsyncStreamed:
    """Beside `Output`: leaving the `async with` block closes the body, read or not."""

    __slots__ = ()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await _body(self).close()
