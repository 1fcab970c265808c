"""Settings: from arguments, the environment and the shared files, each with the place it came from."""

from __future__ import annotations

from .files import ProfileFiles
from .settings import Settings, resolve
from .values import validate_region

__all__ = ["ProfileFiles", "Settings", "resolve", "validate_region"]
