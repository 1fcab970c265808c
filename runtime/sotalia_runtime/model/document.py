"""Documents: members that hold any JSON value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    # Read-only containers: a `dict[str, str]` is a document too.
    JsonValue: TypeAlias = Mapping[str, "JsonValue"] | Sequence["JsonValue"] | str | int | float | bool | None
else:
    JsonValue = Any
