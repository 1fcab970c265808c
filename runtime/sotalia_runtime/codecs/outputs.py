"""From a tree of values to an output: by the validator, and the careful way where it refuses.

Services leave required members out, send nulls, and write timestamps in forms of their own. What the model
does not allow but cannot be mistaken is taken; a value of the wrong kind is a `ResponseParseError`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import ValidationError

from ..errors import ResponseParseError
from ..model.shapes import BLOB, BOOLEAN, FLOAT, INTEGER, STRING, List, Map, Scalar, Timestamp
from ..model.structure import Structure
from . import timestamps
from .shapes import is_class, is_streamed, is_structure, resolve, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

S = TypeVar("S", bound=Structure)


def make(cls: type[S], tree: Mapping[str, Any]) -> S:
    """An output from values keyed by alias. Raises `ResponseParseError` for a value of the wrong kind."""
    try:
        return cast("S", cls.__pydantic_validator__.validate_python(tree, extra="allow", by_alias=True, by_name=False))
    except ValidationError:
        return build(cls, tree)


def build(cls: type[S], tree: Mapping[str, Any]) -> S:
    """An instance from values keyed by alias, with None or an empty container for whatever is missing.

    Raises `ResponseParseError`, which names the member and never the value.
    """
    return cast("S", _structure(cls, tree, cls.__name__))


def convert(value: Any, shape: object, owner: type, path: str) -> Any:
    """One value of a shape in `owner`'s table, as its annotation has it. Raises `ResponseParseError`."""
    shape = resolve(shape, owner)
    if value is None:
        return empty(shape)
    if is_class(shape):
        return _structure(shape, value, path) if is_structure(shape) else _union(shape, value, path)
    if isinstance(shape, List):
        return _list(shape, _expect(value, list, path), owner, path)
    if isinstance(shape, Map):
        return _map(shape, _expect(value, dict, path), owner, path)
    if isinstance(shape, Timestamp):
        return _timestamp(value, path)
    reader = _SCALARS.get(shape) if isinstance(shape, Scalar) else None
    return value if reader is None else reader(value, path)


def empty(shape: object) -> Any:
    """What a missing member of this (resolved) shape is: lists and maps are never None."""
    return [] if isinstance(shape, List) else {} if isinstance(shape, Map) else None


def _structure(cls: type[Structure], value: Any, path: str) -> Structure:
    tree: Mapping[str, Any] = _expect(value, dict, path)
    plan = _plans.get(cls)
    if plan is None:
        plan = _plans[cls] = _plan(cls)
    fields: dict[str, Any] = {}
    given: set[str] = set()
    for name, alias, shape, container in plan:
        item = tree.get(alias)
        if item is None:
            fields[name] = None if container is None else container()
        else:
            fields[name] = convert(item, shape, cls, f"{path}.{name}")
            given.add(name)
    aliases = {alias for _, alias, _, _ in plan}
    return _assemble(cls, fields, given, {key: item for key, item in tree.items() if key not in aliases})


# Field name, alias, shape, and what a missing list or map is made with.
_plans: dict[type, list[tuple[str, str, object, type | None]]] = {}


def _plan(cls: type) -> list[tuple[str, str, object, type | None]]:
    return [
        (name, member.name, shape, list if isinstance(shape, List) else dict if isinstance(shape, Map) else None)
        for name, member in table_of(cls).items()
        # A streamed body is put in by whoever holds the connection.
        if not is_streamed(shape := resolve(member.shape, cls))
    ]


def _assemble(cls: type[Structure], fields: dict[str, Any], given: set[str], unknown: dict[str, Any]) -> Structure:
    # `model_construct` would look at every alias again, and take an unknown member that is called like a field.
    made = cls.__new__(cls)
    object.__setattr__(made, "__dict__", fields)
    object.__setattr__(made, "__pydantic_fields_set__", given)
    object.__setattr__(made, "__pydantic_extra__", unknown)
    object.__setattr__(made, "__pydantic_private__", None)
    if cls.__pydantic_post_init__:
        made.model_post_init(None)
    return made


def _union(cls: type, value: Any, path: str) -> dict[str, Any]:
    table = table_of(cls)
    union: dict[str, Any] = {}
    for key, item in _expect(value, dict, path).items():
        member = table.get(key)
        if item is not None and key != "__type":
            union[key] = item if member is None else convert(item, member.shape, cls, f"{path}.{key}")
    return union


def _list(shape: List, value: list[Any], owner: type, path: str) -> list[Any]:
    return [
        None if item is None else convert(item, shape.item, owner, f"{path}[{place}]")
        for place, item in enumerate(value)
        if item is not None or shape.sparse
    ]


def _map(shape: Map, value: dict[Any, Any], owner: type, path: str) -> dict[str, Any]:
    return {
        _string(key, path): None if item is None else convert(item, shape.value, owner, f"{path}.{key}")
        for key, item in value.items()
        if item is not None or shape.sparse
    }


_Expected = TypeVar("_Expected")


def _expect(value: Any, kind: type[_Expected], path: str) -> Any:
    if isinstance(value, kind):
        return value
    raise _wrong(path)


def _wrong(path: str) -> ResponseParseError:
    return ResponseParseError(f"{path}: the answer has a value of another kind than the model")


def _timestamp(value: Any, path: str) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if value == "":
        return None
    try:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return timestamps.read(value)
    except ValueError:
        pass
    raise _wrong(path)


def _string(value: Any, path: str) -> str:
    return _expect(value, str, path)


def _integer(value: Any, path: str) -> int | None:
    if value == "":
        return None
    try:
        if isinstance(value, str) or (
            isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
        ):
            return int(value)
    except (ValueError, OverflowError):
        pass
    raise _wrong(path)


def _float(value: Any, path: str) -> float | None:
    if value == "":
        return None
    try:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return float(value)
    except (ValueError, OverflowError):
        pass
    raise _wrong(path)


def _boolean(value: Any, path: str) -> bool | None:
    if isinstance(value, bool):
        return value
    text = value.lower() if isinstance(value, str) else None
    if text in ("true", "false"):
        return text == "true"
    if text == "":
        return None
    raise _wrong(path)


def _blob(value: Any, path: str) -> bytes:
    return _expect(value, bytes, path)


_SCALARS: dict[Scalar, Callable[[Any, str], Any]] = {
    STRING: _string,
    BOOLEAN: _boolean,
    INTEGER: _integer,
    FLOAT: _float,
    BLOB: _blob,
}
