"""Packages of small services, generated and imported for real."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from .service import Package, installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sotalia.ir.types import Service

Install = Callable[..., Package]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Generate a model's package and make it importable for one test."""
    found: list[Package] = []

    def run(model: Service, **options: Any) -> Package:
        found.append(installed(model, tmp_path, monkeypatch, **options))
        return found[-1]

    yield run
    for package in found:
        for name in [name for name in sys.modules if name.split(".")[0] == package.name]:
            del sys.modules[name]
