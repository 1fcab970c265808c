"""Formatting: black's style, kept by content, and errors with a place."""

from __future__ import annotations

import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest
from sotalia.cache import TextCache, cache_folder
from sotalia.diagnostics import GenerationError
from sotalia.format import format_files

if TYPE_CHECKING:
    from pathlib import Path

UGLY, PRETTY = "x   = {  'a':1 }\n", 'x = {"a": 1}\n'


def test_python_is_formatted_and_the_rest_left_alone() -> None:
    files = {"a.py": UGLY, "b.pyi": UGLY, "README.md": UGLY, "py.typed": ""}
    assert format_files("p", files) == {"a.py": PRETTY, "b.pyi": PRETTY, "README.md": UGLY, "py.typed": ""}


def test_lines_break_at_a_hundred() -> None:
    fits, breaks = f"x = [{'1, ' * 31}1]\n", f"x = [{'1, ' * 32}1]\n"
    assert format_files("p", {"a.py": fits})["a.py"].count("\n") == 1
    assert format_files("p", {"a.py": breaks})["a.py"].count("\n") > 1


def test_many_files_come_out_formatted_and_in_order() -> None:
    files = {f"m{number}.py": UGLY * 300 for number in range(20)}  # enough to be worth two processes
    formatted = format_files("p", files, jobs=2)
    assert list(formatted) == list(files)
    assert set(formatted.values()) == {PRETTY * 300}


def test_every_file_that_is_no_python_is_named_with_its_line() -> None:
    with pytest.raises(GenerationError) as caught:
        format_files("sotalia-x", {"a.py": "x = 1\ndef (:\n", "b.py": "y = 'unfinished\n", "c.py": UGLY})
    assert [found.where for found in caught.value.diagnostics] == ["sotalia-x/a.py, line 2", "sotalia-x/b.py, line 1"]


def test_second_time_comes_from_the_cache(tmp_path: Path) -> None:
    cache = TextCache(tmp_path / "cache")
    assert format_files("p", {"a.py": UGLY}, cache=cache) == {"a.py": PRETTY}
    with sqlite3.connect(next((tmp_path / "cache").iterdir())) as connection:
        assert connection.execute("SELECT count(*) FROM texts").fetchone() == (1,)
    assert format_files("p", {"other.py": UGLY}, cache=cache) == {"other.py": PRETTY}


def test_cache_is_for_this_user_alone(tmp_path: Path) -> None:
    TextCache(tmp_path / "cache").put({"key": "text"})
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "cache").iterdir()] == [0o600]


def test_cache_that_is_none_is_replaced(tmp_path: Path) -> None:
    cache = TextCache(tmp_path)
    cache.put({"key": "text"})
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"this is not a database, and longer than a hundred bytes so that its header is read" * 9)
    assert cache.get(["key"]) == {}
    cache.put({"key": "text"})
    assert cache.get(["key"]) == {"key": "text"}


def test_entry_that_was_tampered_with_is_no_entry(tmp_path: Path) -> None:
    cache = TextCache(tmp_path)
    cache.put({"good": "text", "bad": "text", "worse": "text"})
    with sqlite3.connect(next(tmp_path.iterdir())) as connection:
        connection.execute("UPDATE texts SET digest = 'x' WHERE key = 'bad'")
    assert cache.get(["good", "bad"]) == {"good": "text"}
    with sqlite3.connect(next(tmp_path.iterdir())) as connection:
        connection.execute("UPDATE texts SET text = x'00' WHERE key = 'worse'")
    assert "worse" not in cache.get(["good", "worse"])


def test_cache_that_cannot_be_kept_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = TextCache(tmp_path / "file" / "cache")
    cache.put({"key": "text"})
    assert cache.get(["key"]) == {}


@pytest.mark.parametrize("value", ["", "relative/path"])
def test_cache_folder_ignores_what_is_no_absolute_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", value)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "sotalia"
