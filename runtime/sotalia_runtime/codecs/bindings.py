"""What REST protocols put outside the body of a request: path, query and headers.

A plan is compiled once per input class. The functions named `refuse_*` say what is wrong with a value, or
None; encoding asks them and raises `Unencodable`, `checks` asks them again for the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ..http.messages import UNRESERVED
from ..model.shapes import BOOLEAN, FLOAT, STRING, List, Map, Member, Timestamp
from .leaves import blob_text, boolean_text, float_text
from .shapes import Unencodable, resolve, table_of
from .timestamps import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..http.messages import Headers
    from ..model.shapes import TimestampFormat
    from ..operation import Operation

    Query = list[tuple[str, str | None]]
    Binder = Callable[[Any, Query, Headers], None]

_TOKEN: Final = frozenset("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def text_of(shape: object, default: TimestampFormat) -> Callable[[Any], str]:
    """The writer of a scalar outside a body; `default` is the place's form of timestamps."""
    if isinstance(shape, Timestamp):
        return WRITERS[shape.format or default]
    if shape is BOOLEAN:
        return boolean_text
    return float_text if shape is FLOAT else str


class Label:
    """A member in the path."""

    __slots__ = ("dots", "greedy", "member", "name", "write")

    def __init__(self, name: str, member: Member, owner: type, *, greedy: bool, dots: bool) -> None:
        self.name = name
        self.member = member
        self.greedy = greedy
        self.dots = dots  # whether "." and ".." are names here, and not steps in a path
        self.write = text_of(resolve(member.shape, owner), "iso8601")

    def refuse(self, value: object) -> str | None:
        """What is wrong with the value: every label must make a path of its own."""
        if value is None or value == "":
            return "must not be empty: it is a part of the path"
        text = str(value)
        if not self.greedy and text in (".", ".."):
            return "must not be '.' or '..': it is a part of the path"
        if self.greedy and not self.dots and any(step in (".", "..") for step in text.split("/")):
            return "must have no '.' or '..' between slashes: it is a part of the path"
        if self.member.context_param == "Bucket" and "/" in text and not text.startswith("arn:"):
            return "must not contain '/'"
        return None

    def encoded(self, value: object) -> str:
        """The value as the path has it."""
        return quote(self.write(value), safe=UNRESERVED + "/" if self.greedy else UNRESERVED)


class Bindings:
    """Everything of one operation's input that is not its body."""

    __slots__ = ("_binders", "_constants", "_parts", "labels")

    def __init__(self, operation: Operation, cls: type) -> None:
        template, _, constants = operation.path.partition("?")
        table = table_of(cls)
        # S3 keys are opaque, and S3 alone does not normalise paths.
        dots = operation.service.signature_version.startswith("s3")
        bound = {
            member.wire or member.name: (name, member) for name, member in table.items() if member.location == "uri"
        }
        self._constants = _constant_query(constants)
        start, *rest = template.split("{")
        self._parts: list[str | Label] = [start]
        for part in rest:
            label, _, text = part.partition("}")
            name, member = bound[label.removesuffix("+")]
            self._parts += (Label(name, member, cls, greedy=label.endswith("+"), dots=dots), text)
        self.labels = [part for part in self._parts if isinstance(part, Label)]
        taken = {member.wire or member.name for member in table.values() if member.location == "querystring"}
        taken.update(name for name, _ in self._constants)
        self._binders = [
            (name, binder)
            for name, member in table.items()
            if (binder := _binder(member, resolve(member.shape, cls), cls, taken)) is not None
        ]

    def path(self, held: dict[str, Any]) -> str:
        """The encoded path. Raises Unencodable for a label that would make another path."""
        if not self.labels:
            return str(self._parts[0])
        steps: list[str] = []
        for part in self._parts:
            if isinstance(part, str):
                steps.append(part)
                continue
            value = held.get(part.name)
            if part.refuse(value) is not None:
                raise Unencodable
            steps.append(part.encoded(value))
        return "".join(steps)

    def bind(self, held: dict[str, Any], headers: Headers) -> Query:
        """Sets the headers and returns the query, constants first. Raises Unencodable for line breaks in a header."""
        query = self._constants.copy()
        for name, binder in self._binders:
            value = held.get(name)
            if value is not None:
                binder(value, query, headers)
        return query


def _constant_query(text: str) -> Query:
    pairs = (field.partition("=") for field in text.split("&") if field)
    return [(name, value if separator else None) for name, separator, value in pairs]


def _binder(member: Member, shape: object, owner: type, taken: set[str]) -> Binder | None:
    name = member.wire or member.name
    if member.location == "querystring":
        return _query_map(shape, owner, taken) if isinstance(shape, Map) else _query_field(name, shape, owner)
    if member.location == "header":
        return _header(name, header_writer(member, shape, owner))
    if member.location == "headers":
        return _header_map(member.wire or "")
    return None


def _query_field(name: str, shape: object, owner: type) -> Binder:
    if isinstance(shape, List):
        write_item = text_of(resolve(shape.item, owner), "iso8601")

        def bind_list(value: Any, query: Query, headers: Headers) -> None:
            query.extend([(name, write_item(item)) for item in value if item is not None])

        return bind_list
    write = text_of(shape, "iso8601")

    def bind(value: Any, query: Query, headers: Headers) -> None:
        query.append((name, write(value)))

    return bind


def _query_map(shape: Map, owner: type, taken: set[str]) -> Binder:
    value_shape = resolve(shape.value, owner)
    item_shape = resolve(value_shape.item, owner) if isinstance(value_shape, List) else value_shape
    write = text_of(item_shape, "iso8601")

    def bind(value: Any, query: Query, headers: Headers) -> None:
        for key, items in value.items():
            # A parameter of the operation's own is never overridden by a free one.
            if key not in taken and items is not None:
                query.extend([(key, write(item)) for item in (items if isinstance(items, list) else (items,))])  # type: ignore[misc]

    return bind


def header_writer(member: Member, shape: object, owner: type) -> Callable[[Any], str]:
    """The writer of a header's value."""
    if isinstance(shape, List):
        item_shape = resolve(shape.item, owner)
        write = _quoted if item_shape is STRING else text_of(item_shape, "rfc822")
        return lambda value: ",".join([write(item) for item in value if item is not None])
    if member.json_value:
        return _json_header
    if isinstance(shape, Timestamp):
        write_time = WRITERS[shape.format or "rfc822"]
        return lambda value: write_time(value.replace(microsecond=0))
    return text_of(shape, "rfc822")


def _quoted(item: str) -> str:
    return '"' + item.replace('"', '\\"') + '"' if '"' in item or "," in item else item


def _json_header(value: object) -> str:
    from .json_body import dumps

    return blob_text(dumps(value))


def _header(name: str, write: Callable[[Any], str]) -> Binder:
    def bind(value: Any, query: Query, headers: Headers) -> None:
        if value == []:
            return
        text = write(value)
        if refuse_header(name, text) is not None:
            raise Unencodable
        headers.set(name, text)

    return bind


def _header_map(prefix: str) -> Binder:
    def bind(value: Any, query: Query, headers: Headers) -> None:
        for key, text in value.items():
            if refuse_header(prefix + key, text) is not None:
                raise Unencodable
            headers.set(prefix + key, text)

    return bind


def refuse_header(name: str, text: str) -> str | None:
    """What is wrong with a header field: line breaks would forge further fields."""
    if not name or not _TOKEN.issuperset(name):
        return "is not the name of a header"
    if "\n" in text or "\r" in text or "\0" in text:
        return "must not contain line breaks: it is sent as a header"
    return None
