"""Form bodies of the query protocol and of EC2's dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus

from ..http.messages import BytesBody, Headers, HttpRequest
from ..model.shapes import BLOB, BOOLEAN, FLOAT, List, Map, Member, Timestamp
from .leaves import blob_text, boolean_text, float_text
from .shapes import Unencodable, is_class, is_container, is_structure, resolve, table_of
from .timestamps import WRITERS
from .trees import only_variant

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.structure import Input
    from ..operation import Operation

    Fields = list[tuple[str, str]]
    # Appends the fields of one value, whose name so far is the prefix.
    Write = Callable[[Fields, str, Any], None]

_CONTENT_TYPE: Final = "application/x-www-form-urlencoded; charset=utf-8"


def serialise(operation: Operation, given: Input, *, ec2: bool = False) -> HttpRequest:
    """The request. Raises Unencodable."""
    fields = [("Action", operation.wire_name), ("Version", operation.service.api_version)]
    _content(type(given), ec2=ec2)(fields, "", given)
    return HttpRequest(
        operation.method,
        headers=Headers((("Content-Type", _CONTENT_TYPE),)),
        body=BytesBody("&".join([f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields]).encode("ascii")),
    )


def serialise_ec2(operation: Operation, given: Input) -> HttpRequest:
    """The request in EC2's dialect. Raises Unencodable."""
    return serialise(operation, given, ec2=True)


def _name(member: Member, *, ec2: bool) -> str:
    if not ec2:
        return member.wire or member.name
    if member.query_name:
        return member.query_name
    return member.wire[:1].upper() + member.wire[1:] if member.wire else member.name


def _writer(shape: object, owner: type, *, flattened: bool, ec2: bool) -> Write:
    shape = resolve(shape, owner)
    if is_class(shape):
        return lambda fields, prefix, value: _content(shape, ec2=ec2)(fields, f"{prefix}.", value)
    if isinstance(shape, List):
        return _list(shape, owner, flattened=flattened or shape.flattened, ec2=ec2)
    if isinstance(shape, Map):
        return _map(shape, owner, flattened=flattened or shape.flattened, ec2=ec2)
    text = _text(shape)
    return lambda fields, prefix, value: fields.append((prefix, text(value)))


def _text(shape: object) -> Callable[[Any], str]:
    if isinstance(shape, Timestamp):
        return WRITERS[shape.format or "iso8601"]
    if shape is BLOB:
        return blob_text
    if shape is BOOLEAN:
        return boolean_text
    return float_text if shape is FLOAT else str


def _list(shape: List, owner: type, *, flattened: bool, ec2: bool) -> Write:
    write_item = _writer(shape.item, owner, flattened=False, ec2=ec2)
    step = "" if flattened or ec2 else f".{shape.name or 'member'}"
    rename = shape.name if flattened and not ec2 else None

    def write(fields: Fields, prefix: str, value: Any) -> None:
        if not value:
            # An empty list empties what the service holds; EC2 has no way to say so.
            if not ec2:
                fields.append((prefix, ""))
            return
        stem = f"{prefix.rpartition('.')[0]}.{rename}".lstrip(".") if rename else prefix + step
        for place, item in enumerate(value, 1):
            write_item(fields, f"{stem}.{place}", item)

    return write


def _map(shape: Map, owner: type, *, flattened: bool, ec2: bool) -> Write:
    key_name = shape.key_name or "key"
    value_name = shape.value_name or "value"
    write_value = _writer(shape.value, owner, flattened=False, ec2=ec2)
    step = "" if flattened else ".entry"

    def write(fields: Fields, prefix: str, value: Any) -> None:
        for place, (key, item) in enumerate(value.items(), 1):
            fields.append((f"{prefix}{step}.{place}.{key_name}", key))
            write_value(fields, f"{prefix}{step}.{place}.{value_name}", item)

    return write


_contents: dict[tuple[type, bool], Write] = {}


def _content(cls: type, *, ec2: bool) -> Write:
    """The writer of the members of a structure or union; the prefix ends in a dot, or is empty."""
    plan = _contents.get((cls, ec2))
    if plan is None:
        plan = _contents[cls, ec2] = (_structure if is_structure(cls) else _union)(cls, ec2=ec2)
    return plan


def _structure(cls: type, *, ec2: bool) -> Write:
    members = [
        (
            name,
            _name(member, ec2=ec2),
            _writer(member.shape, cls, flattened=member.flattened, ec2=ec2),
            is_container(resolve(member.shape, cls)),
        )
        for name, member in table_of(cls).items()
    ]

    def write(fields: Fields, prefix: str, value: Any) -> None:
        held = value.__dict__
        given = value.__pydantic_fields_set__
        for name, wire, write_member, container in members:
            item = held.get(name)
            if item is not None and not (container and not item and name not in given):
                write_member(fields, prefix + wire, item)

    return write


def _union(cls: type, *, ec2: bool) -> Write:
    variants = {
        name: (_name(member, ec2=ec2), _writer(member.shape, cls, flattened=member.flattened, ec2=ec2))
        for name, member in table_of(cls).items()
    }

    def write(fields: Fields, prefix: str, value: Any) -> None:
        key, item = only_variant(value)
        if key not in variants:
            raise Unencodable
        wire, write_member = variants[key]
        write_member(fields, prefix + wire, item)

    return write
