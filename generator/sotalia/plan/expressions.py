"""JMESPath expressions of a model as Python over the generated classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir.types import Kind

if TYPE_CHECKING:
    from ..ir.types import Service, ShapeId
    from .modules import Imports
    from .names import ServiceNames


@dataclass(frozen=True, slots=True)
class Expression:
    text: str
    shape: ShapeId | None

    def over(self, variable: str) -> str:
        return f"{variable}.{self.text}"


def compiled(text: str, root: ShapeId, service: Service, names: ServiceNames, imports: Imports) -> Expression:
    parts = []
    current = root
    for part in text.split("."):
        shape = service.shapes[current]
        if shape.kind is not Kind.STRUCTURE:
            return Expression("x", None)
        m = next((m for m in shape.members if m.name == part), None)
        if m is None:
            return Expression("x", None)
        parts.append(str(names.field(shape.id, m.name)))
        current = m.target
    return Expression(".".join(parts), current)


def source_of(text: str, root: ShapeId, service: Service, names: ServiceNames, imports: Imports) -> str:
    return f"lambda input: {compiled(text, root, service, names, imports).over('input')}"
