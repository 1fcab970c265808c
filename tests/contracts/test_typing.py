"""What a type checker makes of a user's calls: every type is known, right calls pass, mistakes are found.

The programs are tests/types/right.py and wrong.py; the comment on a line is what pyright must say of it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from contracts.modules import GENERATED, ROOT, RUNTIME

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMS = ROOT / "tests" / "types"
MARK = re.compile(r'(?m)^.*?  # (?P<text>[\w\[\], |"]+)$')


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What pyright says of the programs, in strict mode, by file name."""
    settings = {
        "extraPaths": [str(RUNTIME), *(str(path.parent) for path in sorted(GENERATED.glob("*/pyproject.toml")))],
        "pythonVersion": "3.11",
        "typeCheckingMode": "strict",
        "reportUnusedExpression": False,
    }
    project = tmp_path_factory.mktemp("pyright")
    shutil.copytree(PROGRAMS, project, dirs_exist_ok=True)
    (project / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson", "-p", str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found: dict[str, list[dict[str, Any]]] = {"right.py": [], "wrong.py": []}
    for finding in json.loads(done.stdout)["generalDiagnostics"]:
        found[finding["file"].replace("\\", "/").rpartition("/")[2]].append(finding)
    return found


@cache
def marks(path: Path) -> dict[int, str]:
    """Line number to the comment that ends the line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {number: found["text"] for number, line in enumerate(lines) if (found := MARK.fullmatch(line))}


def test_right_calls_have_exactly_these_types(findings: dict[str, list[dict[str, Any]]]) -> None:
    revealed = {
        finding["range"]["start"]["line"]: re.sub(
            r'^Type of ".*" is "(.*)"$', r"\1", finding["message"], flags=re.DOTALL
        )
        for finding in findings["right.py"]
        if finding["severity"] == "information"
    }
    assert revealed == marks(PROGRAMS / "right.py")


def test_right_calls_have_no_errors(findings: dict[str, list[dict[str, Any]]]) -> None:
    errors = [finding for finding in findings["right.py"] if finding["severity"] != "information"]
    assert [(finding["range"]["start"]["line"] + 1, finding["message"]) for finding in errors] == []


def test_mistakes_are_found(findings: dict[str, list[dict[str, Any]]]) -> None:
    found = {finding["range"]["start"]["line"]: finding["rule"] for finding in findings["wrong.py"]}
    assert found == marks(PROGRAMS / "wrong.py")
