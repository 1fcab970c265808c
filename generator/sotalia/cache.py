"""Texts by the hash of what they were made from, in one file under the user's cache folder.

The cache is only ever a saving: a file that is missing, locked or not a cache costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FILE: Final = "texts-1.sqlite3"
_BATCH: Final = 500
# Rows beyond this, about two generations of every service, go, the oldest first.
_MAX_ROWS: Final = 250_000


def cache_folder() -> Path:
    """Where caches live: `$XDG_CACHE_HOME/sotalia`, else `~/.cache/sotalia`."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache") / "sotalia"


class TextCache:
    """Texts by key. What cannot be read is not there; what cannot be kept is not kept."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """The texts there are for `keys`."""
        wanted = list(keys)
        found: dict[str, str] = {}
        if not self._path.is_file():
            return found
        try:
            with closing(self._connect()) as connection:
                for start in range(0, len(wanted), _BATCH):
                    batch = wanted[start : start + _BATCH]
                    marks = ",".join("?" * len(batch))
                    query = f"SELECT key, digest, text FROM texts WHERE key IN ({marks})"  # noqa: S608 -- marks only
                    for key, digest, packed in connection.execute(query, batch):
                        text = zlib.decompress(packed)
                        if hashlib.sha256(text).hexdigest() == digest:
                            found[key] = text.decode()
        except (sqlite3.Error, zlib.error, TypeError, ValueError, OSError):
            return {}
        return found

    def put(self, texts: Mapping[str, str]) -> None:
        """Keep `texts`, for this user alone."""
        if not texts:
            return
        contents = {key: text.encode("utf-8", "surrogatepass") for key, text in texts.items()}
        rows = [
            (key, hashlib.sha256(content).hexdigest(), zlib.compress(content, 1)) for key, content in contents.items()
        ]
        with suppress(sqlite3.OperationalError, OSError):  # locked, full or not writable
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            try:
                self._insert(rows)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:  # not a database: start anew
                self._path.unlink()
                self._path.touch(mode=0o600)
                self._insert(rows)

    def _insert(self, rows: list[tuple[str, str, bytes]]) -> None:
        with closing(self._connect()) as connection, connection:
            connection.execute("CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, digest TEXT, text BLOB)")
            connection.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", rows)
            connection.execute("DELETE FROM texts WHERE rowid <= (SELECT max(rowid) FROM texts) - ?", (_MAX_ROWS,))

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=2)
