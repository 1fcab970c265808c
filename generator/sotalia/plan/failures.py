"""`errors.py` and `enums.py` of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.types import Kind
from .literals import literal
from .modules import Imports
from .spelling import CONTAINERS, SHAPES_MODULE, Spelling, Use
from .view import EnumsView, EnumView, ErrorsView, ErrorView, FieldView

if TYPE_CHECKING:
    from ..ir.types import Member, Service, Shape
    from .docs import Docs
    from .names import ServiceNames
    from .reach import Reach


def plan_errors(service: Service, names: ServiceNames, docs: Docs, reach: Reach) -> ErrorsView:
    """The base class of the service's errors, and a class for each that the model knows."""
    imports = Imports(frozenset(map(str, (*names.types.values(), *names.errors.values()))))
    imports.helper("sotalia_runtime.errors", "ServiceError")
    imports.helper("typing", "Final")
    spelling = Spelling(service.shapes, names, imports, package=".", lazy=True)
    errors = tuple(_error(service.shapes[shape], service, names, docs, spelling) for shape in reach.errors)
    return ErrorsView(
        imports=imports.view(),
        base=names.base_error,
        base_doc=f"Base class of {docs.full_name} errors.\n\nRaised itself for a code that the model does not know.",
        errors=tuple(sorted(errors, key=lambda error: error.name)),
    )


def _error(shape: Shape, service: Service, names: ServiceNames, docs: Docs, spelling: Spelling) -> ErrorView:
    assert shape.error is not None
    # Every error has a message, whatever the model's spelling of it.
    members = [member for member in shape.members if member.name.lower() != "message"]
    attributes = {member.name: names.error_field(shape.id, member.name) for member in members}
    spelling.begin_class(frozenset(attributes.values()))
    fields = tuple(_attribute(member, attributes[member.name], service, docs, spelling) for member in members)
    spelling.end_class(None)
    if fields:
        spelling.imports.helper(SHAPES_MODULE, "Members")
    return ErrorView(
        name=names.errors[shape.id],
        code=literal(shape.error.code),
        fault=literal(shape.error.fault) if shape.error.fault else None,
        retryable=literal(shape.error.retryable) if shape.error.retryable else None,
        doc=docs.error(shape),
        fields=fields,
    )


def _attribute(member: Member, name: str, service: Service, docs: Docs, spelling: Spelling) -> FieldView:
    """An attribute of an error. Lists and maps are empty where the service sends none, and read-only."""
    target = service.shapes[member.target]
    is_container = target.kind in CONTAINERS
    default = " = None"
    if is_container:
        default = " = ()" if target.kind is Kind.LIST else " = {}"
    return FieldView(
        name=name,
        annotation=spelling.annotation(member, Use.ERROR, optional=not is_container),
        default=default,
        descriptor=spelling.descriptor(member),
        doc=docs.member(member, target, answered=True),
    )


def plan_enums(service: Service, names: ServiceNames, docs: Docs, reach: Reach) -> EnumsView:
    """A `Literal` alias for each enum, by name."""
    shapes = (service.shapes[shape] for shape in reach.enums)
    enums = [_enum(shape, names, docs) for shape in shapes if shape.values]
    imports = Imports(frozenset(enum.name for enum in enums))
    if enums:
        imports.helper("typing", "Literal")
        imports.helper("typing", "TypeAlias")
    return EnumsView(imports=imports.view(), enums=tuple(sorted(enums, key=lambda enum: enum.name)))


def _enum(shape: Shape, names: ServiceNames, docs: Docs) -> EnumView:
    return EnumView(
        name=names.types[shape.id],
        source=", ".join(map(literal, dict.fromkeys(shape.values))),
        doc=docs.shape(shape, f"Values of {shape.id} that the model knows."),
    )
