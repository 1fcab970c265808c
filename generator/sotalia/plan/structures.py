"""Classes with fields: structures, unions, inputs and outputs."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Final

from ..ir.types import Kind
from .spelling import Use
from .view import ClassView, FieldView

if TYPE_CHECKING:
    from ..ir.types import Member, Service, Shape
    from .docs import Docs
    from .names import ServiceNames
    from .spelling import Spelling

STRUCTURE_MODULE: Final = "sotalia_runtime.model.structure"
PAIRS_MODULE: Final = "sotalia_runtime.model.pairs"
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
# The members of structures that convert from and to a dict, in lower case.
_PAIRS: Final = frozenset({("key", "value"), ("tagkey", "tagvalue")})
_EMPTY: Final = {Kind.LIST: " = []", Kind.MAP: " = {}"}


class Structures:
    """Plans the classes of one module."""

    def __init__(self, service: Service, names: ServiceNames, docs: Docs, spelling: Spelling) -> None:
        self._service = service
        self._names = names
        self._docs = docs
        self._spelling = spelling

    def structure(self, shape: Shape, *, sent: bool, answered: bool) -> ClassView:
        """A nested structure; `sent` and `answered` tell where it travels."""
        view = self.fields_of(
            shape,
            name=self._names.types[shape.id],
            bases=self._base(shape),
            doc=self._docs.shape(shape, f"{shape.id} of {self._docs.full_name}."),
            use=Use.ANSWERED if answered else Use.SENT,
            required=sent,
        )
        self._spelling.end_class(shape.id)
        return view

    def _base(self, shape: Shape) -> str:
        names = tuple(member.name.lower() for member in shape.members)
        plain = all(self._service.shapes[member.target].kind is Kind.STRING for member in shape.members)
        if names in _PAIRS and plain:
            return self._spelling.imports.helper(PAIRS_MODULE, "Pair")
        return self._helper("Structure")

    def fields_of(
        self,
        shape: Shape | None,
        *,
        name: str,
        bases: str,
        doc: str,
        use: Use,
        required: bool,
        without_streams: bool = False,
    ) -> ClassView:
        """A class with the members of `shape`. `required` tells whether the model's required members have no default.

        With `without_streams`, a streamed member is in the table but is no field.
        """
        members = shape.members if shape is not None else ()
        names = {member.name: self._names.field(shape.id, member.name) for member in members} if shape else {}
        self._spelling.begin_class(frozenset(names.values()))
        fields = tuple(
            self._field(member, names[member.name], use, required=required, hidden=without_streams)
            for member in members
        )
        call = ""
        if members:
            call = self._helper("members", hidden="members" in names.values())
        self._spelling.end_class(None)
        return ClassView(name=name, bases=bases, doc=doc, fields=fields, members_call=call)

    def _field(self, member: Member, name: str, use: Use, *, required: bool, hidden: bool) -> FieldView:
        target = self._service.shapes[member.target]
        required = required and member.required and not member.idempotency_token
        default = "" if required else _EMPTY.get(target.kind, " = None")
        in_table_only = hidden and self._spelling.streams(member)
        optional = default == " = None"
        return FieldView(
            name=name,
            annotation="" if in_table_only else self._spelling.annotation(member, use, optional=optional),
            default=default,
            descriptor=self._spelling.descriptor(member),
            doc=self._docs.member(member, target, answered=use is Use.ANSWERED),
        )

    def union(self, shape: Shape, *, answered: bool) -> ClassView:
        """A union: a TypedDict with the model's member names as keys."""
        use = Use.ANSWERED if answered else Use.SENT
        fields = tuple(
            FieldView(
                name=member.name,
                annotation=self._spelling.annotation(member, use, optional=False),
                default="",
                descriptor=self._spelling.descriptor(member),
                doc=self._docs.member(member, self._service.shapes[member.target], answered=answered),
            )
            for member in shape.members
        )
        view = ClassView(
            name=self._names.types[shape.id],
            # pydantic wants this one below Python 3.12.
            bases=self._spelling.imports.helper("typing_extensions", "TypedDict"),
            doc=self._docs.shape(shape, f"{shape.id} of {self._docs.full_name}: exactly one of its keys."),
            fields=fields,
            members_call=self._helper("union"),
            form="functional_union" if _needs_functional_form(fields) else "union",
        )
        self._spelling.end_class(shape.id)
        return view

    def _helper(self, name: str, *, hidden: bool = False) -> str:
        return self._spelling.imports.helper(STRUCTURE_MODULE, name, hidden=hidden)


def _needs_functional_form(fields: tuple[FieldView, ...]) -> bool:
    """Whether a key cannot stand in a class body: a keyword, a mangled name, or the name of a type used there."""
    keys = {field.name for field in fields}
    used = {word for field in fields for word in _WORD.findall(field.annotation)}
    return bool(keys & used) or any(
        keyword.iskeyword(key) or not key.isidentifier() or key.startswith("__") for key in keys
    )
