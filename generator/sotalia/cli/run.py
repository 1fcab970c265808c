"""`sotalia generate`: the pipeline with progress on stderr and a summary at the end."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from ..pipeline import generate_all
from .output import print_diagnostics

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from ..pipeline import Result, Settings


def run(services: tuple[str, ...], settings: Settings, out: Path, *, check_only: bool) -> int:
    """Generate or check packages; answers the exit code."""
    results: list[Result] = []
    with _progress(len(services)) as advance:
        for result in generate_all(services, settings, out, check_only=check_only):
            results.append(result)
            advance(result.service)
    results.sort(key=lambda result: result.service)
    for result in results:
        _print_result(result)
    print_diagnostics(found for result in results for found in result.diagnostics)
    if any(result.failed for result in results):
        return 2
    return int(any(result.differences for result in results))


def _print_result(result: Result) -> None:
    for difference in result.differences:
        typer.echo(f"{difference.kind:8} {difference.path}")
        typer.echo(difference.diff, nl=False)
    if result.outcome is not None:
        written, deleted = len(result.outcome.written), len(result.outcome.deleted)
        total = written + result.outcome.unchanged
        typer.echo(f"{result.service}: {total} files, {written} written, {deleted} deleted", err=True)


@contextmanager
def _progress(total: int) -> Generator[Callable[[str], None]]:
    if not sys.stderr.isatty() or total < 2:
        yield lambda service: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda service: progress.update(task, advance=1, description=service)
