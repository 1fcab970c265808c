"""Amazon DynamoDB and its streams."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..ir.types import Kind, ShapeId

if TYPE_CHECKING:
    from ..diagnostics import Report
    from ..ir.types import Service

_VALUE: Final = ShapeId("AttributeValue")


def attribute_value_is_a_union(service: Service, report: Report) -> Service:
    """`AttributeValue` becomes a union: the service takes and answers exactly one of its members, though the model does not say so.

    It is also by far the most frequent structure in answers, and a union costs a third of an object with ten empty fields.
    """
    shape = service.shapes.get(_VALUE)
    if shape is None or shape.kind is not Kind.STRUCTURE:
        report.add(
            f"{service.folder}: customise",
            f"{_VALUE} is not a structure any more",
            "the model moved; look whether generator/sotalia/customise is still right",
        )
        return service
    return replace(service, shapes={**service.shapes, _VALUE: replace(shape, kind=Kind.UNION)})
