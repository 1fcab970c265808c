"""Commands and their options. What they do is imported when they run, so that `--help` is quick."""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

if TYPE_CHECKING:
    from ..load import ModelSource

DocsLevel = Literal["none", "summary", "full"]
Models = Annotated[
    Path | None,
    typer.Option(
        "--models", metavar="DIR", help="Models laid out as botocore's data folder, instead of botocore's own."
    ),
]

app = typer.Typer(
    help="Turns AWS service API models into typed Python clients, one package per service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Exit(IntEnum):
    """What the command ends with."""

    OK = 0
    DIFFERENT = 1  # --check found differences
    BAD_INPUT = 2  # models, names or folders; nothing of a package that failed was written


def main() -> None:
    """Run the command line; a `GenerationError` becomes a list of problems and exit code 2."""
    from ..diagnostics import GenerationError

    try:
        app()
    except GenerationError as error:
        from .output import print_diagnostics

        print_diagnostics(error.diagnostics)
        sys.exit(Exit.BAD_INPUT)


def _version(wanted: bool) -> None:
    if wanted:
        from .. import __version__

        typer.echo(f"sotalia {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turns AWS service API models into typed Python clients, one package per service."""


@app.command()
def generate(
    services: Annotated[
        list[str] | None, typer.Argument(metavar="SERVICE...", help="Folder names, as `list` has them.")
    ] = None,
    all_services: Annotated[bool, typer.Option("--all", help="Every service there is.")] = False,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the package folders go.")] = Path("packages"),
    docs: Annotated[DocsLevel, typer.Option(help="How much of the model's documentation to carry.")] = "summary",
    ops: Annotated[str, typer.Option(metavar="A,B", help="Only these operations of one service.")] = "",
    package_version: Annotated[
        str, typer.Option(metavar="VERSION", help="Version of the packages; botocore's by default.")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; print the differences and exit with 1.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes to use.")] = os.cpu_count() or 1,
    models: Models = None,
) -> None:
    """Write packages to DIR/sotalia-SERVICE, touching only files that changed and only files that were generated."""
    from ..lock import catalog_path, read
    from ..pipeline import Settings
    from .run import run

    source = _source(models)
    chosen = _chosen(services or [], all_services, source)
    if ops and len(chosen) > 1:
        _refuse("--ops is for one service at a time")
    settings = Settings(
        source=source,
        catalog=read(catalog_path(source)),
        docs=docs,
        operations=tuple(name.strip() for name in ops.split(",") if name.strip()) or None,
        version=_valid_version(package_version) if package_version else None,
        jobs=jobs,
    )
    raise typer.Exit(run(chosen, settings, out, check_only=check))


@app.command("list")
def list_services(models: Models = None) -> None:
    """Print every service and the API version that packages are made of."""
    source = _source(models)
    width = max(map(len, source.services), default=0)
    for service in source.services:
        typer.echo(f"{service:{width}}  {source.api_version(service) or ''}".rstrip())


@app.command()
def show(
    service: Annotated[str, typer.Argument(metavar="SERVICE")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    models: Models = None,
) -> None:
    """Tell what a service's model holds."""
    from .show import facts, text

    found = facts(service, _source(models))
    if as_json:
        import json

        typer.echo(json.dumps(found, indent=2))
    else:
        typer.echo(text(found))


@app.command()
def lock(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 when the catalog would change.")
    ] = False,
    models: Models = None,
) -> None:
    """Show how the models differ from the catalog, then write the catalog anew: this accepts the models as they are."""
    from ..lock import catalog_of, catalog_path, compare, read, write

    source = _source(models)
    path = catalog_path(source)
    old, new = read(path), catalog_of(source)
    changes = compare(old, new)
    for change in changes:
        typer.echo(f"{change.kind:8} {change.service}{': ' if change.details else ''}{change.details}")
    release = "" if old is None or old.release == new.release else f", botocore {old.release} -> {new.release}"
    same = not changes and not release and old is not None
    typer.echo(f"{len(new.services)} services, {len(changes)} changes{release}", err=True)
    if same:
        return
    if check:
        raise typer.Exit(Exit.DIFFERENT)
    write(new, path)
    typer.echo(f"wrote {path}", err=True)


def _source(models: Path | None) -> ModelSource:
    from ..load import ModelSource, botocore_source

    return botocore_source() if models is None else ModelSource(models)


def _chosen(services: list[str], all_services: bool, source: ModelSource) -> tuple[str, ...]:
    if all_services == bool(services):
        _refuse("give one or more services, or --all")
    return source.services if all_services else tuple(dict.fromkeys(services))


def _valid_version(text: str) -> str:
    import re

    if not re.fullmatch(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?", text):
        _refuse(f"--package-version {text!r} is no version such as 1.44.5 or 1.44.5.post1")
    return text


def _refuse(problem: str) -> NoReturn:
    typer.echo(f"sotalia: {problem}", err=True)
    raise typer.Exit(Exit.BAD_INPUT)
