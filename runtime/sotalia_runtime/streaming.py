"""Bodies of answers as users hold them: still on the wire, read as one likes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, Protocol, Self

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator, Iterator
    from types import TracebackType
    from typing import BinaryIO

    from pydantic_core import CoreSchema
    from typing_extensions import Buffer

    from .drivers.aio import AsyncPerformer
    from .drivers.blocking import BlockingPerformer
    from .flow import Flow
    from .http.messages import ResponseBody

CHUNK_BYTES: Final = 64 * 1024


class Validator(Protocol):
    """Checks a body against the checksum that came with it."""

    def update(self, data: bytes, /) -> object:
        """Take the next bytes."""
        ...

    def verify(self) -> object:
        """At the end. Raises `ChecksumMismatch`."""
        ...


class _Stream:
    """What both kinds share: flows over the body, its checksum, its end."""

    __slots__ = ("_at", "_body", "_checksum", "_closed", "_left", "_rest", "content_length")

    def __init__(self, body: ResponseBody, content_length: int | None, checksum: Validator | None) -> None:
        self._body = body
        self._checksum = checksum
        self._left = content_length  # how much is still to come, where that is known
        self._rest = b""  # received, and from `_at` on not handed out yet
        self._at = 0
        self._closed = False
        self.content_length = content_length

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.is_instance_schema(cls)

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied: its bytes are still on the wire")

    def __repr__(self) -> str:
        size = "unknown length" if self.content_length is None else f"{self.content_length} bytes"
        return f"<{type(self).__name__} of {size}{', closed' if self._closed else ''}>"

    def _close(self) -> None:
        self._closed = True
        self._rest, self._at = b"", 0
        self._body.close()

    def _some(self, size: int) -> Flow[bytes]:
        """Up to `size` bytes; the checksum is compared before the last of them are handed out."""
        if self._closed:
            raise ValueError("read of a closed stream")
        if self._at < len(self._rest):
            start, self._at = self._at, self._at + size
            return self._rest[start : self._at]
        data = yield from self._body.read(size)
        self._account(data)
        return data

    def _exactly(self, size: int) -> Flow[bytes]:
        """`size` bytes, or all that are left."""
        parts: list[bytes] = []
        while size > 0 and (data := (yield from self._some(size))):
            parts.append(data)
            size -= len(data)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _all(self) -> Flow[bytes]:
        if self._closed:
            raise ValueError("read of a closed stream")
        rest = self._rest[self._at :]
        self._rest, self._at = b"", 0
        data = yield from self._body.read_all()
        if data:
            self._account(data)
        self._account(b"")
        return rest + data if rest else data

    def _line(self, limit: int = -1) -> Flow[bytes]:
        """Up to and with the next line feed, at most `limit` bytes."""
        parts: list[bytes] = []
        while limit and not (parts and parts[-1].endswith(b"\n")):
            if self._at >= len(self._rest):
                data = yield from self._some(CHUNK_BYTES)
                if not data:
                    break
                self._rest, self._at = data, 0
            start, end = self._at, self._rest.find(b"\n", self._at) + 1 or len(self._rest)
            if limit > 0:
                end = min(end, start + limit)
                limit -= end - start
            self._at = end
            parts.append(self._rest[start:end])
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _account(self, data: bytes) -> None:
        if self._checksum is not None:
            if data:
                self._checksum.update(data)
            if self._left is not None:
                self._left -= len(data)
            if not data or self._left == 0:
                # It stays where it does not fit: reading on must not look like the end of a good body.
                self._checksum.verify()
                self._checksum = None


def _chomp(line: bytes) -> bytes:
    return line[:-2] if line.endswith(b"\r\n") else line[:-1] if line.endswith(b"\n") else line


class StreamingBody(_Stream):
    """The body of an answer, read as it comes; a context manager, and good as a binary file for reading.

    `content_length` is its size in bytes, or None where the service did not tell. Reading raises `ConnectionClosed`
    rather than return a body cut short, `ReadTimeout` or `TotalTimeout`, `ChecksumMismatch` before the last bytes of
    a damaged body, and ValueError after `close`. Not to be shared between threads.
    """

    __slots__ = ("_performer",)

    def __init__(
        self,
        body: ResponseBody,
        performer: BlockingPerformer,
        *,
        content_length: int | None = None,
        checksum: Validator | None = None,
    ) -> None:
        super().__init__(body, content_length, checksum)
        self._performer = performer

    def read(self, n: int | None = -1) -> bytes:
        """`n` bytes, fewer only at the end; all that are left without `n`."""
        return self._performer.run(self._all() if n is None or n < 0 else self._exactly(n))

    def read1(self, n: int = -1) -> bytes:
        """What one read gives, at most `n` bytes; empty at the end."""
        return self._performer.run(self._some(CHUNK_BYTES if n < 0 else n)) if n else b""

    def readinto(self, buffer: Buffer) -> int:
        """Fill `buffer`, with fewer bytes only at the end. Returns how many there are."""
        with memoryview(buffer) as raw, raw.cast("B") as view:
            data = self.read(len(view))
            view[: len(data)] = data
            return len(data)

    def readline(self, limit: int | None = -1) -> bytes:
        """The next line with its line feed, at most `limit` bytes; empty at the end."""
        return self._performer.run(self._line(-1 if limit is None else limit))

    def iter_chunks(self, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """Chunks of `size` bytes, the last one shorter."""
        _positive(size)
        while chunk := self._performer.run(self._exactly(size)):
            yield chunk

    def iter_lines(self, *, keepends: bool = False) -> Iterator[bytes]:
        r"""Lines, without the `\n` or `\r\n` that ends them unless `keepends`."""
        while line := self._performer.run(self._line()):
            yield line if keepends else _chomp(line)

    def __iter__(self) -> Iterator[bytes]:
        """Chunks as they come."""
        while chunk := self._performer.run(self._some(CHUNK_BYTES)):
            yield chunk

    def save_to(self, path: str | os.PathLike[str]) -> int:
        """Write the rest to a file, which appears, or replaces another, only once it is whole. Returns its size in bytes."""
        temporary, file = _open_beside(path)
        size = 0
        try:
            with file:
                for chunk in self:
                    size += file.write(chunk)
            _move(temporary, path)
        except BaseException:
            _remove(temporary)
            raise
        return size

    def readable(self) -> bool:
        """True, as files say it."""
        return True

    def writable(self) -> bool:
        """False: it is for reading."""
        return False

    def seekable(self) -> bool:
        """False: what was read is gone."""
        return False

    def isatty(self) -> bool:
        """False: no terminal."""
        return False

    def flush(self) -> None:
        """Nothing, as files for reading do."""

    def close(self) -> None:
        """Let go of the rest. A connection with an unread rest is closed, others were given back before."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()


