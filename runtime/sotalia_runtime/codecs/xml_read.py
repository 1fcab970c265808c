"""XML bodies of answers: from bytes to trees keyed by alias.

Elements are matched by local name. Scalars stay text, which validation converts; blobs are decoded here. No
document type is accepted, so there are no entities but the predefined five, and nothing is fetched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element, ParseError, XMLParser

from ..errors import ResponseParseError
from ..model.shapes import BLOB, STRING, List, Map, Member
from .leaves import blob_bytes
from .shapes import in_body, is_class, resolve, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.shapes import Members

    Decode = Callable[[Element], Any]
    # How a child element enters the tree of its structure.
    Slot = Callable[[dict[str, Any], Element], None]

# Elements that the model does not know are kept as plain values, down to this depth.
MAX_DEPTH: Final = 100
# Tags with their namespace that one decoder remembers; a peer cannot make it remember more.
_MAX_TAGS: Final = 1_000
_BLANKS: Final = b" \t\r\n"


def document(body: bytes) -> Element:
    """The root element. Raises `ResponseParseError` for what is not XML, has a document type, or is HTML."""
    # S3 sends blanks to keep a connection alive while it works, even before the XML declaration.
    body = body.strip(_BLANKS)
    # The parser detects UTF-16 by itself, in which a document type would not be seen here.
    if b"\0" in body:
        raise ResponseParseError("the answer is not XML in UTF-8")
    if b"<!DOCTYPE" in body and _has_doctype(body):
        raise ResponseParseError("the answer has a document type, which is refused")
    # Given here, the encoding overrules the document's own: the search above read the bytes as they are.
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - no document type, no entities
    try:
        parser.feed(body)
        root: Element = parser.close()
    except (ParseError, ValueError):
        raise ResponseParseError("the answer is not XML, or is cut short") from None
    if local_name(root).lower() == "html":
        raise ResponseParseError("the answer is an HTML page")
    return root


def _has_doctype(body: bytes) -> bool:
    """Whether a document type stands before the root element; later on it can only be text."""
    at = 3 if body.startswith(b"\xef\xbb\xbf") else 0
    while True:
        while body[at : at + 1] in (b" ", b"\t", b"\r", b"\n"):
            at += 1
        if body.startswith(b"<?", at):
            end, step = body.find(b"?>", at), 2
        elif body.startswith(b"<!--", at):
            end, step = body.find(b"-->", at + 4), 3
        else:
            return body.startswith(b"<!", at)
        if end < 0:
            return False
        at = end + step


def answer(name: str, body: bytes) -> Element:
    """The same of an answer with a good status. Raises `ResponseParseError` also where it is an error all the same."""
    root = document(body)
    kind = local_name(root)
    if kind in ("Error", "ErrorResponse") or (kind == "Response" and child(root, "Errors") is not None):
        raise ResponseParseError(f"{name}: the answer is an error, in spite of its status")
    return root


def local_name(element: Element) -> str:
    """The tag without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if tag[:1] == "{" else tag


def child(element: Element, name: str) -> Element | None:
    """The first child of that local name."""
    for candidate in element:
        if local_name(candidate) == name:
            return candidate
    return None


def text_of(element: Element | None) -> str:
    """The text of an element, without blanks around it; empty where there is no element."""
    return "" if element is None else (element.text or "").strip()


_whole: dict[type, Callable[[Element], dict[str, Any]]] = {}
_bodies: dict[type, Callable[[Element], dict[str, Any]]] = {}


def whole(cls: type) -> Callable[[Element], dict[str, Any]]:
    """The decoder of a structure or union with all its members."""
    plan = _whole.get(cls)
    if plan is None:
        plan = _whole[cls] = _structure(table_of(cls), cls, all_members=True)
    return plan


def body(cls: type) -> Callable[[Element], dict[str, Any]]:
    """The decoder of an output's body, without the members that are bound elsewhere."""
    plan = _bodies.get(cls)
    if plan is None:
        plan = _bodies[cls] = _structure(table_of(cls), cls, all_members=False)
    return plan


def decoder(shape: object, owner: type) -> Decode:
    """The decoder of one element of a shape in `owner`'s table."""
    shape = resolve(shape, owner)
    if is_class(shape):
        return _later(shape)
    if isinstance(shape, List):
        item = decoder(shape.item, owner)
        return lambda element: [item(entry) for entry in element]
    if isinstance(shape, Map):
        enter = _map_entry(shape, owner)
        return lambda element: _map(element, enter)
    if shape is BLOB:
        return lambda element: blob_bytes(_leaf(element))
    return _leaf


def _later(cls: type) -> Decode:
    """Defers compiling to the first element: shapes refer to themselves."""

    def decode(element: Element) -> Any:
        plan = _whole.get(cls)
        return (whole(cls) if plan is None else plan)(element)

    return decode


def _leaf(element: Element) -> str:
    text = element.text
    if text is None:
        if len(element):
            raise ResponseParseError("the answer has elements where its model has text")
        return ""
    return text


