"""Imports point down, never in a circle, and what ships needs what it says and no more."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import pytest
from contracts.modules import GENERATED, GENERATOR, RUNTIME, circles, graph, imports, modules

if TYPE_CHECKING:
    from pathlib import Path

# Layers of the runtime as docs/architecture.md has them; a module imports lower ranks and its own layer.
RANKS: Final = {
    "frozen": -1,
    "errors": 0,
    "flow": 0,
    "lazy": 0,
    "http": 1,
    "model": 2,
    "endpoints.resolved": 2,
    "operation": 3,
    "expressions": 3,
    "checksums": 4,
    "signing": 4,
    "endpoints": 4,
    "retry": 4,
    "config": 4,
    "transport": 4,
    "credentials": 5,
    "codecs": 5,
    "drivers": 5,
    "call": 6,
    "services": 7,
    "streaming": 8,
    "pages": 8,
    "resume": 8,
    "waiters": 8,
    "session": 9,
    "client_base": 10,
    "client": 10,
    "aio": 10,
    "testing": 11,
    "": 12,
}
# Modules of one layer among which imports are fine as long as no circle comes of it.
PEERS: Final = (frozenset({"pages", "resume"}), frozenset({"client_base", "client", "aio"}))

DEPENDENCIES: Final = {
    "sotalia_runtime": {"pydantic", "pydantic_core", "httptools", "typing_extensions"},
    "sotalia": {"jinja2", "pydantic", "pydantic_core", "black", "typer", "rich", "botocore", "jmespath"},
}
# What the runtime uses where it is installed, by the one layer that does.
EXTRAS: Final = {
    "sotalia_runtime.checksums": {"awscrt", "google_crc32c"},
    "sotalia_runtime.testing": {"moto"},
}


def layer_of(module: str) -> str:
    """The layer that a module of the runtime belongs to: the longest name in the table."""
    inner = module.removeprefix("sotalia_runtime").removeprefix(".")
    fitting = [layer for layer in RANKS if inner == layer or (layer and inner.startswith(f"{layer}."))]
    return max(fitting, key=len, default="unplaced")


@pytest.mark.parametrize("module", modules(RUNTIME, "sotalia_runtime"))
def test_runtime_module_imports_only_lower_layers(module: str) -> None:
    own = layer_of(module)
    assert own in RANKS, f"{module} has no place: add its layer here and to docs/architecture.md"
    for target in graph(RUNTIME, "sotalia_runtime")[module]:
        layer = layer_of(target)
        peers = any({own, layer} <= group for group in PEERS)
        assert layer == own or peers or RANKS[layer] < RANKS[own], f"{module} looks upward at {target}"


@pytest.mark.parametrize("layer", ["checksums", "signing", "endpoints", "retry", "config"])
def test_pure_layers_know_nothing_of_each_other(layer: str) -> None:
    forbidden = {"checksums", "signing", "endpoints", "retry", "config", "transport", "codecs", "credentials"} - {layer}
    for module, targets in graph(RUNTIME, "sotalia_runtime").items():
        if layer_of(module) == layer:
            assert not {target for target in targets if layer_of(target) in forbidden}, module


@pytest.mark.parametrize(("folder", "package"), [(RUNTIME, "sotalia_runtime"), (GENERATOR, "sotalia")])
def test_no_import_circles(folder: Path, package: str) -> None:
    assert circles(graph(folder, package)) == []


@pytest.mark.parametrize(("folder", "package"), [(RUNTIME, "sotalia_runtime"), (GENERATOR, "sotalia")])
def test_only_declared_dependencies_are_imported(folder: Path, package: str) -> None:
    allowed = DEPENDENCIES[package] | sys.stdlib_module_names | {package}
    for module, path in modules(folder, package).items():
        optional = {name for layer, names in EXTRAS.items() if f"{module}.".startswith(f"{layer}.") for name in names}
        used = {name.partition(".")[0] for name in imports(module, path)}
        assert used <= allowed | optional, module


def test_only_the_loader_of_the_generator_imports_botocore() -> None:
    users = {module for module, path in modules(GENERATOR, "sotalia").items() if _mentions(path, module, "botocore")}
    assert {module.split(".")[1] for module in users} <= {"load"}, users


def test_generator_imports_neither_runtime_nor_packages() -> None:
    for module, path in modules(GENERATOR, "sotalia").items():
        assert not {name for name in imports(module, path) if name.startswith("sotalia_")}, module


PACKAGES = sorted(path.parent for path in GENERATED.glob("*/sotalia_*/__init__.py"))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_generated_package_imports_runtime_and_itself_only(package: Path) -> None:
    # Before Python 3.12 pydantic takes no other TypedDict than that of typing_extensions, which it brings.
    allowed = {package.name, "sotalia_runtime", "pydantic", "typing_extensions", *sys.stdlib_module_names}
    for module, path in modules(package.parent, package.name).items():
        assert {name.partition(".")[0] for name in imports(module, path)} <= allowed, module


def _mentions(path: Path, module: str, dependency: str) -> bool:
    return any(name.partition(".")[0] == dependency for name in imports(module, path))
