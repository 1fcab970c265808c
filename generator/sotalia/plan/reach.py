"""Which operations and shapes a package holds, in which direction they travel, and which must share a module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..ir.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..diagnostics import Report
    from ..ir.types import Operation, Service, Shape, ShapeId

_CLASSES: Final = frozenset((Kind.STRUCTURE, Kind.UNION))
_CONTAINERS: Final = frozenset((Kind.LIST, Kind.MAP))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What of a service goes into its package. Sequences are sorted, or in the model's order."""

    operations: tuple[Operation, ...]
    left_out: tuple[Operation, ...]  # event streams
    errors: tuple[ShapeId, ...]
    sent: frozenset[ShapeId]  # structures and unions below an input
    answered: frozenset[ShapeId]  # those below an output or an error
    enums: tuple[ShapeId, ...]

    @property
    def types(self) -> frozenset[ShapeId]:
        """Every nested structure and union."""
        return self.sent | self.answered


def reach_of(service: Service, wanted: Iterable[str] | None, report: Report) -> Reach:
    """Follow the wanted operations (None: all) into the shapes. An unknown operation is reported."""
    chosen = service.operations.values() if wanted is None else _chosen(service, wanted, report)
    events = [operation for operation in chosen if _has_events(service, operation)]
    operations = [operation for operation in chosen if not _has_events(service, operation)]
    errors = dict.fromkeys(error for operation in operations for error in operation.errors)
    if wanted is None:
        errors |= dict.fromkeys(shape.id for shape in service.shapes.values() if shape.error and not shape.event)
    walk = _Walk(service.shapes, report)
    sent = walk.below(operation.input for operation in operations)
    answered = walk.below([*(operation.output for operation in operations), *errors])
    return Reach(
        operations=tuple(operations),
        left_out=tuple(events),
        errors=tuple(sorted(errors)),
        sent=frozenset(sent),
        answered=frozenset(answered),
        enums=tuple(sorted(walk.enums)),
    )


def _chosen(service: Service, wanted: Iterable[str], report: Report) -> list[Operation]:
    names = set(wanted)
    for name in sorted(names - service.operations.keys()):
        report.add(service.folder, f"has no operation {name!r}", "use the model's spelling, as in PutObject")
    return [operation for name, operation in service.operations.items() if name in names]


def _has_events(service: Service, operation: Operation) -> bool:
    return any(
        service.shapes[member.target].event_stream
        for top in (operation.input, operation.output)
        if top is not None
        for member in service.shapes[top].members
    )


def targets(shape: Shape) -> Iterator[ShapeId]:
    """The shapes that `shape` refers to directly."""
    for member in shape.members:
        yield member.target
    if shape.key is not None:
        yield shape.key
    if shape.item is not None:
        yield shape.item


class _Walk:
    def __init__(self, shapes: Mapping[ShapeId, Shape], report: Report) -> None:
        self._shapes = shapes
        self._report = report
        self.enums: set[ShapeId] = set()

    def below(self, tops: Iterable[ShapeId | None]) -> set[ShapeId]:
        """Structures and unions nested in `tops`; a top itself only where it is nested too."""
        shapes = self._shapes
        seen: set[ShapeId] = set()
        todo = [target for top in tops if top is not None for target in targets(shapes[top])]
        while todo:
            current = todo.pop()
            if current in seen:
                continue
            seen.add(current)
            todo.extend(targets(shapes[current]))
        self.enums.update(shape for shape in seen if shapes[shape].kind is Kind.ENUM)
        for shape in sorted(seen):
            if shapes[shape].kind in _CONTAINERS:
                self._check_ends(shape)
        return {shape for shape in seen if shapes[shape].kind in _CLASSES}

    def _check_ends(self, start: ShapeId) -> None:
        """A list of itself has no Python type: there must be a class in every circle."""
        passed: set[ShapeId] = set()
        current: ShapeId | None = start
        while current is not None and self._shapes[current].kind in _CONTAINERS:
            if current in passed:
                self._report.add(f"shapes.{start}", "contains itself without a structure between", "leave it out")
                return
            passed.add(current)
            current = self._shapes[current].item


def components(shapes: Mapping[ShapeId, Shape], types: frozenset[ShapeId]) -> list[tuple[ShapeId, ...]]:
    """The strongly connected components of `types`, each sorted; they and their order depend on names only."""
    edges = {shape: _neighbours(shapes, shape) for shape in sorted(types)}
    return sorted(_tarjan(edges))


def _neighbours(shapes: Mapping[ShapeId, Shape], start: ShapeId) -> list[ShapeId]:
    """The classes that the members of `start` are made of, through lists and maps."""
    found: set[ShapeId] = set()
    passed: set[ShapeId] = set()
    todo = [member.target for member in shapes[start].members]
    while todo:
        current = todo.pop()
        if shapes[current].kind in _CLASSES:
            found.add(current)
        elif current not in passed:
            passed.add(current)
            todo.extend(targets(shapes[current]))
    return sorted(found)


def _tarjan(edges: Mapping[ShapeId, list[ShapeId]]) -> list[tuple[ShapeId, ...]]:
    """Tarjan's algorithm, with the recursion on a list: models nest deeper than Python likes."""
    index: dict[ShapeId, int] = {}
    low: dict[ShapeId, int] = {}
    stack: dict[ShapeId, None] = {}
    found: list[tuple[ShapeId, ...]] = []
    for root in edges:
        if root in index:
            continue
        work: list[tuple[ShapeId, Iterator[ShapeId]]] = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack[root] = None
        while work:
            node, rest = work[-1]
            child = next(rest, None)
            if child is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    found.append(_pop_component(stack, node))
            elif child not in index:
                index[child] = low[child] = len(index)
                stack[child] = None
                work.append((child, iter(edges[child])))
            elif child in stack:
                low[node] = min(low[node], index[child])
    return found


def _pop_component(stack: dict[ShapeId, None], node: ShapeId) -> tuple[ShapeId, ...]:
    members: list[ShapeId] = []
    while True:
        last, _ = stack.popitem()
        members.append(last)
        if last == node:
            return tuple(sorted(members))
