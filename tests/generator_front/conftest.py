"""A copy of the example service that a test may spoil, and a survey of every service of botocore."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sotalia.customise import customise
from sotalia.diagnostics import Diagnostic, GenerationError, Report
from sotalia.ir.build import build
from sotalia.load import ModelSource, botocore_source
from sotalia.pipeline import Settings, generate
from sotalia.plan.names import name_service
from sotalia.raw import validate

if TYPE_CHECKING:
    from sotalia.ir.types import Service
    from sotalia.plan.names import ServiceNames
    from sotalia.write import FileTree

EXAMPLE = Path(__file__).parents[2] / "models" / "example"
VERSION = "2024-05-01"


class Models:
    """A models folder with the lighthouse in it, and what the generator says of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "lighthouse" / VERSION

    def read(self, file: str) -> Any:
        return json.loads((self.home / f"{file}.json").read_text())

    def write(self, file: str, document: Any) -> None:
        (self.home / f"{file}.json").write_text(json.dumps(document))

    def set(self, file: str, path: str, value: object) -> None:
        """Put `value` at a dotted path of one file."""
        document = self.read(file)
        *parents, last = path.split(".")
        place = document
        for step in parents:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[int(last) if isinstance(place, list) else last] = value
        self.write(file, document)

    def represent(self) -> Service:
        """The lighthouse as far as `customise`. Raises GenerationError."""
        report = Report()
        loaded = ModelSource(self.root).load("lighthouse", report)
        report.raise_if_any()
        assert loaded
        raw = validate(loaded, report)
        report.raise_if_any()
        assert raw
        service = customise(build(raw, report), report)
        report.raise_if_any()
        return service

    def refusals(self) -> tuple[Diagnostic, ...]:
        """What the generator has against the lighthouse, from loading to naming."""
        try:
            service = self.represent()
        except GenerationError as error:
            return error.diagnostics
        report = Report()
        name_service(service, report)
        return report.errors

    def generate(self) -> FileTree:
        return generate("lighthouse", Settings(source=ModelSource(self.root), docs="full"), Report())


@pytest.fixture
def models(tmp_path: Path) -> Models:
    shutil.copytree(EXAMPLE, tmp_path / "models")
    return Models(tmp_path / "models")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache is left alone; the tests of one run share theirs."""
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@dataclass
class Survey:
    """What one walk over all services of botocore found; the models themselves are too large to keep."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    services: dict[str, str] = field(default_factory=dict)  # folder -> protocol
    operations: list[tuple[str, str]] = field(default_factory=list)
    waiters: list[tuple[str, str]] = field(default_factory=list)
    fields: list[tuple[str, str, str, str]] = field(default_factory=list)  # service, shape, member, field
    names: dict[str, ServiceNames] = field(default_factory=dict)
    paths: dict[str, list[str]] = field(default_factory=dict)
    host_prefixes: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="session")
def survey() -> Survey:
    found, report, source = Survey(), Report(), botocore_source()
    for folder in source.services:
        loaded = source.load(folder, report)
        raw = validate(loaded, report) if loaded else None
        if raw is None:
            continue
        service = customise(build(raw, report), report)
        names = name_service(service, report)
        found.services[folder] = service.protocol
        found.operations += [(folder, name) for name in service.operations]
        found.waiters += [(folder, name) for name in service.waiters]
        found.fields += [
            (folder, shape.id, member.name, names.field(shape.id, member.name))
            for shape in service.shapes.values()
            if shape.kind == "structure"
            for member in shape.members
        ]
        found.names[folder] = names
        found.paths[folder] = [operation.path for operation in service.operations.values()]
        found.host_prefixes[folder] = [found.host_prefix or "" for found in service.operations.values()]
    found.diagnostics = list(report)
    return found
