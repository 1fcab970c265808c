"""The lighthouse's package is, to the letter, the one that is committed here, wherever and however it is generated.

`make golden` accepts what the generator writes now.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sotalia.diagnostics import Report
from sotalia.load import ModelSource
from sotalia.pipeline import Settings, generate
from sotalia.resources import resource_folder
from sotalia.write import MANIFEST

GOLDEN = Path(__file__).parent / "lighthouse"
MODELS = resource_folder("models") / "example"


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and path.name != MANIFEST
    }


def test_golden_package_is_what_is_generated() -> None:
    tree = generate("lighthouse", Settings(source=ModelSource(MODELS), docs="summary"), Report())
    made = {path: content.decode() for path, content in tree}
    if os.environ.get("SOTALIA_UPDATE_GOLDEN") == "1":
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for path, content in tree:
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(content)
    committed = contents(GOLDEN)
    assert sorted(made) == sorted(committed)
    for path, text in made.items():
        assert text == committed[path], path


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "31337", "LC_ALL": "tr_TR.UTF-8", "COLUMNS": "20", "PYTHONOPTIMIZE": "2"},
    ],
    ids=["plain", "turkish"],
)
def test_golden_package_does_not_depend_on_surroundings(tmp_path: Path, surroundings: dict[str, str]) -> None:
    cwd = tmp_path / "a folder"
    cwd.mkdir()
    # Settings of others' tools lie about in the folder, and nothing is there from an earlier run.
    (cwd / "pyproject.toml").write_text("[tool.black]\nline-length = 40\n")
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), **surroundings}
    arguments = ["generate", "lighthouse", "--models", str(MODELS), "--docs", "summary", "--out", "out"]
    subprocess.run([sys.executable, "-m", "sotalia", *arguments], cwd=cwd, env=env, check=True, capture_output=True)
    assert contents(cwd / "out" / "sotalia-lighthouse") == contents(GOLDEN)
