"""`catalog.toml`: read, written, compared, enforced.

The catalog of botocore's models is `models/catalog.toml` of this project. A folder given with `--models` may hold a
`catalog.toml` of its own, which then counts for that folder; without one its models are taken as they are.
"""

from __future__ import annotations

import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from ..diagnostics import Diagnostic, GenerationError
from ..resources import resource_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ..diagnostics import Report
    from ..load import LoadedModel, ModelSource

NAME: Final = "catalog.toml"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_HEAD: Final = (
    "# Written by `sotalia lock`: the model files that packages are generated from, by SHA-256 of their text.\n"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One service: its API version (None without version folders), and SHA-256 by file name."""

    api_version: str | None
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Catalog:
    """All services, and the botocore release they came with (None for models of your own)."""

    release: str | None
    services: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two catalogs: "added", "removed" or "changed", and what of it."""

    service: str
    kind: str
    details: str


def catalog_path(source: ModelSource) -> Path:
    """Where the catalog of a source lies, whether or not it is there yet."""
    if source.release is None:
        return source.root / NAME
    return resource_folder("models") / NAME


def catalog_of(source: ModelSource) -> Catalog:
    """The catalog that fits the files as they are now."""
    with ThreadPoolExecutor() as pool:  # hashing and inflating release the GIL
        digests = list(pool.map(source.digests, source.services))
    entries = {
        service: Entry(source.api_version(service), files)
        for service, files in zip(source.services, digests, strict=True)
    }
    return Catalog(source.release, entries)


def read(path: Path) -> Catalog | None:
    """The catalog in `path`, or None where there is none. Raises `GenerationError` on one that makes no sense."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        return _catalog(document)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        problem = f"is not a catalog: {error}"
        raise GenerationError(
            [Diagnostic(str(path), problem, "restore it, or write it with `sotalia lock`")]
        ) from error


def _catalog(document: dict[str, object]) -> Catalog:
    release = document.get("botocore")
    services = cast("dict[str, dict[str, str]]", document.get("services", {}))
    entries: dict[str, Entry] = {}
    for name, table in services.items():
        files = {key: value for key, value in table.items() if key != "api-version"}
        for key, value in files.items():
            if not _SHA256.fullmatch(value):
                raise ValueError(f"services.{name}.{key} is not a SHA-256")
        entries[name] = Entry(table.get("api-version"), files)
    if release is not None and not isinstance(release, str):
        raise TypeError("botocore is not a version")
    return Catalog(release, entries)


def write(catalog: Catalog, path: Path) -> None:
    """Write a catalog, sorted, replacing the file at once."""
    lines = [_HEAD]
    if catalog.release is not None:
        lines.append(f'botocore = "{catalog.release}"\n')
    for name, entry in sorted(catalog.services.items()):
        lines.append(f"\n[services.{name}]\n")
        if entry.api_version is not None:
            lines.append(f'api-version = "{entry.api_version}"\n')
        lines.extend(f'"{file}" = "{digest}"\n' for file, digest in sorted(entry.files.items()))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text("".join(lines), encoding="utf-8")
    temporary.replace(path)


def compare(old: Catalog | None, new: Catalog) -> tuple[Change, ...]:
    """What changes from `old` to `new`, by service."""
    before: Mapping[str, Entry] = old.services if old else {}
    return tuple(
        change
        for service in sorted({*before, *new.services})
        if (change := _change(service, before.get(service), new.services.get(service)))
    )


def _change(service: str, old: Entry | None, new: Entry | None) -> Change | None:
    if old is None and new is not None:
        return Change(service, "added", ", ".join(sorted(new.files)))
    if new is None:
        return Change(service, "removed", "")
    if old is None or (old.api_version == new.api_version and old.files == new.files):
        return None
    version = [f"API version {old.api_version} -> {new.api_version}"] if old.api_version != new.api_version else []
    files = [name for name in sorted({*old.files, *new.files}) if old.files.get(name) != new.files.get(name)]
    return Change(service, "changed", ", ".join([*version, *files]))


def check(models: Iterable[LoadedModel], catalog: Catalog | None, source: ModelSource, report: Report) -> None:
    """Report every file that is not the one in the catalog. Models of your own need no catalog; botocore's do."""
    if catalog is None:
        if source.release is not None:
            report.add(str(catalog_path(source)), "is missing", "write it with `sotalia lock`")
        return
    if catalog.release != source.release:
        remedy = f"pip install botocore=={catalog.release}, or accept the new models with `sotalia lock`"
        problem = f"is {source.release}, and the catalog is of {catalog.release}"
        report.add("botocore", problem, remedy)
        return
    for model in models:
        entry = catalog.services.get(model.folder)
        now = Entry(model.api_version, {file.name: file.sha256 for file in model.files})
        change = _change(model.folder, entry, now)
        if change is not None:
            problem = f"is {'not in' if entry is None else 'not what is in'} the catalog: {change.details}"
            report.add(
                f"{model.folder}: {source.root}", problem, "look at the change, then accept it with `sotalia lock`"
            )