class AsyncStreamingBody(_Stream):
    """The body of an answer, read as it comes; an async context manager.

    `content_length` is its size in bytes, or None where the service did not tell. Reading raises `ConnectionClosed`
    rather than return a body cut short, `ReadTimeout` or `TotalTimeout`, `ChecksumMismatch` before the last bytes of
    a damaged body, and ValueError after `close`. Not to be shared between tasks.
    """

    __slots__ = ("_performer",)

    def __init__(
        self,
        body: ResponseBody,
        performer: AsyncPerformer,
        *,
        content_length: int | None = None,
        checksum: Validator | None = None,
    ) -> None:
        super().__init__(body, content_length, checksum)
        self._performer = performer

    async def read(self, n: int | None = -1) -> bytes:
        """`n` bytes, fewer only at the end; all that are left without `n`."""
        return await self._performer.run(self._all() if n is None or n < 0 else self._exactly(n))

    async def readline(self, limit: int | None = -1) -> bytes:
        """The next line with its line feed, at most `limit` bytes; empty at the end."""
        return await self._performer.run(self._line(-1 if limit is None else limit))

    async def iter_chunks(self, size: int = CHUNK_BYTES) -> AsyncIterator[bytes]:
        """Chunks of `size` bytes, the last one shorter."""
        _positive(size)
        while chunk := await self._performer.run(self._exactly(size)):
            yield chunk

    async def iter_lines(self, *, keepends: bool = False) -> AsyncIterator[bytes]:
        r"""Lines, without the `\n` or `\r\n` that ends them unless `keepends`."""
        while line := await self._performer.run(self._line()):
            yield line if keepends else _chomp(line)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Chunks as they come."""
        while chunk := await self._performer.run(self._some(CHUNK_BYTES)):
            yield chunk

    async def save_to(self, path: str | os.PathLike[str]) -> int:
        """Write the rest to a file, which appears, or replaces another, only once it is whole. Returns its size in bytes."""
        from asyncio import to_thread

        # Not in a thread: a call that is cancelled could not take back the file that it makes.
        temporary, file = _open_beside(path)
        size = 0
        try:
            try:
                async for chunk in self:
                    size += await to_thread(file.write, chunk)
            finally:
                file.close()
            await to_thread(_move, temporary, path)
        except BaseException:
            _remove(temporary)
            raise
        return size

    async def close(self) -> None:
        """Let go of the rest. A connection with an unread rest is closed, others were given back before."""
        self._close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()


def _positive(size: int) -> None:
    if size < 1:
        raise ValueError(f"chunks must have at least 1 byte, not {size}")


def _open_beside(path: str | os.PathLike[str]) -> tuple[str, BinaryIO]:
    """A new file in the same folder, so that renaming it is atomic; with the permissions that `open` gives."""
    from os import fspath, urandom

    temporary = f"{fspath(path)}.{urandom(6).hex()}.part"
    return temporary, open(temporary, "xb")  # noqa: PTH123 - closed by the caller


def _move(temporary: str, path: str | os.PathLike[str]) -> None:
    from os import replace

    replace(temporary, path)  # noqa: PTH105 - a path object is not at hand


def _remove(temporary: str) -> None:
    from contextlib import suppress
    from os import unlink

    with suppress(OSError):
        unlink(temporary)  # noqa: PTH108 - a path object is not at hand
