"""Secrets that their models do not mark."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..diagnostics import Report
    from ..ir.types import Service, Shape

_KEY_MEMBER: Final = "secretaccesskey"
_SECRETS: Final = frozenset({_KEY_MEMBER, "sessiontoken"})


def credentials_are_sensitive(service: Service, report: Report) -> Service:
    """Structures that hold a secret access key keep it, and the session token beside it, out of `repr` and logs.

    A dozen models mark neither, or only one of the two. Models without credentials have nothing to change.
    """
    shapes = {id: _marked(shape) for id, shape in service.shapes.items()}
    return service if shapes == service.shapes else replace(service, shapes=shapes)


def _marked(shape: Shape) -> Shape:
    if not any(member.name.lower() == _KEY_MEMBER for member in shape.members):
        return shape
    members = tuple(
        replace(member, sensitive=True) if member.name.lower() in _SECRETS else member for member in shape.members
    )
    return replace(shape, members=members)
