"""Files stay short enough to be read in one go."""

from __future__ import annotations

from contracts.modules import ROOT

LINES = 400


def test_no_file_is_over_the_limit() -> None:
    folders = ("generator", "runtime", "examples", "benchmarks")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "build" not in path.parts]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert paths
    assert {path: length for path, length in lengths.items() if length > LINES} == {}
