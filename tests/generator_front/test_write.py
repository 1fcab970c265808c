"""Writing packages: only ours, only what changed, all or nothing."""

from __future__ import annotations

import hashlib
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sotalia.diagnostics import GenerationError
from sotalia.write import MANIFEST, FileTree, check_package, write_package

if TYPE_CHECKING:
    from pathlib import Path

NAME = "sotalia-x"
ONE = FileTree(NAME, {"a.py": "a = 1\n", "pkg/b.py": "b = 2\n", "pkg/deep/c.py": "c = 3\n"})
TWO = FileTree(NAME, {"a.py": "a = 1\n", "pkg/b.py": "b = 22\n", "pkg/d.py": "d = 4\n"})


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def expected(tree: FileTree) -> dict[str, bytes]:
    return {**tree.files, MANIFEST: tree.manifest()}


def test_new_package_is_written_whole(tmp_path: Path) -> None:
    outcome = write_package(ONE, tmp_path / "deep" / "out")
    assert contents(tmp_path / "deep" / "out" / NAME) == expected(ONE)
    assert (len(outcome.written), outcome.deleted, outcome.unchanged) == (3, (), 0)
    assert [path.name for path in (tmp_path / "deep" / "out").iterdir()] == [NAME]


def test_second_generation_replaces_adds_and_deletes(tmp_path: Path) -> None:
    write_package(ONE, tmp_path)
    outcome = write_package(TWO, tmp_path)
    assert contents(tmp_path / NAME) == expected(TWO)
    assert (sorted(outcome.written), outcome.deleted, outcome.unchanged) == (
        ["pkg/b.py", "pkg/d.py"],
        ("pkg/deep/c.py",),
        1,
    )
    assert not (tmp_path / NAME / "pkg" / "deep").exists()


def test_unchanged_files_are_not_touched(tmp_path: Path) -> None:
    write_package(ONE, tmp_path)
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*")}
    assert write_package(ONE, tmp_path).written == ()
    assert {path: path.stat().st_ino for path in tmp_path.rglob("*")} == before
    write_package(TWO, tmp_path)
    assert (tmp_path / NAME / "a.py").stat().st_ino == before[tmp_path / NAME / "a.py"]


def test_files_of_others_stay(tmp_path: Path) -> None:
    write_package(ONE, tmp_path)
    mine = tmp_path / NAME / "pkg" / "deep" / "mine.py"
    mine.write_text("mine")
    write_package(TWO, tmp_path)
    assert mine.read_text() == "mine"


def test_file_in_the_way_is_not_overwritten_and_nothing_changes(tmp_path: Path) -> None:
    write_package(ONE, tmp_path)
    (tmp_path / NAME / "pkg" / "d.py").write_text("mine")
    before = contents(tmp_path)
    with pytest.raises(GenerationError, match=r"pkg/d\.py.*was not generated"):
        write_package(TWO, tmp_path)
    with pytest.raises(GenerationError, match=r"pkg/d\.py.*was not generated"):
        check_package(TWO, tmp_path)
    assert contents(tmp_path) == before


def test_folder_without_a_manifest_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "a.py").write_text("mine")
    with pytest.raises(GenerationError, match=r"a\.py"):
        write_package(ONE, tmp_path)
    assert contents(tmp_path / NAME) == {"a.py": b"mine"}


def test_edited_file_is_generated_anew(tmp_path: Path) -> None:
    write_package(ONE, tmp_path)
    (tmp_path / NAME / "a.py").write_text("edited")
    assert [(found.path, found.kind) for found in check_package(ONE, tmp_path)] == [(f"{NAME}/a.py", "changed")]
    assert write_package(ONE, tmp_path).written == ("a.py",)
    assert contents(tmp_path / NAME) == expected(ONE)


@pytest.mark.parametrize("victim", ["", "pkg", "a.py", MANIFEST])
def test_links_are_refused_and_what_they_lead_to_is_safe(tmp_path: Path, victim: str) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    write_package(ONE, out)
    (elsewhere).mkdir()
    place = out / NAME / victim
    place.rename(elsewhere / "real")
    place.symlink_to(elsewhere / "real")
    before = contents(elsewhere)
    if victim == MANIFEST:  # replaced by a file of its own; the link is not written through
        write_package(TWO, out)
    else:
        with pytest.raises(GenerationError, match=r"is a link|not a folder of its own"):
            write_package(TWO, out)
    assert contents(elsewhere) == before


