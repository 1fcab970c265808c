"""XML bodies of requests, written straight to text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ..model.shapes import BLOB, BOOLEAN, FLOAT, List, Map, Member, Timestamp
from .leaves import blob_text, boolean_text, float_text
from .shapes import Unencodable, in_body, is_class, is_container, is_structure, resolve, table_of
from .timestamps import WRITERS
from .trees import only_variant

if TYPE_CHECKING:
    from collections.abc import Callable

    # Appends the element or elements of one member to the pieces of a document.
    Write = Callable[[list[str], Any], None]

# Compiled when they are first used: most requests have no body.
_SPECIAL: Final = r"[&<>\"\r\n\t]"
_FORBIDDEN: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
# Line ends are escaped too: parsers normalise them, and object keys may have them.
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;", "\n": "&#xA;", "\t": "&#x9;"}


def escape(text: str) -> str:
    """Text for an element or a quoted attribute. Raises Unencodable for characters that XML lacks."""
    if text.isascii() and text.isalnum():
        return text
    if re.search(_FORBIDDEN, text) is not None:
        raise Unencodable
    return re.sub(_SPECIAL, lambda found: _ESCAPES[found[0]], text)


def document(cls: type, value: Any, name: str, namespace: str | None) -> bytes:
    """The body whose root has the members of an input that are not bound elsewhere. Empty where none is set."""
    inner: list[str] = []
    attributes = _content(cls, all_members=False)(inner, value)
    if not inner and not attributes:
        return b""
    return _element(name, _declaration((namespace, None) if namespace else None) + attributes, inner).encode()


def payload(member: Member, owner: type, value: Any) -> bytes:
    """The body that one member fills."""
    pieces: list[str] = []
    _member(member, owner)(pieces, value)
    return "".join(pieces).encode()


def _element(name: str, attributes: str, inner: list[str]) -> str:
    return f"<{name}{attributes}>{''.join(inner)}</{name}>"


def _declaration(namespace: tuple[str, str | None] | None) -> str:
    if namespace is None:
        return ""
    uri, prefix = namespace
    return f' xmlns:{prefix}="{escape(uri)}"' if prefix else f' xmlns="{escape(uri)}"'


def _member(member: Member, owner: type) -> Write:
    return _writer(
        resolve(member.shape, owner),
        owner,
        member.wire or member.name,
        _declaration(member.namespace),
        flattened=member.flattened,
    )


def _writer(shape: object, owner: type, name: str, declaration: str = "", *, flattened: bool = False) -> Write:
    if is_class(shape):
        return _class_writer(shape, name, declaration)
    if isinstance(shape, List):
        return _list(shape, owner, name, declaration, flattened=flattened or shape.flattened)
    if isinstance(shape, Map):
        return _map(shape, owner, name, declaration, flattened=flattened or shape.flattened)
    text = _text(shape)
    head, tail = f"<{name}{declaration}>", f"</{name}>"
    return lambda pieces, value: pieces.append(f"{head}{text(value)}{tail}")


def _text(shape: object) -> Callable[[Any], str]:
    if isinstance(shape, Timestamp):
        return WRITERS[shape.format or "iso8601"]
    if shape is BLOB:
        return blob_text
    if shape is BOOLEAN:
        return boolean_text
    return float_text if shape is FLOAT else lambda value: escape(str(value))


def _list(shape: List, owner: type, name: str, declaration: str, *, flattened: bool) -> Write:
    item_shape = resolve(shape.item, owner)
    if flattened:
        write_flat = _writer(item_shape, owner, name, declaration)

        def write_all(pieces: list[str], value: Any) -> None:
            for item in value:
                write_flat(pieces, item)

        return write_all
    write_item = _writer(item_shape, owner, shape.name or "member")

    def write(pieces: list[str], value: Any) -> None:
        inner: list[str] = []
        for item in value:
            write_item(inner, item)
        pieces.append(_element(name, declaration, inner))

    return write


def _map(shape: Map, owner: type, name: str, declaration: str, *, flattened: bool) -> Write:
    key_name = shape.key_name or "key"
    write_value = _writer(resolve(shape.value, owner), owner, shape.value_name or "value")
    entry_name = name if flattened else "entry"

    def entries(value: Any) -> list[str]:
        written: list[str] = []
        for key, item in value.items():
            inner = [f"<{key_name}>{escape(key)}</{key_name}>"]
            write_value(inner, item)
            written.append(_element(entry_name, "", inner))
        return written

    if flattened:
        return lambda pieces, value: pieces.extend(entries(value))
    return lambda pieces, value: pieces.append(_element(name, declaration, entries(value)))


def _class_writer(cls: type, name: str, declaration: str) -> Write:
    def write(pieces: list[str], value: Any) -> None:
        inner: list[str] = []
        attributes = _content(cls, all_members=True)(inner, value)
        pieces.append(_element(name, declaration + attributes, inner))

    return write


# Writes the children of an element and returns its attributes.
_contents: dict[tuple[type, bool], Callable[[list[str], Any], str]] = {}


def _content(cls: type, *, all_members: bool) -> Callable[[list[str], Any], str]:
    plan = _contents.get((cls, all_members))
    if plan is None:
        plan = _structure(cls, all_members=all_members) if is_structure(cls) else _union(cls)
        _contents[cls, all_members] = plan
    return plan


def _structure(cls: type, *, all_members: bool) -> Callable[[list[str], Any], str]:
    fields: list[tuple[str, Write, bool]] = []
    attributes: list[tuple[str, str]] = []
    for name, member in table_of(cls).items():
        if member.xml_attribute:
            attributes.append((name, member.wire or member.name))
        elif all_members or in_body(member):
            fields.append((name, _member(member, cls), is_container(resolve(member.shape, cls))))

    def write(pieces: list[str], value: Any) -> str:
        held = value.__dict__
        given = value.__pydantic_fields_set__
        for name, write_member, container in fields:
            item = held.get(name)
            if item is not None and not (container and not item and name not in given):
                write_member(pieces, item)
        return "".join(
            [f' {wire}="{escape(str(held[name]))}"' for name, wire in attributes if held.get(name) is not None]
        )

    return write


def _union(cls: type) -> Callable[[list[str], Any], str]:
    variants = {name: _member(member, cls) for name, member in table_of(cls).items()}

    def write(pieces: list[str], value: Any) -> str:
        key, item = only_variant(value)
        if key not in variants:
            raise Unencodable
        variants[key](pieces, item)
        return ""

    return write
