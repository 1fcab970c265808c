"""What every codec needs: questions about shape descriptors, forward references resolved, and how to refuse a value."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeGuard, cast

from ..model.shapes import EVENTS, STREAM, List, Map, Scalar
from ..model.structure import Structure

if TYPE_CHECKING:
    from ..model.shapes import Member, Members


class Unencodable(Exception):
    """A value that no request can carry.

    Encoders raise it without a place: they run on every call and keep no track of where they are. Whoever
    catches it walks the input once more, and collects every problem with its path (`checks`).
    """


def resolve(shape: object, owner: type) -> object:
    """The descriptor or class that `shape` stands for in a member table of `owner`.

    A string names a class beside `owner` or, failing that, in the `types` of its package.
    """
    if not isinstance(shape, str):
        return shape
    found = getattr(sys.modules[owner.__module__], shape, None)
    if found is None:
        from importlib import import_module

        found = getattr(import_module(f"{owner.__module__.partition('.')[0]}.types"), shape)
    return found


def is_structure(shape: object) -> TypeGuard[type[Structure]]:
    """Whether values of the shape are `Structure` instances."""
    return isinstance(shape, type) and issubclass(shape, Structure)


def is_class(shape: object) -> TypeGuard[type]:
    """Whether the shape has a member table: a structure or a union."""
    return isinstance(shape, type)


def is_container(shape: object) -> TypeGuard[List | Map]:
    """Whether the shape is a list or a map, whose values are never None."""
    return isinstance(shape, List | Map)


def is_streamed(shape: object) -> bool:
    """Whether the shape is read from, or written to, the connection piece by piece."""
    return shape is STREAM or shape is EVENTS


def table_of(cls: type) -> Members:
    """The member table of a structure or union."""
    return cast("Members", cls.__members__)  # type: ignore[attr-defined]


def in_body(member: Member) -> bool:
    """Whether the member is one of the body's own: neither bound elsewhere nor the whole body."""
    return member.location is None and not member.payload


def payload_of(table: Members) -> tuple[str, Member] | None:
    """The member that is the whole HTTP body, with its field name."""
    for name, member in table.items():
        if member.payload:
            return name, member
    return None


def scalar_kind(shape: object) -> str:
    """The model's type name of a scalar; empty for anything else."""
    return shape.kind if isinstance(shape, Scalar) else ""
