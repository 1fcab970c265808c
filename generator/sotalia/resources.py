"""Where the generator's own files are: beside the sources in a checkout, inside the package where it is installed."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """The folder `name` of the project: "models" or "templates"."""
    here = Path(__file__).resolve().parent
    checkout = here.parents[1] / name  # generator/sotalia -> the project
    return checkout if checkout.is_dir() and (here.parents[1] / "pyproject.toml").is_file() else here / name
