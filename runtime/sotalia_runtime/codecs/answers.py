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

    Convert = Callable[[str], Any]
    Collect = Callable[[dict[str, Any], int, Headers], None]


class _Plan:
    """How one class reads heads: `fields` from header names in lower case to (alias, conversion), and what is no single header."""

    __slots__ = ("collectors", "fields")

    def __init__(self, cls: type) -> None:
        self.fields: dict[str, list[tuple[str, Convert | None]]] = {}
        self.collectors: list[Collect] = []
        for member in table_of(cls).values():
            if member.location == "header":
                name = (member.wire or member.name).lower()
                self.fields.setdefault(name, []).append((member.name, _conversion(member, cls)))
            elif member.location == "headers":
                self.collectors.append(_prefixed(member.name, (member.wire or "").lower()))
            elif member.location == "statusCode":
                self.collectors.append(_status(member.name))


_plans: dict[type, _Plan] = {}


def bound(cls: type, status: int, headers: Headers) -> dict[str, Any]:
    """The members that are bound outside the body, keyed by alias.

    A timestamp that cannot be read is left out: services pass on headers that their users wrote.
    Raises `ResponseParseError` for other values of the wrong kind.
    """
    plan = _plans.get(cls)
    if plan is None:
        plan = _plans[cls] = _Plan(cls)
    tree: dict[str, Any] = {}
    if plan.fields:
        # An answer has few headers, and an output may have dozens of members that are bound to one.
        for name, text in headers.lowered():
            for alias, convert in plan.fields.get(name, ()):
                value = text if convert is None else convert(text)
                if value is not None:
                    tree[alias] = value
    for collect in plan.collectors:
        collect(tree, status, headers)
    return tree


def _status(alias: str) -> Collect:
    def collect(tree: dict[str, Any], status: int, headers: Headers) -> None:
        tree[alias] = status

    return collect


def _prefixed(alias: str, prefix: str) -> Collect:
    def collect(tree: dict[str, Any], status: int, headers: Headers) -> None:
        tree[alias] = {name[len(prefix) :]: value for name, value in headers.items() if name.lower().startswith(prefix)}

    return collect


def _conversion(member: Member, owner: type) -> Convert | None:
    """From the text of a header to a value; None where validation converts it, as it does numbers and booleans."""
    shape = resolve(member.shape, owner)
    if isinstance(shape, Timestamp):
        return _time
    if member.json_value:
        return _json_value
    return _list_reader(resolve(shape.item, owner)) if isinstance(shape, List) else None


def _time(text: str) -> Any:
    try:
        return timestamps.read(text)
    except ValueError:
        return None


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
