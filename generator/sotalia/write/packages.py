"""A `FileTree` against its folder: what differs, and making it the same."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..diagnostics import Diagnostic, GenerationError, Report
from .tree import MANIFEST, manifest, read_manifest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from .tree import FileTree


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not as generated; `diff` is a unified diff from what is there to what should be."""

    path: str
    kind: Literal["missing", "changed", "stale"]
    diff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What writing a package did, by path relative to its folder."""

    written: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changes:
    write: dict[str, bytes]
    delete: tuple[str, ...]
    old: dict[str, str]


def check_package(tree: FileTree, out: Path) -> tuple[Difference, ...]:
    """How `out/<name>` differs from `tree`; nothing is written."""
    folder = out / tree.name
    changes = _changes(tree, folder)
    differences = [_difference(tree.name, folder, path, content) for path, content in changes.write.items()]
    differences += [_difference(tree.name, folder, path, None) for path in changes.delete]
    return tuple(differences)


def is_current(folder: Path, manifest: bytes) -> bool:
    """Whether `folder` holds a package of this manifest, nothing missing or changed."""
    way = Report()
    try:
        if folder.is_symlink() or _content(folder / MANIFEST) != manifest:
            return False
        files = read_manifest(folder)
        for path in files:
            _check_way(folder, path, way)
        return not len(way) and all(
            hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest for path, digest in files.items()
        )
    except OSError:
        return False


def write_package(tree: FileTree, out: Path) -> Outcome:
    """Make `out/<name>` hold `tree`: changed files are replaced, files of an older generation that are not in it deleted.

    Raises `GenerationError`, having changed nothing, where a file is in the way that the manifest does not name.
    A new package appears at once; in an old one every file is whole at any time, and after an interruption the
    next run repairs the rest.
    """
    folder = out / tree.name
    try:
        changes = _changes(tree, folder)
        if changes.write or changes.delete or not (folder / MANIFEST).is_file():
            out.mkdir(parents=True, exist_ok=True)
            with _staging(out) as staging:
                if folder.exists():
                    _update(tree, folder, staging, changes)
                else:
                    _create(tree, folder, staging)
    except OSError as error:
        where = str(error.filename or folder)
        problem = f"cannot be written: {error.strerror or error}"
        raise GenerationError([Diagnostic(where, problem, "free the space or the path")]) from error
    written = tuple(path for path in changes.write if path != MANIFEST)
    return Outcome(written=written, deleted=changes.delete, unchanged=len(tree) - len(written))


def _changes(tree: FileTree, folder: Path) -> _Changes:
    report = Report()
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        problem = "is not a folder of its own"
        raise GenerationError([Diagnostic(str(folder), problem, "move it away, or choose another --out")])
    old = read_manifest(folder)
    for path in sorted({*tree.files, *old}):
        _check_way(folder, path, report)
    report.raise_if_any()
    write: dict[str, bytes] = {}
    for path, content in tree:
        current = _content(folder / path)
        if current == content:
            continue
        if current is not None and path not in old:
            remedy = f"move it away; only files that {MANIFEST} names are replaced"
            report.add(str(folder / path), "is in the way and was not generated", remedy)
        write[path] = content
    report.raise_if_any()
    content = tree.manifest()
    if _content(folder / MANIFEST) != content:
        write[MANIFEST] = content
    stale = tuple(path for path in old if path not in tree.files and (folder / path).exists())
    return _Changes(write=write, delete=stale, old=old)


def _check_way(folder: Path, path: str, report: Report) -> None:
    """No link may lead out of the package, and no folder or device may be where a file goes."""
    place = folder
    for part in path.split("/"):
        place /= part
        if place.is_symlink():
            report.add(str(place), "is a link", "move it away; generated files are plain files in plain folders")
            return
    if place.exists() and not place.is_file():
        report.add(str(place), "is not a file", "move it away")
    for parent in place.parents:
        if parent == folder:
            return
        if parent.exists() and not parent.is_dir():
            report.add(str(parent), "is not a folder", "move it away")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _create(tree: FileTree, folder: Path, staging: Path) -> None:
    fresh = staging / tree.name
    _fill(fresh, [*tree, (MANIFEST, tree.manifest())])
    fresh.rename(folder)


def _update(tree: FileTree, folder: Path, staging: Path, changes: _Changes) -> None:
    fresh = staging / tree.name
    new = {path: hashlib.sha256(content).hexdigest() for path, content in tree}
    # While files move, the manifest names those of both generations, so that none is taken for somebody else's.
    _fill(fresh, [*changes.write.items(), (MANIFEST, manifest({**changes.old, **new}))])
    (fresh / MANIFEST).replace(folder / MANIFEST)
    for path in changes.write:
        if path != MANIFEST:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (fresh / path).replace(folder / path)
    for path in changes.delete:
        (folder / path).unlink()
    _remove_empty_folders(folder, changes.delete)
    _fill(fresh, [(MANIFEST, tree.manifest())])
    (fresh / MANIFEST).replace(folder / MANIFEST)


def _fill(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for path, content in files:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _remove_empty_folders(folder: Path, deleted: Iterable[str]) -> None:
    for path in deleted:
        for parent in (folder / path).parents:
            if parent == folder:
                break
            with suppress(OSError):  # not empty, or gone already
                parent.rmdir()


@contextmanager
def _staging(out: Path) -> Generator[Path]:
    """A folder on the same file system, gone afterwards whatever happens."""
    staging = Path(tempfile.mkdtemp(prefix=".sotalia-", dir=out))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _difference(name: str, folder: Path, path: str, content: bytes | None) -> Difference:
    current = _content(folder / path)
    kind = "stale" if content is None else "missing" if current is None else "changed"
    before, after = ((text or b"").decode("utf-8", "replace").splitlines(keepends=True) for text in (current, content))
    label = f"{name}/{path}"
    return Difference(label, kind, "".join(unified_diff(before, after, f"a/{label}", f"b/{label}")))
