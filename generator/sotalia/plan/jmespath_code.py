"""Pieces of Python that compiled JMESPath expressions are put together from."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ..ir.types import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..ir.types import MemberName, Service, Shape, ShapeId


class ExpressionError(ValueError):
    """An expression that does not fit its model, or says what this compiler does not know."""


# How tightly the outermost operator of a piece binds.
ATOM: Final = 5
COMPARISON: Final = 4
NOT: Final = 3
AND: Final = 2
OR: Final = 1
CONDITIONAL: Final = 0


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is: the kind of a shape, "number", or "unknown". `item` is that of a list's entries or a map's values."""

    kind: str
    shape: ShapeId | None = None
    item: Type | None = None
    sparse: bool = False


_PATH: Final = re.compile(r"[\w.]+")

UNKNOWN: Final = Type("unknown")
STRING: Final = Type("string")
NUMBER: Final = Type("number")
BOOLEAN: Final = Type("boolean")
_NUMBERS: Final = frozenset({Kind.INTEGER, Kind.FLOAT})
# Kinds whose values are true in JMESPath when they are in Python.
_ALIKE: Final = frozenset({"string", "boolean", "list", "map", "structure", "union", "timestamp"})


@dataclass(frozen=True, slots=True)
class Code:
    """A Python expression.

    A path (`guards` or not) is `text` as it reads where all guards are true; it is None where one is not.
    """

    text: str
    type: Type
    nullable: bool = False
    level: int = ATOM
    guards: tuple[str, ...] = ()
    is_path: bool = False

    @property
    def whole(self) -> str:
        """The expression with its guards."""
        return f"{self.text} if {' and '.join(self.guards)} else None" if self.guards else self.text

    @property
    def whole_level(self) -> int:
        """How tightly `whole` binds."""
        return CONDITIONAL if self.guards else self.level

    def at_level(self, level: int) -> str:
        """The whole, in parentheses where it binds less tightly."""
        return self.whole if self.whole_level >= level else f"({self.whole})"

    def alike(self) -> bool:
        """Whether Python's truth of it is JMESPath's."""
        return self.type.kind in _ALIKE


@dataclass(frozen=True, slots=True)
class Loop:
    """A projection under construction: `clauses` of a comprehension, and its element."""

    clauses: tuple[str, ...]
    element: Code

    def only_present(self) -> Loop:
        """The same loop over the elements that are not None."""
        code = self.element
        clauses = self.clauses + tuple(f"if {guard}" for guard in code.guards)
        if code.nullable:
            clauses += (f"if {code.text}" if code.type.kind == "structure" else f"if {code.text} is not None",)
        return Loop(clauses, replace(code, guards=(), nullable=False))

    def as_value(self) -> Code:
        """The list that the projection is."""
        code = self.element
        result = Type("list", item=code.type)
        name, _, source = self.clauses[0].removeprefix("for ").partition(" in ")
        if len(self.clauses) == 1 and code.text == name and not code.nullable:
            return Code(source, result) if _PATH.fullmatch(source) else Code(f"list({source})", result)
        clauses = " ".join((*self.clauses, *(f"if {guard}" for guard in code.guards)))
        text = code.text if code.level > CONDITIONAL else f"({code.text})"
        return Code(f"present({text} for {clauses[4:]})" if code.nullable else f"[{text} {clauses}]", result)


@dataclass(slots=True)
class Scope:
    """Where an expression is compiled: the root shape's value is in `variable`, and `field_name` names members in Python."""

    service: Service
    root: ShapeId
    field_name: Callable[[ShapeId, MemberName], str]
    variable: str = "output"
    _taken: set[str] = field(default_factory=set[str])

    def type_of(self, shape_id: ShapeId) -> Type:
        """The type of a shape's values."""
        shape = self.service.shapes[shape_id]
        if shape.kind in _NUMBERS:
            return Type("number", shape_id)
        kind = "string" if shape.kind is Kind.ENUM else str(shape.kind)
        item = self._entry(shape) if shape.kind in {Kind.LIST, Kind.MAP} else None
        return Type(kind, shape_id, item, shape.sparse)

    def _entry(self, shape: Shape) -> Type | None:
        # One level is enough: `entry` follows the shape when more is asked.
        return None if shape.item is None else Type("", shape.item)

    def entry(self, type: Type) -> Type:
        """The type of the entries of a list or map."""
        if type.item is None:
            return UNKNOWN
        return self.type_of(type.item.shape) if not type.item.kind and type.item.shape else type.item

    def name(self, wish: str) -> str:
        """A variable that nothing else of this expression has, after what it runs over."""
        base = wish if wish.isidentifier() and not keyword.iskeyword(wish) else "item"
        text, number = base, 1
        while text in self._taken or text == self.variable or text in _HELPERS:
            number += 1
            text = f"{base}_{number}"
        self._taken.add(text)
        return text


_HELPERS: Final = frozenset({"at", "compare", "field", "len", "list", "present", "truth"})


def singular(path: str) -> str:
    """What one entry of `path` may be called."""
    word = path.rpartition(".")[2].rstrip("_")
    for ending, one in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + one
    return "item"
