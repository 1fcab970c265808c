"""The body of an answer that is still on its connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ConnectionClosed
from ..flow import Read

if TYPE_CHECKING:
    from ..flow import Flow
    from .connection import Connection
    from .timeouts import Limits


class Http1Body:
    """Reads what follows a head. The connection goes back to its pool with the last byte, or closes with `close`,
    with an error, or when the body is dropped unread.
    """

    __slots__ = ("_broken", "_chunks", "_connection", "_limits", "_offset", "_reusable")

    def __init__(self, connection: Connection, limits: Limits, *, reusable: bool) -> None:
        self._connection: Connection | None = connection
        self._limits = limits
        self._reusable = reusable
        self._chunks = connection.decoder.chunks
        self._offset = 0  # into the first chunk
        self._broken: str | None = None
        if connection.decoder.complete:
            self._settle(connection)

    def read(self, size: int) -> Flow[bytes]:
        """Up to `size` bytes, at least one; empty at the end."""
        while not self._chunks:
            if (connection := self._current()) is None:
                return b""
            yield from self._receive(connection)
        chunk = self._chunks[0]
        start = self._offset
        if len(chunk) - start <= size:
            self._chunks.popleft()
            self._offset = 0
            return chunk[start:] if start else chunk
        self._offset = start + size
        return chunk[start : start + size]

    def read_all(self) -> Flow[bytes]:
        """The rest."""
        while (connection := self._current()) is not None:
            yield from self._receive(connection)
        chunks = self._chunks
        if len(chunks) == 1 and not self._offset:
            return chunks.popleft()
        data = b"".join(chunks)
        start, self._offset = self._offset, 0
        chunks.clear()
        return data[start:] if start else data

    def close(self) -> None:
        """Let go without reading the rest."""
        self._fail("the body was closed")

    def __del__(self) -> None:
        connection = self._connection
        if connection is not None:
            connection.discard()

    def _current(self) -> Connection | None:
        """The connection that has more to give; None at the end."""
        if self._broken is not None:
            raise ConnectionClosed(self._broken)
        return self._connection

    def _receive(self, connection: Connection) -> Flow[None]:
        decoder = connection.decoder
        try:
            data: bytes = yield Read(connection, self._limits)
            if data:
                decoder.feed(data)
            else:
                decoder.end()
                self._reusable = False
            if decoder.complete:
                self._settle(connection)
        except BaseException as error:
            self._fail(str(error) or "reading the body was interrupted")
            raise

    def _settle(self, connection: Connection) -> None:
        self._connection = None
        if self._reusable and connection.decoder.reusable:
            connection.release()
        else:
            connection.discard()

    def _fail(self, why: str) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._broken = why
            self._chunks.clear()
            connection.discard()
