"""Facades: modules whose names load the module they live in on first use (PEP 562)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy_exports(
    module_name: str, exports: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """`__getattr__`, `__dir__` and `__all__` of the package `module_name`.

    `exports` maps each public name to the submodule that has it. A name is looked up once: then it is an ordinary
    global of the package. Raises AttributeError, with names that are near, for one that is not there.
    """
    namespace = vars(sys.modules[module_name])

    def load(name: str) -> object:
        home = exports.get(name)
        if home is None:
            raise AttributeError(_missing(module_name, name, exports), name=name, obj=sys.modules[module_name])
        path = f"{module_name}.{home}"
        # __import__ is the statement's own way: importlib would be one more module to load.
        __import__(path)
        value = namespace[name] = getattr(sys.modules[path], name)
        return value

    def names() -> list[str]:
        return sorted({*namespace, *exports})

    return load, names, sorted(exports)


def _missing(module_name: str, name: str, exports: Mapping[str, str]) -> str:
    text = f"module {module_name!r} has no attribute {name!r}"
    if name.startswith("__"):
        return text
    from difflib import get_close_matches

    near = get_close_matches(name, exports, n=3)
    return f"{text}; near: {', '.join(near)}" if near else text
