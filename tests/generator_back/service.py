"""A small service to plan and render, put together from a few shapes, and the import of its package."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sotalia.ir.types import ErrorTraits, Kind, Member, MemberName, Operation, Service, Shape, ShapeId
from sotalia.plan import PlanOptions, plan_package
from sotalia.render import render_package

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import ModuleType

    import pytest

RULE_SET: dict[str, object] = {
    "version": "1.0",
    "parameters": {"Region": {"builtIn": "AWS::Region", "required": False, "type": "string", "documentation": ""}},
    "rules": [
        {
            "conditions": [],
            "endpoint": {"url": "https://tiny.example", "properties": {}, "headers": {}},
            "type": "endpoint",
        }
    ],
}
STRING = Shape(id=ShapeId("String"), kind=Kind.STRING)
STRINGS = Shape(id=ShapeId("Strings"), kind=Kind.LIST, item=STRING.id)
BLOB = Shape(id=ShapeId("Blob"), kind=Kind.BLOB)
FLAG = Shape(id=ShapeId("Flag"), kind=Kind.BOOLEAN)
TIME = Shape(id=ShapeId("Time"), kind=Kind.TIMESTAMP)
SCALARS = (STRING, STRINGS, BLOB, FLAG, TIME)


def member(name: str, target: str = "String", **traits: Any) -> Member:
    """A member called `name`."""
    return Member(name=MemberName(name), target=ShapeId(target), **traits)


def structure(name: str, *members: Member, **traits: Any) -> Shape:
    """A structure."""
    return Shape(id=ShapeId(name), kind=Kind.STRUCTURE, members=members, **traits)


def union(name: str, *members: Member) -> Shape:
    """A union."""
    return Shape(id=ShapeId(name), kind=Kind.UNION, members=members)


def error(name: str, *members: Member, code: str | None = None) -> Shape:
    """A structure that is an error."""
    return structure(name, *members, error=ErrorTraits(code=code or name, status=400, fault="client"))


def operation(name: str = "MakeThing", **traits: Any) -> Operation:
    """An operation whose shapes are `<name>Request` and `<name>Response`, unless told otherwise."""
    shapes = {"input": ShapeId(f"{name}Request"), "output": ShapeId(f"{name}Response")}
    return Operation(**({"name": name, "wire_name": name, "method": "POST", "path": "/"} | shapes | traits))


def service(*shapes: Shape, operations: tuple[Operation, ...] = (), **traits: Any) -> Service:
    """A service "Tiny" with these shapes beside the scalars, and one operation MakeThing unless others are given."""
    found = {shape.id: shape for shape in (*SCALARS, *shapes)}
    chosen = operations or (operation(),)
    for one in chosen:
        for top in (one.input, one.output):
            if top is not None:
                found.setdefault(top, structure(top))
    values: dict[str, Any] = {
        "folder": "tiny",
        "id": "Tiny",
        "full_name": "Tiny Service",
        "uid": "tiny-2020-01-01",
        "api_version": "2020-01-01",
        "protocol": "json",
        "signature_version": "v4",
        "signing_name": "tiny",
        "endpoint_prefix": "tiny",
        "auth": ("aws.auth#sigv4",),
        "json_version": "1.1",
        "operations": {one.name: one for one in chosen},
        "shapes": found,
        "paginators": {},
        "waiters": {},
        "rule_set": RULE_SET,
    }
    return Service(**(values | traits))


def files_of(model: Service, **options: Any) -> dict[str, str]:
    """The text of the model's package."""
    return render_package(plan_package(model, PlanOptions(version="1.44.5", **options)))


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was generated into a folder and can be imported."""

    name: str
    folder: Path
    files: Mapping[str, str]

    def module(self, path: str = "") -> ModuleType:
        """One of its modules, imported."""
        return importlib.import_module(f"{self.name}.{path}" if path else self.name)

    def operation(self, name: str) -> Any:
        """A class of `operations`."""
        return getattr(self.module("operations"), name)

    def type(self, name: str) -> Any:
        """A class of `types`."""
        return getattr(self.module("types"), name)


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write a package's files."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def installed(model: Service, folder: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Package:
    """Generate into `folder` and make it importable until the test ends."""
    files = files_of(model, **options)
    write(files, folder)
    name = next(path.split("/")[0] for path in files if path.endswith("/__init__.py"))
    monkeypatch.syspath_prepend(folder)
    for loaded in [loaded for loaded in sys.modules if loaded.split(".")[0] == name]:
        monkeypatch.delitem(sys.modules, loaded)
    return Package(name, folder, files)
