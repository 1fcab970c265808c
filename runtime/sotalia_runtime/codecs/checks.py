"""What is wrong with an input that could not be encoded: every problem, each with its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import InvalidInput, Problem
from ..model.shapes import List, Map
from ..model.structure import Structure
from .bindings import Bindings, header_writer, refuse_header
from .shapes import Unencodable, is_class, is_structure, resolve, table_of
from .trees import only_variant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model.shapes import Member
    from ..model.structure import Input
    from ..operation import Operation


def invalid(operation: Operation, given: Input) -> InvalidInput:
    """The error to raise for an input that its codec refused."""
    try:
        problems = list(_problems(operation, given))
    except RecursionError:
        problems = [Problem("", "is nested too deep")]
    if not problems:
        problems = [
            Problem(
                "",
                "holds a value that cannot be sent: it was changed after it was checked, or no document can carry it",
            )
        ]
    return InvalidInput(type(given).__name__, problems)


def _problems(operation: Operation, given: Input) -> Iterator[Problem]:
    if operation.service.protocol.startswith("rest-"):
        yield from _bound(operation, given)
    yield from _nested(given, type(given), type(given), "")


def _bound(operation: Operation, given: Input) -> Iterator[Problem]:
    cls = type(given)
    held = given.__dict__
    for label in Bindings(operation, cls).labels:
        wrong = label.refuse(held.get(label.name))
        if wrong is not None:
            yield Problem(label.name, wrong)
    for name, member in table_of(cls).items():
        value = held.get(name)
        if value is not None and member.location in ("header", "headers"):
            try:
                yield from _headers(name, member, value, cls)
            except (AttributeError, TypeError, ValueError):
                yield Problem(name, "cannot be written as a header")


def _headers(name: str, member: Member, value: Any, cls: type) -> Iterator[Problem]:
    if member.location == "header":
        write = header_writer(member, resolve(member.shape, cls), cls)
        fields = [(name, member.wire or member.name, write(value))]
    else:
        prefix = member.wire or ""
        fields = [(f"{name}.{key}" if key.isprintable() else name, prefix + key, text) for key, text in value.items()]
    for path, field, text in fields:
        wrong = refuse_header(field, text)
        if wrong is not None:
            yield Problem(path, wrong)


def _nested(value: Any, shape: object, owner: type, path: str) -> Iterator[Problem]:
    """Problems of unions in a value, which may be one itself."""
    shape = resolve(shape, owner)
    if value is None:
        return
    if isinstance(shape, List) and isinstance(value, list):
        for place, item in enumerate(value):  # type: ignore[misc]
            yield from _nested(item, shape.item, owner, f"{path}[{place}]")
    elif isinstance(shape, Map) and isinstance(value, dict):
        for key, item in value.items():  # type: ignore[misc]
            yield from _nested(item, shape.value, owner, f"{path}.{key}")
    elif is_class(shape):
        yield from _members(value, shape, path)


def _members(value: Any, cls: type, path: str) -> Iterator[Problem]:
    held = value.__dict__ if isinstance(value, Structure) else value
    if not isinstance(held, dict):
        yield Problem(path, "must be a structure")
        return
    if not is_structure(cls):
        try:
            only_variant(held)  # type: ignore[arg-type]
        except Unencodable:
            allowed = ", ".join(table_of(cls))
            yield Problem(path, f"must have exactly one of its members set ({allowed})")
    for name, member in table_of(cls).items():
        yield from _nested(held.get(name), member.shape, cls, f"{path}.{name}" if path else name)  # type: ignore[misc]