def _map(element: Element, enter: Callable[[dict[str, Any], Element], None]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for entry in element:
        enter(tree, entry)
    return tree


def _map_entry(shape: Map, owner: type) -> Callable[[dict[str, Any], Element], None]:
    key_name = shape.key_name or "key"
    value_name = shape.value_name or "value"
    decode = decoder(shape.value, owner)

    def enter(tree: dict[str, Any], entry: Element) -> None:
        key = child(entry, key_name)
        value = child(entry, value_name)
        if key is None or value is None:
            raise ResponseParseError("the answer has a map entry without key or value")
        tree[_leaf(key)] = decode(value)

    return enter


def _slot(member: Member, owner: type) -> tuple[str, Slot]:
    """The local name of a member's element, and how it enters the tree."""
    shape = resolve(member.shape, owner)
    alias = member.name
    name = member.wire or member.name
    if isinstance(shape, List) and (shape.flattened or member.flattened):
        return shape.name or name, _flat_list(alias, decoder(shape.item, owner))
    if isinstance(shape, Map) and (shape.flattened or member.flattened):
        enter = _map_entry(shape, owner)
        return name, lambda tree, element: enter(tree.setdefault(alias, {}), element)
    return name, _single(alias, decoder(shape, owner), keep_empty=shape is STRING or shape is BLOB)


def _flat_list(alias: str, decode: Decode) -> Slot:
    def enter(tree: dict[str, Any], element: Element) -> None:
        held = tree.get(alias)
        if held is None:
            tree[alias] = [decode(element)]
        else:
            held.append(decode(element))

    return enter


class _Text:
    """The slot of plain text."""

    __slots__ = ("_keep_empty", "alias")

    def __init__(self, alias: str, *, keep_empty: bool) -> None:
        self.alias = alias
        self._keep_empty = keep_empty

    def __call__(self, tree: dict[str, Any], element: Element) -> None:
        text = _leaf(element)
        # An empty number, boolean or timestamp says that there is none.
        if text or self._keep_empty:
            tree[self.alias] = text


def _single(alias: str, decode: Decode, *, keep_empty: bool) -> Slot:
    if decode is _leaf:
        return _Text(alias, keep_empty=keep_empty)

    def enter(tree: dict[str, Any], element: Element) -> None:
        tree[alias] = decode(element)

    return enter


def _structure(table: Members, owner: type, *, all_members: bool) -> Callable[[Element], dict[str, Any]]:
    find = _finder(table, owner, all_members=all_members)
    attributes = {
        (member.wire or member.name).rpartition(":")[2]: member.name
        for member in table.values()
        if member.xml_attribute
    }
    slots: dict[str, Slot] = {}
    known = slots.get
    # Tags of plain text, which is what most elements are: they are spared a call.
    aliases: dict[str, str] = {}
    alias_of = aliases.get

    def decode(element: Element) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for entry in element:
            tag = entry.tag
            if (alias := alias_of(tag)) is not None and (text := entry.text) is not None:
                tree[alias] = text
                continue
            slot = known(tag)
            if slot is None:
                slot = find(local_name(entry))
                if len(slots) < _MAX_TAGS:
                    slots[tag] = slot
                    if isinstance(slot, _Text):
                        aliases[tag] = slot.alias
            slot(tree, entry)
        if attributes:
            for tag, value in element.attrib.items():
                alias = attributes.get(tag.rpartition("}")[2])
                if alias is not None:
                    tree[alias] = value
        return tree

    return decode


def _finder(table: Members, owner: type, *, all_members: bool) -> Callable[[str], Slot]:
    """From a local name to what takes its elements, be it known or not."""
    slots: dict[str, Slot] = {}
    for member in table.values():
        if not member.xml_attribute and (all_members or in_body(member)):
            name, slot = _slot(member, owner)
            # A deprecated scalar may share its element with the list that replaced it: both get it.
            slots[name] = _both(slots[name], slot) if name in slots else slot
    aliases = {member.name for member in table.values()}

    def unknown(tree: dict[str, Any], element: Element) -> None:
        name = local_name(element)
        # The wire name of nothing here may still be the alias of a member that has another wire name.
        if name not in aliases:
            _keep(tree, name, plain(element))

    return lambda name: slots.get(name, unknown)


def _both(first: Slot, second: Slot) -> Slot:
    def enter(tree: dict[str, Any], element: Element) -> None:
        first(tree, element)
        second(tree, element)

    return enter


def _keep(tree: dict[str, Any], name: str, value: Any) -> None:
    """Adds a plain value; elements that come again make a list."""
    held = tree.get(name)
    if held is None:
        tree[name] = value
    elif isinstance(held, list):
        held.append(value)  # type: ignore[misc]
    else:
        tree[name] = [held, value]


def plain(element: Element, depth: int = 1) -> Any:
    """An element that no model describes: its text, or its children by name."""
    if not len(element):
        return element.text or ""
    if depth > MAX_DEPTH:
        raise ResponseParseError(f"the answer is nested more than {MAX_DEPTH} deep where the model knows nothing")
    tree: dict[str, Any] = {}
    for entry in element:
        _keep(tree, local_name(entry), plain(entry, depth + 1))
    return tree
