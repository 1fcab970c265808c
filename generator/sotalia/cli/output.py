"""Problems on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ..diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..diagnostics import Diagnostic

_COLOURS = {Severity.ERROR: typer.colors.RED, Severity.WARNING: typer.colors.YELLOW, Severity.NOTE: typer.colors.CYAN}


def print_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """One line each on stderr, errors last, then how many errors there are."""
    ordered = sorted(diagnostics, key=lambda found: found.severity is Severity.ERROR)
    for found in ordered:
        typer.secho(f"{found.severity}: ", fg=_COLOURS[found.severity], err=True, nl=False)
        typer.echo(str(found), err=True)
    errors = sum(found.severity is Severity.ERROR for found in ordered)
    if errors:
        typer.echo(f"{errors} problem{'s' if errors > 1 else ''}", err=True)
