"""How types are written: annotations of fields, parameters and page items, and the member tables beside them."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from ..ir.types import Kind
from .literals import literal
from .names import module_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..ir.types import Member, Namespace, Shape, ShapeId
    from .modules import Imports
    from .names import ServiceNames

SHAPES_MODULE: Final = "sotalia_runtime.model.shapes"
DOCUMENT_MODULE: Final = "sotalia_runtime.model.document"
BLOB_MODULE: Final = "sotalia_runtime.model.blob"
BODIES_MODULE: Final = "sotalia_runtime.http.bodies"

_BUILTIN: Final = {
    Kind.STRING: "str",
    Kind.BOOLEAN: "bool",
    Kind.INTEGER: "int",
    Kind.FLOAT: "float",
}
_DESCRIPTORS: Final = {
    Kind.STRING: "STRING",
    Kind.ENUM: "STRING",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.INTEGER: "INTEGER",
    Kind.FLOAT: "FLOAT",
    Kind.BLOB: "BLOB",
    Kind.DOCUMENT: "DOCUMENT",
}
CONTAINERS: Final = frozenset((Kind.LIST, Kind.MAP))


class Use(Enum):
    """Where an annotation stands, which decides how much it takes."""

    SENT = auto()  # a field that only goes to the service: enums are their known values
    ANSWERED = auto()  # a field that a service may fill: enums are open
    ERROR = auto()  # an attribute of an error: as answered, with read-only containers
    PARAMETER = auto()  # of a client method: also mappings, text for bytes, ISO text for times


_OPEN: Final = frozenset((Use.ANSWERED, Use.ERROR))
_READ_ONLY: Final = frozenset((Use.ERROR, Use.PARAMETER))


class Spelling:
    """Writes types for one module.

    `package` is the import prefix of the generated package as the module sees it ("." or ".."). `lazy` modules
    import what they name for type checkers only. `local` are the classes of the module itself, `defined` those of
    them that stand above the class being written, `shadowed` the names that its fields hide.
    """

    def __init__(
        self, shapes: Mapping[ShapeId, Shape], names: ServiceNames, imports: Imports, *, package: str, lazy: bool
    ) -> None:
        self.imports = imports
        self._shapes = shapes
        self._names = names
        self._package = package
        self._lazy = lazy
        self._modules: Mapping[ShapeId, str] = {}
        self._local: frozenset[ShapeId] = frozenset()
        self._defined: set[ShapeId] = set()
        self._shadowed: frozenset[str] = frozenset()
        self._forward = False

    def within(self, local: tuple[ShapeId, ...], modules: Mapping[ShapeId, str]) -> None:
        """Tell which classes this module defines, and the modules of all others."""
        self._local = frozenset(local)
        self._modules = modules

    def begin_class(self, fields: frozenset[str]) -> None:
        """Tell the field names of the class that comes next."""
        self._shadowed = fields

    def end_class(self, shape: ShapeId | None) -> None:
        """Tell that the class is complete: those below may name it directly."""
        self._shadowed = frozenset()
        if shape is not None:
            self._defined.add(shape)

    # --- annotations ---

    def annotation(self, member: Member, use: Use, *, optional: bool) -> str:
        """The annotation of a member, quoted where it names a class that is not there yet."""
        self._forward = False
        text = self._helper(BODIES_MODULE, "StreamIn") if self.streams(member) else self._member(member, use)
        if optional:
            text += " | None"
        return f'"{text}"' if self._forward else text

    def type_of(self, target: ShapeId, use: Use) -> str:
        """The annotation of a value of this shape."""
        return self._of(target, use)

    def streams(self, member: Member) -> bool:
        """Whether the member is the HTTP body, read or sent piece by piece: every blob payload is."""
        return member.payload and self._shapes[member.target].kind is Kind.BLOB

    def _member(self, member: Member, use: Use) -> str:
        if member.json_value and member.location == "header":
            return self._helper(DOCUMENT_MODULE, "JsonValue")
        return self._of(member.target, use)

    def _of(self, target: ShapeId, use: Use) -> str:
        shape = self._shapes[target]
        match shape.kind:
            case Kind.ENUM:
                return self._enum(shape, use)
            case Kind.LIST:
                return self._list(shape, use)
            case Kind.MAP:
                return self._map(shape, use)
            case Kind.STRUCTURE:
                text = self._class(target)
                return (
                    text
                    if use is not Use.PARAMETER
                    else f"{text} | {self._abc('Mapping')}[{self._builtin('str')}, object]"
                )
            case Kind.UNION:
                return self._class(target)
            case Kind.DOCUMENT:
                return self._helper(DOCUMENT_MODULE, "JsonValue")
            case Kind.TIMESTAMP:
                return self._timestamp() + (f" | {self._builtin('str')}" if use is Use.PARAMETER else "")
            case Kind.BLOB:
                return self._blob(use)
            case Kind.STRING | Kind.BOOLEAN | Kind.INTEGER | Kind.FLOAT:
                return self._builtin(_BUILTIN[shape.kind])

    def _enum(self, shape: Shape, use: Use) -> str:
        if not shape.values:
            return self._builtin("str")
        name = self._names.types[shape.id]
        module = f"{self._package}enums"
        local = self.imports.name(module, name, typing=True) if self._lazy else self.imports.alias(module, name, "str")
        return f"{local} | {self._builtin('str')}" if use in _OPEN else local

    def _list(self, shape: Shape, use: Use) -> str:
        outer = self._abc("Sequence") if use in _READ_ONLY else self._builtin("list")
        return f"{outer}[{self._entry(shape, use)}]"

    def _map(self, shape: Shape, use: Use) -> str:
        assert shape.key is not None
        outer = self._abc("Mapping") if use in _READ_ONLY else self._builtin("dict")
        return f"{outer}[{self._of(shape.key, use)}, {self._entry(shape, use)}]"

    def _entry(self, shape: Shape, use: Use) -> str:
        assert shape.item is not None
        return self._of(shape.item, use) + (" | None" if shape.sparse else "")

    def _class(self, target: ShapeId) -> str:
        name = self._names.types[target]
        if target in self._local:
            self._forward = self._forward or target not in self._defined
            return name
        if self._lazy:
            return self.imports.name(f"{self._package}types", name, typing=True)
        return self.imports.name(self._modules[target], name)

    def _builtin(self, name: str) -> str:
        if name not in self._shadowed:
            return name
        return f"{self.imports.module('builtins')}.{name}"

    def _blob(self, use: Use) -> str:
        if use is Use.PARAMETER:
            return f"{self._builtin('bytes')} | {self._builtin('str')}"
        # In classes that pydantic validates, bytes that also take text as it is.
        return self._builtin("bytes") if self._lazy else self._helper(BLOB_MODULE, "Blob")

    def _timestamp(self) -> str:
        if "datetime" not in self._shadowed:
            return self._helper("datetime", "datetime")
        return f"{self.imports.module('datetime', renamed='_datetime')}.datetime"

    def _abc(self, name: str) -> str:
        return self.imports.helper("collections.abc", name, typing=True)

    def _helper(self, module: str, name: str) -> str:
        return self.imports.helper(module, name, typing=self._lazy)

    # --- descriptors ---

    def descriptor(self, member: Member) -> str:
        """The member as a `Member(...)` expression."""
        target = self._shapes[member.target]
        arguments = [literal(member.name), self._stream(member) or self._shape(member.target)]
        # A name on the shape itself counts as one on each reference to it.
        if wire := member.wire_name or target.wire_name:
            arguments.append(literal(wire))
        namespace = member.namespace or target.namespace
        arguments += _keywords(
            location=member.location,
            payload=member.payload,
            required=member.required,
            sensitive=member.sensitive,
            idempotency_token=member.idempotency_token,
            host_label=member.host_label,
            json_value=member.json_value,
            context_param=member.context_param,
            flattened=member.flattened,
            query_name=member.query_name,
            namespace=_namespace(namespace),
            xml_attribute=member.xml_attribute,
        )
        return f"{self._shape_helper('Member')}({', '.join(arguments)})"

    def _stream(self, member: Member) -> str | None:
        return self._shape_helper("STREAM") if self.streams(member) else None

    def _shape(self, target: ShapeId) -> str:
        shape = self._shapes[target]
        match shape.kind:
            case Kind.STRUCTURE | Kind.UNION:
                # Modules that load classes on demand name them as text; the runtime looks in `types`.
                if self._lazy or (target in self._local and target not in self._defined):
                    return literal(str(self._names.types[target]))
                return self._class(target)
            case Kind.LIST:
                return self._list_descriptor(shape)
            case Kind.MAP:
                return self._map_descriptor(shape)
            case Kind.TIMESTAMP if shape.timestamp_format:
                return f"{self._shape_helper('Timestamp')}({literal(shape.timestamp_format)})"
            case Kind.TIMESTAMP:
                return self._shape_helper("TIMESTAMP")
            case _:
                return self._shape_helper(_DESCRIPTORS[shape.kind])

    def _list_descriptor(self, shape: Shape) -> str:
        assert shape.item is not None
        name = shape.item_wire_name or self._shapes[shape.item].wire_name
        arguments = [
            self._shape(shape.item),
            *_keywords(name=name, flattened=shape.flattened, sparse=shape.sparse),
        ]
        return f"{self._shape_helper('List')}({', '.join(arguments)})"

    def _map_descriptor(self, shape: Shape) -> str:
        assert shape.item is not None
        assert shape.key is not None
        arguments = [
            self._shape(shape.item),
            *_keywords(
                key_name=shape.key_wire_name or self._shapes[shape.key].wire_name,
                value_name=shape.item_wire_name or self._shapes[shape.item].wire_name,
                flattened=shape.flattened,
                sparse=shape.sparse,
            ),
        ]
        return f"{self._shape_helper('Map')}({', '.join(arguments)})"

    def _shape_helper(self, name: str) -> str:
        return self.imports.helper(SHAPES_MODULE, name)


def _namespace(namespace: Namespace | None) -> tuple[str, str | None] | None:
    return None if namespace is None else (namespace.uri, namespace.prefix)


def _keywords(**values: object) -> list[str]:
    """Keyword arguments of those values that are not their default."""
    return [f"{name}={literal(value)}" for name, value in values.items() if value not in (None, False)]


def class_modules(names: ServiceNames, components: list[tuple[ShapeId, ...]]) -> dict[ShapeId, str]:
    """The module of every class under `types`: its component is called after its alphabetically first class."""
    modules: dict[ShapeId, str] = {}
    for component in components:
        first = min(names.types[shape] for shape in component)
        modules.update(dict.fromkeys(component, f"_{module_name(first)}"))
    return modules
