"""What REST protocols put outside the body of an answer: headers, prefixed headers, the status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ResponseParseError
from ..model.shapes import STRING, List, Member, Timestamp
from . import timestamps
from .leaves import blob_bytes
from .shapes import resolve, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..http.messages import Headers

    Reader = Callable[[dict[str, Any], int, Headers], None]

_readers: dict[type, list[Reader]] = {}


def bound(cls: type, status: int, headers: Headers) -> dict[str, Any]:
    """The members that are bound outside the body, keyed by alias.

    A timestamp that cannot be read is left out: services pass on headers that their users wrote.
    Raises `ResponseParseError` for other values of the wrong kind.
    """
    readers = _readers.get(cls)
    if readers is None:
        readers = _readers[cls] = _compile(cls)
    tree: dict[str, Any] = {}
    for read in readers:
        read(tree, status, headers)
    return tree


def _compile(cls: type) -> list[Reader]:
    readers: list[Reader] = []
    for member in table_of(cls).values():
        if member.location == "header":
            readers.append(_header(member, resolve(member.shape, cls), cls))
        elif member.location == "headers":
            readers.append(_prefixed(member.name, (member.wire or "").lower()))
        elif member.location == "statusCode":
            readers.append(_status(member.name))
    return readers


def _status(alias: str) -> Reader:
    def read(tree: dict[str, Any], status: int, headers: Headers) -> None:
        tree[alias] = status

    return read


def _prefixed(alias: str, prefix: str) -> Reader:
    def read(tree: dict[str, Any], status: int, headers: Headers) -> None:
        tree[alias] = {name[len(prefix) :]: value for name, value in headers.items() if name.lower().startswith(prefix)}

    return read


def _header(member: Member, shape: object, owner: type) -> Reader:
    alias = member.name
    name = member.wire or member.name
    if isinstance(shape, Timestamp):
        return _time(alias, name)
    convert = (
        _json_value
        if member.json_value
        else _list_reader(resolve(shape.item, owner)) if isinstance(shape, List) else None
    )

    def read(tree: dict[str, Any], status: int, headers: Headers) -> None:
        text = headers.get(name)
        # Numbers and booleans stay text: validation converts them.
        if text is not None:
            tree[alias] = text if convert is None else convert(text)

    return read


def _time(alias: str, name: str) -> Reader:
    def read(tree: dict[str, Any], status: int, headers: Headers) -> None:
        text = headers.get(name)
        if text is not None:
            try:
                tree[alias] = timestamps.read(text)
            except ValueError:
                return

    return read


def _json_value(text: str) -> Any:
    from .json_body import loads

    return loads(blob_bytes(text))


def _list_reader(item: object) -> Callable[[str], list[Any]]:
    if item is STRING:
        return split_quoted
    if isinstance(item, Timestamp):
        return _times
    return lambda text: [part.strip() for part in text.split(",")]


def _times(text: str) -> list[Any]:
    # An HTTP date has a comma of its own.
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 1 and parts[0].isalpha():
        parts = [f"{day}, {rest}" for day, rest in zip(parts[::2], parts[1::2], strict=False)]
    try:
        return [timestamps.read(part) for part in parts]
    except ValueError:
        raise ResponseParseError("a header is not a list of timestamps") from None


def split_quoted(text: str) -> list[str]:
    """The entries of a comma-separated header, in which a quoted entry may have commas of its own."""
    if '"' not in text:
        return [part.strip() for part in text.split(",")]
    entries: list[str] = []
    entry = ""
    quoted = escaped = False
    for character in text:
        if escaped:
            entry, escaped = entry + character, False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            entries.append(entry.strip())
            entry = ""
        else:
            entry += character
    return [*entries, entry.strip()]
