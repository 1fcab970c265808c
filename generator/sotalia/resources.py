"""The generator's own files that are not Python."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def resource_folder(name: Literal["templates", "models"]) -> Path:
    """Where they lie: inside the package where it is installed, at the root of a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parents[1] / name
