"""The files of one package in memory, and the manifest that says which files on disk are ours."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from ..diagnostics import Diagnostic, GenerationError, Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MANIFEST: Final = ".sotalia-manifest"

# What generated paths are made of; everything else is refused, so no text of a model can lead anywhere.
_PART: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)")
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)


class FileTree:
    """Text by path relative to the package's folder, as bytes of UTF-8.

    Raises `GenerationError` on a path that is not made of plain names, on two that differ only by case, and on text
    that no file can hold.
    """

    __slots__ = ("files", "name")

    def __init__(self, name: str, files: Mapping[str, str]) -> None:
        report = Report()
        self.name = name
        self.files: dict[str, bytes] = {}
        folded: dict[str, str] = {}
        if not _PART.fullmatch(name):
            report.add(repr(name), "is no name for a folder", "correct the name of the service")
        for path, text in sorted((str(path), text) for path, text in files.items()):
            if not is_plain(path):
                report.add(
                    f"{name}: {path!r}", "is no path that the generator writes", "correct the name it comes from"
                )
            if folded.setdefault(path.casefold(), path) != path:
                problem = f"is {folded[path.casefold()]} where file systems ignore case"
                report.add(f"{name}/{path}", problem, "decide on another name in generator/sotalia/plan/name_tables.py")
            try:
                self.files[path] = text.encode()
            except UnicodeEncodeError as error:
                report.add(f"{name}/{path}", f"cannot be UTF-8: {error.reason}", "correct the text in the model")
        report.raise_if_any()

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return iter(self.files.items())

    def __len__(self) -> int:
        return len(self.files)

    def manifest(self) -> bytes:
        """The manifest's content, in the form that `sha256sum --check` reads."""
        return manifest({path: hashlib.sha256(content).hexdigest() for path, content in self})


def is_plain(path: str) -> bool:
    """Whether `path` is relative and made of plain names, on every file system."""
    parts = path.split("/")
    return path == str(PurePosixPath(path)) and all(
        _PART.fullmatch(part) and not part.endswith(".") and part.partition(".")[0].lower() not in _DEVICES
        for part in parts
    )


def manifest(digests: Mapping[str, str]) -> bytes:
    """A manifest's content from SHA-256 by path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def read_manifest(folder: Path) -> dict[str, str]:
    """SHA-256 by path of what was generated into `folder`; empty where nothing was.

    Raises `GenerationError` on a manifest that is not ours: trusting it could delete what is not ours.
    """
    path = folder / MANIFEST
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(path, f"cannot be read: {error}") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None or not is_plain(match[2]):
            raise _bad(path, f"line {number} is not `sha256  path`")
        found[match[2]] = match[1]
    return found


def _bad(path: Path, problem: str) -> GenerationError:
    return GenerationError([Diagnostic(str(path), problem, "restore it, or move the folder away and generate again")])
