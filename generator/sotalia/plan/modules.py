"""What one generated module imports, gathered while its text is planned."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from .view import AliasView, ImportsView, ImportView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STDLIB: Final = sys.stdlib_module_names


class Imports:
    """The imports of one module, in the order of isort whatever the order they were asked for.

    `taken` are names that classes of the package have: a helper that is called so is imported with an underscore.
    """

    __slots__ = ("_aliases", "_names", "_open", "_plain", "_taken", "_typing")

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._taken = taken
        self._plain: dict[str, set[str]] = {}
        self._typing: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        self._open: dict[str, set[str]] = {}
        self._aliases: dict[str, AliasView] = {}

    def name(self, module: str, name: str, *, typing: bool = False) -> str:
        """Import a class of this package; returns how the module calls it."""
        (self._typing if typing else self._plain).setdefault(module, set()).add(name)
        return name

    def helper(self, module: str, name: str, *, typing: bool = False, hidden: bool = False) -> str:
        """Import a name of Python or the runtime; returns how the module calls it. `hidden` asks for the underscore."""
        hidden = hidden or name in self._taken
        self.name(module, f"{name} as _{name}" if hidden else name, typing=typing)
        return self._names.setdefault(name, f"_{name}" if hidden else name)

    def module(self, name: str, *, renamed: str | None = None, typing: bool = False) -> str:
        """Import a whole module; returns how this module calls it."""
        (self._typing if typing else self._plain).setdefault(f"{name} as {renamed}" if renamed else name, set())
        return renamed or name

    def alias(self, module: str, name: str, runtime: str) -> str:
        """Import `name` for type checkers only, and let it be `runtime` when Python runs."""
        self._open.setdefault(module, set()).add(name)
        self._aliases[name] = AliasView(name=name, runtime=runtime)
        return name

    def view(self) -> ImportsView:
        """The finished imports."""
        if self._aliases or self._typing:
            self.name("typing", "TYPE_CHECKING")
        return ImportsView(
            groups=_groups(self._plain),
            names=self._names,
            typing_groups=_groups(self._typing),
            aliases=tuple(self._aliases[name] for name in sorted(self._aliases)),
            alias_imports=tuple(line for group in _groups(self._open) for line in group),
        )


def _groups(imports: Mapping[str, Iterable[str]]) -> tuple[tuple[ImportView, ...], ...]:
    groups: tuple[list[ImportView], ...] = ([], [], [])
    for module, names in imports.items():
        groups[_group(module)].append(ImportView(module=module, names=tuple(sorted(names, key=_isort_key))))
    return tuple(tuple(sorted(group, key=_line_key)) for group in groups if group)


def _group(module: str) -> int:
    if module.startswith("."):
        return 2
    return 0 if module.split()[0].split(".")[0] in _STDLIB else 1


def _line_key(line: ImportView) -> tuple[bool, int, str]:
    """`import x` first, then by module; relative imports from the outermost package inwards."""
    dots = len(line.module) - len(line.module.lstrip("."))
    return bool(line.names), -dots, line.module


def _isort_key(name: str) -> tuple[int, str]:
    """CONSTANTS, then Classes, then functions."""
    bare = name.split()[0]
    return (0 if bare.isupper() and len(bare) > 1 else 1 if bare[:1].isupper() else 2), name
