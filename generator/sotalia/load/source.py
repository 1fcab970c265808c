"""Where models come from: botocore's data folder, or one of the same layout.

A service is a folder that holds `service-2.json` (or `.json.gz`), or folders of API versions that do; the latest
version counts. `*.sdk-extras.json` beside a file are merged into it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from ..diagnostics import Diagnostic, GenerationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Report

REQUIRED: Final = ("service-2", "endpoint-rule-set-1")
OPTIONAL: Final = ("paginators-1", "waiters-2", "service-2.sdk-extras", "paginators-1.sdk-extras")

# A folder's name becomes part of a package's name and of a path.
_FOLDER: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

# 30 times the largest model of botocore; more is not a model but an accident or an attack.
_MAX_BYTES: Final = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file: its name without endings, where it lies, and the SHA-256 of its text (of what a `.gz` holds)."""

    name: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedModel:
    """The files of one service, extras merged. JSON as it came; files that a service has not are empty."""

    folder: str
    api_version: str | None
    files: tuple[ModelFile, ...]
    service: Mapping[str, object]
    paginators: Mapping[str, object]
    waiters: Mapping[str, object]
    rule_set: Mapping[str, object]


class _Unreadable(Exception):
    """A model file cannot be used; the text says why."""


class ModelSource:
    """The services under one folder.

    `release` is the botocore version the models belong to, or None for models of your own.
    """

    def __init__(self, root: Path, *, release: str | None = None) -> None:
        self.root = root
        self.release = release

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Folder names of every service, sorted. Raises `GenerationError` where the folder cannot be read."""
        try:
            found = sorted(path for path in self.root.iterdir() if path.is_dir())
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
            remedy = "give a folder laid out as botocore's data"
            raise GenerationError([Diagnostic(str(self.root), problem, remedy)]) from error
        return tuple(path.name for path in found if _FOLDER.fullmatch(path.name) and _home(path) is not None)

    def check_known(self, services: tuple[str, ...], report: Report) -> None:
        """Report every name that is not a service here, with those that look like it."""
        for name in services:
            if name not in self.services:
                near = get_close_matches(name.lower(), self.services, n=3) or [
                    known for known in self.services if known.replace("-", "") == re.sub("[^a-z0-9]", "", name.lower())
                ]
                hint = f"did you mean {' or '.join(near)}?" if near else "`sotalia list` shows the services"
                report.add(name, f"is not a service of {self.root}", hint)

    def load(self, service: str, report: Report) -> LoadedModel | None:
        """Read one service. None after reporting what is missing or broken, by path."""
        home = _home(self.root / service) if _FOLDER.fullmatch(service) else None
        if home is None:
            self.check_known((service,), report)
            return None
        parsed: dict[str, dict[str, object]] = {}
        files: list[ModelFile] = []
        broken = False
        for name in (*REQUIRED, *OPTIONAL):
            path = _find(home, name)
            if path is None:
                if name in REQUIRED:
                    report.add(f"{service}: {home / name}.json", "is missing", "every service needs it")
                    broken = True
                continue
            try:
                text = _read(path)
                parsed[name] = _parse(text)
            except _Unreadable as error:
                report.add(f"{service}: {path}", str(error), "restore the file, or install botocore again")
                broken = True
            else:
                files.append(ModelFile(name, path, hashlib.sha256(text).hexdigest()))
        return None if broken else self._merged(service, home, parsed, tuple(files))

    def digests(self, service: str) -> dict[str, str]:
        """SHA-256 by file name, without parsing. Raises `GenerationError` where a file cannot be read."""
        home = _home(self.root / service)
        paths = {name: _find(home, name) for name in (*REQUIRED, *OPTIONAL)} if home else {}
        digests: dict[str, str] = {}
        for name, path in paths.items():
            if path is None:
                continue
            try:
                digests[name] = hashlib.sha256(_read(path)).hexdigest()
            except _Unreadable as error:
                raise GenerationError([Diagnostic(f"{service}: {path}", str(error), "restore the file")]) from error
        return digests

    def size(self, service: str) -> int:
        """Bytes of the service's main file as it lies on disk: a measure of how long it takes."""
        home = _home(self.root / service)
        path = _find(home, REQUIRED[0]) if home else None
        return path.stat().st_size if path else 0

    def api_version(self, service: str) -> str | None:
        """The API version that counts, or None where the service has no version folders."""
        home = _home(self.root / service)
        return home.name if home is not None and home.name != service else None

    def api_versions(self, service: str) -> tuple[str, ...]:
        """Every API version there is, oldest first."""
        return tuple(path.name for path in _versions(self.root / service))

    def _merged(
        self, service: str, home: Path, parsed: Mapping[str, dict[str, object]], files: tuple[ModelFile, ...]
    ) -> LoadedModel:
        for name in ("service-2", "paginators-1"):
            extras = parsed.get(f"{name}.sdk-extras", {}).get("merge")
            if isinstance(extras, dict):
                _merge(parsed.get(name, {}), cast("dict[str, object]", extras))
        return LoadedModel(
            folder=service,
            api_version=home.name if home.name != service else None,
            files=files,
            service=parsed["service-2"],
            paginators=parsed.get("paginators-1", {}),
            waiters=parsed.get("waiters-2", {}),
            rule_set=parsed["endpoint-rule-set-1"],
        )


def botocore_source() -> ModelSource:
    """The models of the installed botocore."""
    from importlib.metadata import PackageNotFoundError, version
    from importlib.util import find_spec

    spec = find_spec("botocore")
    if spec is None or spec.origin is None:
        raise GenerationError([Diagnostic("botocore", "is not installed", "pip install botocore, or use --models DIR")])
    try:
        release = version("botocore")
    except PackageNotFoundError:  # a checkout on the path
        release = None
    return ModelSource(Path(spec.origin).parent / "data", release=release)


def _versions(service: Path) -> list[Path]:
    return sorted(path for path in service.iterdir() if _VERSION.fullmatch(path.name) and _find(path, REQUIRED[0]))


def _home(service: Path) -> Path | None:
    if not service.is_dir():
        return None
    if _find(service, REQUIRED[0]) is not None:
        return service
    versions = _versions(service)
    return versions[-1] if versions else None


def _find(folder: Path, name: str) -> Path | None:
    for ending in (".json", ".json.gz"):
        path = folder / f"{name}{ending}"
        if path.is_file():
            return path
    return None


def _read(path: Path) -> bytes:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            text = stream.read(_MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise _Unreadable(f"cannot be read: {reason}") from error
    if len(text) > _MAX_BYTES:
        raise _Unreadable(f"is larger than {_MAX_BYTES // 1024 // 1024} MiB")
    return text


def _parse(text: bytes) -> dict[str, object]:
    try:
        value: object = json.loads(text)
    except ValueError as error:  # also UnicodeDecodeError
        raise _Unreadable(f"is not JSON, or not all of it: {error}") from error
    except RecursionError as error:
        raise _Unreadable("is nested too deeply") from error
    if not isinstance(value, dict):
        raise _Unreadable("is not a JSON object")
    return cast("dict[str, object]", value)


def _merge(base: dict[str, object], extra: Mapping[str, object]) -> None:
    for key, value in extra.items():
        old = base.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(cast("dict[str, object]", old), cast("dict[str, object]", value))
        else:
            base[key] = value
