"""Between typed values and plain trees keyed by wire names: the part that JSON and CBOR have in common.

Plans are closures, compiled once per class: a call looks nothing up in member tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ..errors import ResponseParseError
from ..model.shapes import BLOB, FLOAT, List, Map, Member, Timestamp
from .shapes import Unencodable, in_body, is_class, is_container, is_structure, resolve, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..model.shapes import TimestampFormat


def wire_name(member: Member) -> str:
    """What the body calls the member."""
    return member.wire or member.name


class Encoding:
    """Compiles encoders of one protocol. `blob`, `number` and `timestamp` write the leaves that plain trees lack."""

    def __init__(
        self,
        *,
        blob: Callable[[bytes], Any] | None,
        number: Callable[[float], Any] | None,
        timestamp: Callable[[TimestampFormat | None], Callable[[Any], Any]],
    ) -> None:
        self._blob = blob
        self._number = number
        self._timestamp = timestamp
        self._whole: dict[type, Callable[[Any], Any]] = {}
        self._bodies: dict[type, Callable[[Any], Any]] = {}

    def of(self, shape: object, owner: type) -> Callable[[Any], Any] | None:
        """The encoder of a shape in `owner`'s table, or None where values go as they are."""
        shape = resolve(shape, owner)
        if is_class(shape):
            return self._later(shape)
        if isinstance(shape, List):
            return _encode_list(self.of(shape.item, owner))
        if isinstance(shape, Map):
            return _encode_map(self.of(shape.value, owner), sparse=shape.sparse)
        if isinstance(shape, Timestamp):
            return self._timestamp(shape.format)
        return self._blob if shape is BLOB else self._number if shape is FLOAT else None

    def whole(self, cls: type) -> Callable[[Any], dict[str, Any]]:
        """The encoder of a structure with all its members, or of a union."""
        plan = self._whole.get(cls)
        if plan is None:
            plan = self._structure(cls, all_members=True) if is_structure(cls) else self._union(cls)
            self._whole[cls] = plan
        return plan

    def body(self, cls: type) -> Callable[[Any], dict[str, Any]]:
        """The encoder of an input's body: of the members that are not bound elsewhere."""
        plan = self._bodies.get(cls)
        if plan is None:
            plan = self._bodies[cls] = self._structure(cls, all_members=False)
        return plan

    def _later(self, cls: type) -> Callable[[Any], Any]:
        """Defers compiling to the first value: shapes refer to themselves, and most optional branches are never used."""
        plans = self._whole

        def encode(value: Any) -> Any:
            plan = plans.get(cls)
            return (self.whole(cls) if plan is None else plan)(value)

        return encode

    def _structure(self, cls: type, *, all_members: bool) -> Callable[[Any], dict[str, Any]]:
        fields = [
            (name, wire_name(member), self.of(member.shape, cls), is_container(resolve(member.shape, cls)))
            for name, member in table_of(cls).items()
            if all_members or in_body(member)
        ]

        def encode(value: Any) -> dict[str, Any]:
            held = value.__dict__
            given = value.__pydantic_fields_set__
            tree: dict[str, Any] = {}
            for name, wire, plan, container in fields:
                item = held.get(name)
                if item is None or (container and not item and name not in given):
                    continue
                tree[wire] = item if plan is None else plan(item)
            return tree

        return encode

    def _union(self, cls: type) -> Callable[[Any], dict[str, Any]]:
        variants = {name: (wire_name(member), self.of(member.shape, cls)) for name, member in table_of(cls).items()}

        def encode(value: Any) -> dict[str, Any]:
            key, item = only_variant(value)
            known = variants.get(key)
            # A variant that the model does not know yet came from an answer: it goes back as it came.
            if known is None:
                return {key: item}
            wire, plan = known
            return {wire: item if plan is None else plan(item)}

        return encode


def only_variant(value: Mapping[str, Any]) -> tuple[str, Any]:
    """The one member of a union that is set. Raises Unencodable for none or several."""
    if len(value) != 1:
        value = {key: item for key, item in value.items() if item is not None and key != "__type"}
        if len(value) != 1:
            raise Unencodable
    for pair in value.items():
        return pair
    raise Unencodable


