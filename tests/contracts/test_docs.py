"""The documentation holds together: links lead somewhere, Python in it is Python, make targets exist."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from contracts.modules import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "changes.d").glob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
# The architecture page has outlines in its blocks, not programs.
PROGRAMS = [page for page in PAGES if page.name != "architecture.md"]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
TARGET = re.compile(r"(?:`|\$ )make ([a-z-]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PROGRAMS, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_in_it_parses(page: Path) -> None:
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        ast.parse(block)


def test_make_targets_that_are_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {target for page in PAGES for target in TARGET.findall(page.read_text(encoding="utf-8"))}
    assert {"demo", "test"} <= named
    assert {target for target in named if not re.search(rf"^{target}:.* ## ", makefile, re.MULTILINE)} == set()


def test_every_decision_and_guide_page_is_listed() -> None:
    for folder in ("decisions", "guide"):
        index = (ROOT / "docs" / folder / "README.md").read_text(encoding="utf-8")
        pages = {page.name for page in (ROOT / "docs" / folder).glob("*.md")} - {"README.md"}
        assert {page for page in pages if f"({page})" not in index} == set()
