"""The parts of JMESPath that Python has no short words for, as compiled expressions of the models call them.

Values are models, unions (dictionaries by the model's member names), plain maps, lists and scalars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def present(values: Iterable[Any]) -> list[Any]:
    """What a projection keeps: all but None."""
    return [value for value in values if value is not None]


def at(values: Sequence[Any] | None, index: int) -> Any:
    """One entry, counted from the end where negative; None where there is none."""
    if values is None or not -len(values) <= index < len(values):
        return None
    return values[index]


def field(value: object, name: str) -> Any:
    """A field of a model, or an entry of a union or map; None where either is missing."""
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).get(name)
    return getattr(value, name, None)


def truth(value: object) -> bool:
    """What counts as true: everything but None, False and empty text, lists and maps. Zero does."""
    return bool(value) or (isinstance(value, (int, float)) and not isinstance(value, bool))


def compare(left: object, operator: Literal["<", "<=", ">", ">="], right: object) -> bool | None:
    """Compare numbers; None where one side is none."""
    if not _is_number(left) or not _is_number(right):
        return None
    less, greater = cast("float", left) < cast("float", right), cast("float", left) > cast("float", right)
    return {"<": less, "<=": not greater, ">": greater, ">=": not less}[operator]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
