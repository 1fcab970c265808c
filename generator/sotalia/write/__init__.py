"""Generated files to disk: only what changed, nothing half-written, and never a file that is not ours."""

from __future__ import annotations

from .packages import Difference, Outcome, check_package, is_current, write_package
from .tree import MANIFEST, FileTree

__all__ = ["MANIFEST", "Difference", "FileTree", "Outcome", "check_package", "is_current", "write_package"]
