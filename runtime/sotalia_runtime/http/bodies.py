"""Request bodies that are read while they are sent, from files and iterables; and what a user may give for one."""

from __future__ import annotations

import io
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Protocol, TypeAlias, cast

from ..errors import BodyNotReplayable, InvalidInput, Problem
from .messages import EMPTY, BytesBody

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import CoreSchema

    from .messages import HttpRequest, RequestBody

# What is read of a file at a time.
CHUNK_BYTES: Final = 128 * 1024


class BinaryFile(Protocol):
    """What is read of a file: `read`. With `seek` and `tell` its length is known, and it can be sent again."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        ...


class FileBody:
    """The rest of a binary file, from where it stands now; sending it again starts there too."""

    __slots__ = ("_file", "_spent", "_start", "length")

    def __init__(self, file: BinaryFile) -> None:
        self._file = file
        self._spent = False
        self._start: int | None = None
        self.length: int | None = None
        source = cast("Any", file)
        try:
            if hasattr(source, "seekable") and not source.seekable():
                return
            start = source.tell()
            end = source.seek(0, io.SEEK_END)
            end = source.tell() if end is None else end
            source.seek(start)
        except (AttributeError, OSError):
            return  # a pipe, a socket or the like
        self._start = start
        self.length = max(0, end - start)

    @property
    def replayable(self) -> bool:
        """Whether the file can be rewound."""
        return self._start is not None

    def open(self) -> Iterator[bytes]:
        """The bytes from the starting offset. Raises `BodyNotReplayable`."""
        if self._start is not None:
            cast("Any", self._file).seek(self._start)
        elif self._spent:
            raise BodyNotReplayable("the body is a file that cannot be rewound; give bytes or a seekable file")
        return FileChunks(self._file, self.length, self._begin)

    def _begin(self) -> None:
        self._spent = True


class FileChunks:
    """Reads a file chunk by chunk, up to the length that was announced. `blocking` unless it is in memory."""

    __slots__ = ("_begin", "_file", "_left", "blocking")

    def __init__(self, file: BinaryFile, length: int | None, begin: Callable[[], None]) -> None:
        self._file = file
        self._left = length
        self._begin = begin
        self.blocking = not isinstance(file, io.BytesIO)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self._begin()
        left = self._left
        data = self._file.read(CHUNK_BYTES if left is None else min(CHUNK_BYTES, left)) if left != 0 else b""
        if not data:
            raise StopIteration
        if left is not None:
            self._left = left - len(data)
        return data


class IterableBody:
    """Bytes from an iterable, sync or async. Iterators can be had once, other iterables again and again."""

    __slots__ = ("_chunks", "_spent", "length", "replayable")

    def __init__(self, chunks: Iterable[bytes] | AsyncIterable[bytes]) -> None:
        self._chunks = chunks
        self._spent = False
        self.replayable = not hasattr(chunks, "__next__") and not hasattr(chunks, "__anext__")
        self.length: int | None = None
        if isinstance(chunks, (list, tuple)):
            self.length = sum(map(len, cast("list[bytes]", chunks)))

    def open(self) -> Iterator[bytes] | AsyncIterator[bytes]:
        """The bytes as the iterable gives them. Raises `BodyNotReplayable`."""
        chunks = self._chunks
        if self.replayable:
            return iter(chunks) if isinstance(chunks, Iterable) else aiter(chunks)
        if self._spent:
            raise BodyNotReplayable("the body is an iterator that was used up; give bytes or a list of bytes")
        if isinstance(chunks, AsyncIterable):
            return self._once_async(chunks)
        return self._once(chunks)

    def _once(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        self._spent = True  # with the first chunk, not before
        yield from chunks

    async def _once_async(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        self._spent = True
        async for chunk in chunks:
            yield chunk


class SizedBody:
    """A body of unknown length, whose length somebody told. The transport raises InvalidInput where it is another."""

    __slots__ = ("_body", "length")

    def __init__(self, body: RequestBody, length: int) -> None:
        self._body = body
        self.length: int | None = length

    @property
    def replayable(self) -> bool:
        """Whether the body inside can be read again."""
        return self._body.replayable

    def open(self) -> Iterator[bytes] | AsyncIterator[bytes]:
        """The bytes of the body inside."""
        return self._body.open()


def take_length(request: HttpRequest) -> None:
    """Take out a Content-Length header, which a signature would cover though the transport sends its own.

    It counts as the length of a body that does not know its own.
    """
    declared = request.headers.get("Content-Length") or ""
    request.headers.remove("Content-Length")
    if request.body.length is None and declared.isascii() and declared.isdigit():
        request.body = SizedBody(request.body, int(declared))


_ACCEPTED: Final = "must be bytes, text, a file opened in binary mode, or an iterable of bytes"


class _StreamInSchema:
    """Tells pydantic to look at the type and leave the value alone."""

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(_check)

    def __get_pydantic_json_schema__(self, schema: object, handler: object) -> dict[str, object]:
        return {"type": "string", "format": "binary"}


def _check(value: object) -> object:
    if isinstance(value, (bytes, bytearray, memoryview, str)):
        return cast("object", value)
    if not isinstance(value, (io.TextIOBase, Mapping)) and any(
        hasattr(value, method) for method in ("read", "__iter__", "__aiter__")
    ):
        return value
    raise ValueError(_ACCEPTED)


StreamIn: TypeAlias = Annotated[
    bytes | bytearray | memoryview | str | BinaryFile | Iterable[bytes] | AsyncIterable[bytes], _StreamInSchema()
]
"""What may be given as a streamed body. Text is sent as UTF-8; a file from where it stands."""


def body_from(value: StreamIn) -> RequestBody:
    """The body for what a user gave. Raises `InvalidInput` for what is none, such as a file in text mode."""
    if isinstance(value, bytes):
        return BytesBody(value) if value else EMPTY
    if isinstance(value, str):
        return BytesBody(value.encode())
    if isinstance(value, (bytearray, memoryview)):
        # A copy: a retry must send what was signed, whatever happens to the buffer meanwhile.
        return BytesBody(bytes(cast("bytearray", value)))
    try:
        _check(value)
    except ValueError as error:
        raise InvalidInput("body", [Problem("", f"{error}, not {type(value).__name__}")]) from None
    # A file iterates too, by lines; and async files have a `read` that cannot be called here.
    if hasattr(value, "read") and not hasattr(value, "__aiter__"):
        file = cast("BinaryFile", value)
        if isinstance(cast("object", file.read(0)), str):
            raise InvalidInput("body", [Problem("", f"{_ACCEPTED}, not a file in text mode")])
        return FileBody(file)
    return IterableBody(cast("Iterable[bytes]", value))