@pytest.mark.parametrize("path", ["a.py", "pkg"])
def test_folder_where_a_file_goes_and_file_where_a_folder_goes(tmp_path: Path, path: str) -> None:
    place = tmp_path / NAME / path
    place.parent.mkdir()
    if path == "pkg":
        place.write_text("mine")
    else:
        place.mkdir()
    with pytest.raises(GenerationError, match=r"is not a (file|folder)"):
        write_package(ONE, tmp_path)
    assert place.exists()


@pytest.mark.parametrize(
    "line",
    ["garbage", f"{'0' * 64}  ../../victim", f"{'0' * 64}  /victim", f"{'0' * 64}  a/../../victim", f"{'0' * 64}  "],
)
def test_manifest_that_names_foreign_files_is_refused(tmp_path: Path, line: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    write_package(ONE, tmp_path)
    with (tmp_path / NAME / MANIFEST).open("a") as manifest:
        manifest.write(f"{line}\n")
    with pytest.raises(GenerationError, match=r"\.sotalia-manifest"):
        write_package(TWO, tmp_path)
    assert victim.read_text() == "mine"


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/x",
        "a/../x",
        "a//x",
        "./x",
        "a\\x",
        "C:x",
        "con.py",
        "a/NUL",
        "x.",
        "x ",
        ".hidden",
        "a\nb",
        "a\0b",
        "",
        "é",
    ],
)
def test_path_that_is_not_plain_is_refused(path: str) -> None:
    with pytest.raises(GenerationError, match="no path that the generator writes"):
        FileTree(NAME, {path: ""})


@pytest.mark.parametrize("name", ["..", "a/b", "/x", ""])
def test_folder_that_is_not_plain_is_refused(name: str) -> None:
    with pytest.raises(GenerationError, match="no name for a folder"):
        FileTree(name, {})


def test_paths_that_differ_by_case_are_refused() -> None:
    with pytest.raises(GenerationError, match="ignore case"):
        FileTree(NAME, {"a.py": "", "A.py": ""})


def test_text_that_is_no_utf8_is_refused() -> None:
    with pytest.raises(GenerationError, match=r"a\.py: cannot be UTF-8"):
        FileTree(NAME, {"a.py": "\ud800"})


def test_check_tells_every_difference_and_writes_nothing(tmp_path: Path) -> None:
    write_package(ONE, tmp_path)
    before = contents(tmp_path)
    differences = {found.path.removeprefix(f"{NAME}/"): found for found in check_package(TWO, tmp_path)}
    assert {path: found.kind for path, found in differences.items()} == {
        MANIFEST: "changed",
        "pkg/b.py": "changed",
        "pkg/d.py": "missing",
        "pkg/deep/c.py": "stale",
    }
    assert "-b = 2\n+b = 22\n" in differences["pkg/b.py"].diff
    assert contents(tmp_path) == before
    assert check_package(ONE, tmp_path) == ()


def test_interrupted_update_is_repaired(tmp_path: Path) -> None:
    """Files of the new generation are there, and the manifest already names both: nothing counts as foreign."""
    write_package(ONE, tmp_path)
    both = {**ONE.files, **TWO.files}
    lines = "".join(f"{hashlib.sha256(text).hexdigest()}  {path}\n" for path, text in sorted(both.items()))
    (tmp_path / NAME / MANIFEST).write_text(lines)
    (tmp_path / NAME / "pkg" / "d.py").write_text("d = 4\n")
    write_package(TWO, tmp_path)
    assert contents(tmp_path / NAME) == expected(TWO)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(GenerationError, match="cannot be written"):
            write_package(ONE, tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


def test_out_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(GenerationError, match="cannot be written"):
        write_package(ONE, tmp_path / "out")


def test_manifest_is_what_sha256sum_checks(tmp_path: Path) -> None:
    write_package(ONE, tmp_path)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", MANIFEST], cwd=tmp_path / NAME, check=True)


TREES = st.dictionaries(
    st.sampled_from(["a.py", "b.py", "p/a.py", "p/q/b.py", "r/c.toml"]), st.sampled_from(["", "x\n", "y\n"]), max_size=5
)


@given(st.lists(TREES, min_size=1, max_size=4))
def test_folder_is_the_last_tree_whatever_came_before(
    tmp_path_factory: pytest.TempPathFactory, trees: list[dict[str, str]]
) -> None:
    out = tmp_path_factory.mktemp("out")
    for files in trees:
        write_package(FileTree(NAME, files), out)
    assert contents(out / NAME) == expected(FileTree(NAME, trees[-1]))
    assert [path.name for path in out.iterdir()] == [NAME]
