"""Python text to black's style, in process, with results kept by content."""

from __future__ import annotations

from .blackened import format_files

__all__ = ["format_files"]
