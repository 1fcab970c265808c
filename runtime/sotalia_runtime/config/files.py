"""The two shared files, `~/.aws/config` and `~/.aws/credentials`, read when something is first asked of them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal

from ..errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .ini import Entry, Section

Kind = Literal["profile", "services", "sso-session"]
_KINDS: Final[tuple[Kind, ...]] = ("profile", "services", "sso-session")


def read_file(path: str) -> bytes | None:
    """What a file holds, or None where there is no such file."""
    try:
        return Path(path).read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


class _Contents:
    __slots__ = ("config", "credentials")

    def __init__(self, config: dict[Kind, dict[str, Section]], credentials: dict[str, Section]) -> None:
        self.config = config
        self.credentials = credentials


class ProfileFiles:
    """The profiles and other sections of the shared files.

    Reading them, on the first question, raises ConfigError for a file that is malformed or may not be read; one
    that is missing is empty. Safe to share between threads. Pickles as the two paths, without what was read.
    """

    def __init__(
        self, config_path: str, credentials_path: str, read: Callable[[str], bytes | None] = read_file
    ) -> None:
        self.config_path = config_path
        self.credentials_path = credentials_path
        self._read = read
        self._lock = Lock()
        self._contents: _Contents | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> ProfileFiles:
        """The files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, or those of the home directory."""
        return cls(
            _expanded(environ.get("AWS_CONFIG_FILE") or "~/.aws/config", environ),
            _expanded(environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials", environ),
        )

    def __repr__(self) -> str:
        return f"ProfileFiles({self.config_path!r}, {self.credentials_path!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return ProfileFiles, (self.config_path, self.credentials_path, self._read)

    def profile(self, name: str) -> Mapping[str, Entry] | None:
        """All values of a profile, those of the credentials file over those of the config file; None if in neither."""
        config, credentials = self.profile_in_config(name), self.profile_in_credentials(name)
        if config is None or credentials is None:
            return config if credentials is None else credentials
        return {**config, **credentials}

    def profile_in_config(self, name: str) -> Mapping[str, Entry] | None:
        """What the config file says of a profile."""
        return self._load().config["profile"].get(name)

    def profile_in_credentials(self, name: str) -> Mapping[str, Entry] | None:
        """What the credentials file says of a profile."""
        return self._load().credentials.get(name)

    def section(self, kind: Kind, name: str) -> Mapping[str, Entry] | None:
        """A section of the config file such as `[services NAME]`."""
        return self._load().config[kind].get(name)

    def profiles(self) -> list[str]:
        """The names of all profiles, sorted."""
        contents = self._load()
        return sorted({*contents.config["profile"], *contents.credentials})

    def _load(self) -> _Contents:
        contents = self._contents
        if contents is None:
            with self._lock:
                contents = self._contents
                if contents is None:
                    contents = _Contents(_sorted(self._parsed(self.config_path)), self._parsed(self.credentials_path))
                    self._contents = contents
        return contents

    def _parsed(self, path: str) -> dict[str, Section]:
        try:
            data = self._read(path)
        except OSError as error:
            raise ConfigError(f"{path} cannot be read: {error.strerror or type(error).__name__}") from error
        if not data:
            return {}
        from .ini import parse

        return parse(data, path)


def _sorted(sections: dict[str, Section]) -> dict[Kind, dict[str, Section]]:
    """The sections of the config file by kind and name. Those of no kind are other tools' business."""
    found: dict[Kind, dict[str, Section]] = {kind: {} for kind in _KINDS}
    for header, section in sections.items():
        words = _words(header)
        if header == "default":
            found["profile"]["default"] = section
        elif len(words) == 2 and words[0] in _KINDS:
            found[words[0]][words[1]] = section
    return found


def _words(header: str) -> list[str]:
    if not any(mark in header for mark in "'\"\\"):
        return header.split()
    import shlex

    try:
        return shlex.split(header)
    except ValueError:
        return []


def _expanded(path: str, environ: Mapping[str, str]) -> str:
    """`~` and `$NAME` replaced, from `environ` as far as it goes."""
    if "$" in path:
        path = re.sub(r"\$(?:(\w+)|\{(\w+)\})", lambda found: environ.get(found[1] or found[2], found[0]), path)
    if path.startswith(("~/", "~\\")) and environ.get("HOME"):
        return environ["HOME"] + path[1:]
    return os.path.expanduser(path)  # noqa: PTH111 - Path.expanduser raises where there is no home directory
