"""black with a pinned mode, over as many processes as it pays."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Final

from ..diagnostics import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..cache import TextCache

LINE_LENGTH: Final = 100
TARGET: Final = "py311"

# black formats some 100 kB a second: less than this is done sooner than processes start.
_WORTH_PROCESSES: Final = 100_000
_CHUNK: Final = 50_000
_POSITION: Final = re.compile(r": (\d+):\d+\b")


def format_files(
    name: str, files: Mapping[str, str], *, cache: TextCache | None = None, jobs: int = 1
) -> dict[str, str]:
    """Format the `.py` files among `files`, keeping the others and the order.

    Raises `GenerationError` with path and line of every file that is not Python.
    """
    tool = _tool()
    keys = {path: _key(tool, text) for path, text in files.items() if path.endswith((".py", ".pyi"))}
    known = cache.get(keys.values()) if cache else {}
    missing = {path: files[path] for path, key in keys.items() if key not in known}
    report = Report()
    fresh: dict[str, str] = {}
    for path, text, problem in _format_all(missing, jobs):
        if problem is not None:
            report.add(*_located(name, path, problem), "correct the template that renders it")
        else:
            fresh[keys[path]] = text
    if cache:
        cache.put(fresh)
    report.raise_if_any()
    formatted = {**known, **fresh}
    return {path: formatted[keys[path]] if path in keys else text for path, text in files.items()}


def _tool() -> str:
    from importlib.metadata import version

    return f"black {version('black')} {LINE_LENGTH} {TARGET}"


def _key(tool: str, text: str) -> str:
    return hashlib.sha256(f"{tool}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def _format_all(files: Mapping[str, str], jobs: int) -> Iterator[tuple[str, str, str | None]]:
    if jobs < 2 or sum(map(len, files.values())) < _WORTH_PROCESSES:
        yield from _format_chunk(list(files.items()))
        return
    with ProcessPoolExecutor(jobs) as pool:
        for results in pool.map(_format_chunk, list(_chunks(files.items()))):
            yield from results


def _chunks(files: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    chunk: list[tuple[str, str]] = []
    size = 0
    # The largest first, so that no process is left alone with it at the end.
    for path, text in sorted(files, key=lambda file: -len(file[1])):
        chunk.append((path, text))
        size += len(text)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _format_chunk(files: list[tuple[str, str]]) -> list[tuple[str, str, str | None]]:
    import black
    from black.mode import TargetVersion

    mode = black.Mode(line_length=LINE_LENGTH, target_versions={TargetVersion[TARGET.upper()]})
    results: list[tuple[str, str, str | None]] = []
    for path, text in files:
        try:
            results.append((path, black.format_str(text, mode=mode), None))
        except (ValueError, RecursionError, IndentationError) as error:  # black.InvalidInput is a ValueError
            results.append((path, "", str(error) or type(error).__name__))
    return results


def _located(name: str, path: str, problem: str) -> tuple[str, str]:
    """black's "cannot parse ...: 3:7" and the lines that follow, as a place and a problem of one line."""
    position = _POSITION.search(problem)
    where = f"{name}/{path}" + (f", line {position[1]}" if position else "")
    lines = [line.strip() for line in problem[position.end() if position else 0 :].splitlines()]
    return where, f"is not Python: {' '.join(line for line in lines if line.strip('^'))}"
