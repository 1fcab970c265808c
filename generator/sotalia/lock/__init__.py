"""The catalog: which botocore and which model files packages are generated from, by SHA-256."""

from __future__ import annotations

from .catalog import Catalog, Change, Entry, catalog_of, catalog_path, check, compare, read, write

__all__ = ["Catalog", "Change", "Entry", "catalog_of", "catalog_path", "check", "compare", "read", "write"]
