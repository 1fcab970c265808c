"""Objects that do not change, without the cost of making their classes.

`dataclasses` writes and compiles code for each class, half a millisecond whenever a program starts; a handful of them
would be a tenth of the first call.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Frozen:
    """Base of immutable classes: equal where all parts are, with a hash where all parts have one.

    The parts of a class are what it annotates; `__slots__` for them save memory. Its `__init__` passes them to `_fill`.
    """

    __slots__ = ()
    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._names = (*cls._names, *cls.__annotations__)

    def _fill(self, **parts: object) -> None:
        for name, value in parts.items():
            object.__setattr__(self, name, value)

    def _parts(self) -> dict[str, Any]:
        """The parts by name, in the order of their annotations."""
        return {name: getattr(self, name) for name in self._names}

    def replace(self, **changes: Any) -> Self:
        """A copy with some parts changed. Raises what construction raises."""
        return type(self)(**{**self._parts(), **changes})

    __replace__ = replace

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"{type(self).__name__} objects do not change: `replace` makes another", name=name, obj=self
        )

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} objects do not change", name=name, obj=self)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((type(self), *self._parts().values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._parts().items())})"

    def __getstate__(self) -> dict[str, Any]:
        return self._parts()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._fill(**state)
