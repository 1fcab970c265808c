"""What earlier runs made: a package whose sources and files are still the same is not made again.

A record is in the user's cache under a fingerprint of all that a package is made from. It holds the manifest that came
of it, and a folder counts as unchanged only where every file has the digest that the manifest names.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .diagnostics import Diagnostic, Severity
from .resources import resource_folder

if TYPE_CHECKING:
    from .cache import TextCache
    from .load import ModelSource
    from .lock import Catalog

# Packages whose other versions may write other text.
_TOOLS: Final = ("black", "jinja2", "markupsafe", "pydantic", "pydantic-core", "jmespath")


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a package: its manifest, and what there was to say."""

    manifest: bytes
    diagnostics: tuple[Diagnostic, ...]


def tools_digest() -> str:
    """SHA-256 over the generator's code and templates, Python and the packages that take part."""
    found = hashlib.sha256(repr((sys.version, [(name, version(name)) for name in _TOOLS])).encode())
    for folder, pattern in ((Path(__file__).resolve().parent, "*.py"), (resource_folder("templates"), "*.jinja")):
        for path in sorted(folder.rglob(pattern)):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return found.hexdigest()


def fingerprint(service: str, source: ModelSource, catalog: Catalog | None, options: object, tools: str) -> str:
    """SHA-256 over all that a package is made from; `options` is whatever else decides, by its repr.

    Raises `GenerationError` where a model file cannot be read.
    """
    entry = catalog.services.get(service) if catalog else None
    parts = (
        tools,
        service,
        str(source.root),
        source.release,
        source.api_version(service),
        sorted(source.digests(service).items()),
        catalog and catalog.release,
        entry and (entry.api_version, sorted(entry.files.items())),
        options,
    )
    return hashlib.sha256(f"package {parts!r}".encode("utf-8", "surrogatepass")).hexdigest()


def recall(cache: TextCache, key: str) -> Made | None:
    """What an earlier run made from the same, if the cache has it."""
    text = cache.get([key]).get(key)
    if text is None:
        return None
    manifest, diagnostics = json.loads(text)
    found = tuple(
        Diagnostic(where, problem, remedy, Severity(severity)) for where, problem, remedy, severity in diagnostics
    )
    return Made(manifest.encode(), found)


def remember(cache: TextCache, key: str, made: Made) -> None:
    """Keep what was made for the next run."""
    cache.put({key: json.dumps([made.manifest.decode(), [astuple(found) for found in made.diagnostics]])})
