"""Packages of real services: every module imports, every class can be built, and pyright has nothing to say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import botocore
import pytest
from sotalia.diagnostics import Report
from sotalia.load import ModelSource
from sotalia.pipeline import represent

from .service import files_of, write
from .test_packages import hostile

if TYPE_CHECKING:
    from sotalia.ir.types import Service

DATA = Path(botocore.__file__).parent / "data"
ROOT = Path(__file__).parents[2]
# sts is of the query protocol, sqs of json with maps of enums, dynamodb recursive, apigatewayv2 has a class "None",
# bedrock-runtime unions with awkward keys and streams, cloudsearchdomain keywords and a streamed input.
SERVICES = ("sts", "sqs", "dynamodb", "apigatewayv2", "bedrock-runtime", "cloudsearchdomain")

PROGRAM = """
import importlib, pathlib, sys
from pydantic import TypeAdapter
root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root))
for path in sorted(root.rglob("*.py")):
    name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    module = importlib.import_module(name)
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == name:
            if hasattr(value, "model_rebuild"):
                value.model_rebuild(force=True)
            elif "__pydantic_config__" in vars(value):
                TypeAdapter(value)
"""


def real(folder: str) -> Service:
    loaded = ModelSource(DATA, release="1.44.5").load(folder, Report())
    assert loaded is not None
    return represent(loaded)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of the services, and a model with an attack and one with hazards in every place, under one folder."""
    root = tmp_path_factory.mktemp("packages")
    for folder in SERVICES:
        write(files_of(real(folder)), root)
    write(files_of(hostile('"""\nimport os'), docs="full"), root)
    return root


def test_every_module_imports_and_every_class_builds(packages: Path) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM, packages], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_generated_packages_are_strict_for_pyright(packages: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "extraPaths": [str(ROOT / "runtime")]}
    (packages / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson"],
        cwd=packages,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)
    assert found["generalDiagnostics"] == []
    assert found["summary"]["filesAnalyzed"] > 500
