"""Values of a shape for one expression: as the JSON that JMESPath reads, and as the models that compiled expressions read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from sotalia.ir.types import Kind
from sotalia.plan.names import field_name
from sotalia_runtime.model.shapes import STRING, Member
from sotalia_runtime.model.structure import Structure, members

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
    from sotalia.ir.types import Service, Shape, ShapeId

DEPTH = 6


class Documents:
    """Only the members that the expression names are made, or real shapes would be too large."""

    def __init__(self, service: Service, expression: str) -> None:
        self._service = service
        self._names = set(re.findall(r"\w+", expression))
        self._texts = [*re.findall(r"'(\w*)'", expression), "", "other"]
        self._classes: dict[ShapeId, type[Structure]] = {}

    def of(self, shape_id: ShapeId, depth: int = 0) -> SearchStrategy[Any]:
        """JSON of a shape. Lists and maps are always there, as they are in models; the rest may be missing."""
        shape = self._service.shapes[shape_id]
        if shape.kind is Kind.LIST and shape.item is not None:
            return st.lists(self._entry(shape, depth), max_size=3)
        if shape.kind is Kind.MAP and shape.item is not None:
            return st.dictionaries(st.sampled_from(["k", "Key", "__x"]), self._entry(shape, depth), max_size=3)
        if shape.kind in {Kind.STRUCTURE, Kind.UNION}:
            return self._structure(shape, depth)
        kinds: dict[Kind, SearchStrategy[Any]] = {
            Kind.BOOLEAN: st.booleans(),
            Kind.INTEGER: st.integers(0, 2),
            Kind.FLOAT: st.sampled_from([0.0, 0.5, 1.0]),
        }
        return kinds.get(shape.kind, st.sampled_from(self._texts))

    def _entry(self, shape: Shape, depth: int) -> SearchStrategy[Any]:
        assert shape.item is not None
        entry = self.of(shape.item, depth + 1)
        return st.one_of(st.none(), entry) if shape.sparse else entry

    def _structure(self, shape: Shape, depth: int) -> SearchStrategy[dict[str, Any]]:
        found = {member.name: member.target for member in shape.members if member.name in self._names}
        container = {Kind.LIST, Kind.MAP}
        always = {name for name, target in found.items() if self._service.shapes[target].kind in container}
        if depth >= DEPTH:
            return st.just(
                {str(name): {} if self._service.shapes[found[name]].kind is Kind.MAP else [] for name in always}
            )
        made: dict[str, SearchStrategy[Any]] = {str(name): self.of(found[name], depth + 1) for name in found}
        required = {name: strategy for name, strategy in made.items() if name in always}
        optional = {name: strategy for name, strategy in made.items() if name not in always}
        return st.fixed_dictionaries(required, optional=optional)

    def model(self, shape_id: ShapeId, value: Any) -> Any:
        """The same value as codecs make it: models with every field, unions and maps as dictionaries."""
        shape = self._service.shapes[shape_id]
        if value is None:
            return None
        if shape.kind is Kind.LIST and shape.item is not None:
            return [self.model(shape.item, entry) for entry in value]
        if shape.kind is Kind.MAP and shape.item is not None:
            return {key: self.model(shape.item, entry) for key, entry in value.items()}
        if shape.kind not in {Kind.STRUCTURE, Kind.UNION}:
            return value
        targets = {member.name: member.target for member in shape.members if member.name in self._names}
        fields = {name: self.model(target, value.get(name)) for name, target in targets.items()}
        if shape.kind is Kind.UNION:
            return {name: entry for name, entry in fields.items() if name in value}
        named = {str(field_name(self._service.folder, shape.id, name)): entry for name, entry in fields.items()}
        return self._class(shape).model_construct(_fields_set=None, **named)

    def _class(self, shape: Shape) -> type[Structure]:
        if shape.id not in self._classes:
            table = {
                str(field_name(self._service.folder, shape.id, member.name)): Member(member.name, STRING)
                for member in shape.members
                if member.name in self._names
            }
            space = {
                "__annotations__": dict.fromkeys(table, Any),
                **dict.fromkeys(table),
                "model_config": members(**table),
            }
            self._classes[shape.id] = type(str(shape.id), (Structure,), {"__module__": __name__, **space})
        return self._classes[shape.id]


def plain(value: Any) -> Any:
    """JSON of what an expression answered: what is None counts as missing."""
    if isinstance(value, Structure):
        table = type(value).__members__
        return {
            member.name: plain(getattr(value, name))
            for name, member in table.items()
            if getattr(value, name) is not None
        }
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return value
