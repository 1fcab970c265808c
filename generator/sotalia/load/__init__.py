"""Model files from a folder laid out as botocore's `data`: found, hashed, parsed and merged, but not interpreted."""

from __future__ import annotations

from .source import LoadedModel, ModelFile, ModelSource, botocore_source

__all__ = ["LoadedModel", "ModelFile", "ModelSource", "botocore_source"]