def _encode_list(plan: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    if plan is None:
        return None

    def encode(value: Any) -> list[Any]:
        return [None if item is None else plan(item) for item in value]

    return encode


def _encode_map(plan: Callable[[Any], Any] | None, *, sparse: bool) -> Callable[[Any], Any]:
    def encode(value: Any) -> dict[str, Any]:
        if plan is None:
            return value if sparse or None not in value.values() else {k: v for k, v in value.items() if v is not None}
        if sparse:
            return {key: None if item is None else plan(item) for key, item in value.items()}
        return {key: plan(item) for key, item in value.items() if item is not None}

    return encode


class Decoding:
    """Compiles decoders of one protocol: wire names become aliases, nulls go, and `blob` reads byte strings.

    The result is what a class's validator takes.
    """

    def __init__(self, *, blob: Callable[[Any], bytes] | None) -> None:
        self._blob = blob
        self._whole: dict[type, Callable[[Any], Any]] = {}
        self._bodies: dict[type, Callable[[Any], Any]] = {}
        self._plain: dict[type, bool] = {}

    def of(self, shape: object, owner: type) -> Callable[[Any], Any] | None:
        """The decoder of a shape in `owner`'s table, or None where values stay as they are."""
        shape = resolve(shape, owner)
        if is_class(shape):
            return self._later(shape)
        if isinstance(shape, List):
            return _decode_list(self.of(shape.item, owner), sparse=shape.sparse)
        if isinstance(shape, Map):
            return _decode_map(self.of(shape.value, owner), sparse=shape.sparse)
        return self._blob if shape is BLOB else None

    def whole(self, cls: type) -> Callable[[Any], dict[str, Any]]:
        """The decoder of a structure with all its members, or of a union."""
        plan = self._whole.get(cls)
        if plan is None:
            plan = self._whole[cls] = self._structure(cls, all_members=True)
        return plan

    def body(self, cls: type) -> Callable[[Any], dict[str, Any]]:
        """The decoder of an output's body: of the members that are not bound elsewhere."""
        plan = self._bodies.get(cls)
        if plan is None:
            plan = self._bodies[cls] = self._structure(cls, all_members=False)
        return plan

    def _later(self, cls: type) -> Callable[[Any], Any]:
        plans = self._whole

        def decode(value: Any) -> Any:
            plan = plans.get(cls)
            return (self.whole(cls) if plan is None else plan)(value)

        return decode

    def _structure(self, cls: type, *, all_members: bool) -> Callable[[Any], dict[str, Any]]:
        names = {
            wire_name(member): (member.name, self.of(member.shape, cls))
            for member in table_of(cls).values()
            if all_members or in_body(member)
        }
        aliases = {member.name for member in table_of(cls).values()}
        if not is_structure(cls):
            aliases.add("__type")  # servers name a union's variant beside it

        def decode(value: Any) -> dict[str, Any]:
            if not isinstance(value, dict):
                raise ResponseParseError("the answer has another value where its model has a structure")
            tree: dict[str, Any] = {}
            for wire, item in cast("dict[Any, Any]", value).items():
                if item is None:
                    continue
                known = names.get(wire)
                if known is not None:
                    alias, plan = known
                    tree[alias] = item if plan is None else plan(item)
                elif wire not in aliases:
                    # Unknown members are kept, but never as another member whose wire name differs.
                    tree[wire] = item
            return tree

        return decode

    def plain(self, cls: type) -> bool:
        """Whether every name in the tree of `cls` is its wire name and nothing is bound outside the body."""
        known = self._plain.get(cls)
        if known is None:
            bound = any(not in_body(member) for member in table_of(cls).values())
            known = self._plain[cls] = not bound and _keeps_names(cls, set())
        return known


def _keeps_names(cls: type, seen: set[type]) -> bool:
    seen.add(cls)
    for member in table_of(cls).values():
        if wire_name(member) != member.name:
            return False
        shape = resolve(member.shape, cls)
        while isinstance(shape, List | Map):
            shape = resolve(shape.item if isinstance(shape, List) else shape.value, cls)
        if is_class(shape) and shape not in seen and not _keeps_names(shape, seen):
            return False
    return True


def _decode_list(plan: Callable[[Any], Any] | None, *, sparse: bool) -> Callable[[Any], Any]:
    def decode(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ResponseParseError("the answer has another value where its model has a list")
        items = cast("list[Any]", value)
        if plan is None:
            return items if sparse or None not in items else [item for item in items if item is not None]
        if sparse:
            return [None if item is None else plan(item) for item in items]
        return [plan(item) for item in items if item is not None]

    return decode


def _decode_map(plan: Callable[[Any], Any] | None, *, sparse: bool) -> Callable[[Any], Any]:
    def decode(value: Any) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise ResponseParseError("the answer has another value where its model has a map")
        items = cast("dict[Any, Any]", value)
        if sparse:
            return (
                {key: None if item is None or plan is None else plan(item) for key, item in items.items()}
                if plan
                else items
            )
        return {key: item if plan is None else plan(item) for key, item in items.items() if item is not None}

    return decode
