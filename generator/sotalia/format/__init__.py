"""Python text to black's style, in process, with results kept by content."""

from __future__ import annotations

from .blackened import format_files
from .cache import FormatCache, cache_folder

__all__ = ["FormatCache", "cache_folder", "format_files"]
