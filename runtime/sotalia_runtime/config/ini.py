"""The format of the shared files: sections, `name = value` lines, and one level of indented sub-sections.

It is what Python's configparser makes of them, which the other tools of this trade use, with two differences: a
byte-order mark is no part of the first line, and a line that would silently join the value above it is an error.
Error texts name file and line and never quote a value, which may be a secret.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Compiled when they are first used: most processes read no file.
_HEADER: Final = r"\[(.+)\]"
_OPTION: Final = r"(?s:([^=:]*)[=:](.*))"

# configparser gives the values of this section to all others.
_SHARED: Final = "DEFAULT"


class Entry:
    """A value and where it stands. A sub-section has its lines in `nested`, and no text."""

    __slots__ = ("file", "line", "nested", "text")

    def __init__(self, text: str, file: str, line: int, nested: Mapping[str, Entry] | None = None) -> None:
        self.text = text
        self.file = file
        self.line = line
        self.nested = nested

    def __repr__(self) -> str:
        return f"Entry({self.place})"

    @property
    def place(self) -> str:
        """File and line, for messages."""
        return f"{self.file}, line {self.line}"


Section = dict[str, Entry]


def parse(data: bytes, file: str) -> dict[str, Section]:
    """The sections of a file by name; `file` is its name in messages. ConfigError where it is malformed.

    Names of options are in lower case, those inside a sub-section as written.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}, line {bad}: not UTF-8") from None
    parser = _Parser(file)
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        stripped = line.strip()
        if stripped and stripped[0] not in "#;":
            parser.feed(number, len(line) - len(line.lstrip()), stripped)
    shared = parser.sections.pop(_SHARED, {})
    return {name: {**shared, **section} for name, section in parser.sections.items()} if shared else parser.sections


class _Parser:
    def __init__(self, file: str) -> None:
        self.sections: dict[str, Section] = {}
        self._file = file
        self._lines: dict[str, int] = {}  # of the headers
        self._section: Section | None = None
        self._option: str | None = None  # that a deeper line belongs to
        self._indent = 0

    def feed(self, number: int, indent: int, line: str) -> None:
        """Take in a line that is neither empty nor a comment."""
        if self._section is not None and self._option is not None and indent > self._indent:
            self._nest(self._section, self._option, number, line)
            return
        self._indent = indent
        header = re.match(_HEADER, line)
        if header is not None:
            self._start(header[1], number)
        elif self._section is None:
            raise self._error(number, "a value before the first [section]")
        else:
            self._assign(self._section, number, line)

    def _start(self, name: str, number: int) -> None:
        if name in self._lines:
            raise self._error(number, f"section [{name}] stands on line {self._lines[name]} already")
        self._lines[name] = number
        self._section = self.sections[name] = {}
        self._option = None

    def _assign(self, section: Section, number: int, line: str) -> None:
        option = re.fullmatch(_OPTION, line)
        name = option[1].strip().lower() if option else ""
        if option is None or not name:
            raise self._error(number, "expected 'name = value' or '[section]'")
        if name in section:
            raise self._error(number, f"{name} stands on line {section[name].line} already")
        section[name] = Entry(option[2].strip(), self._file, number)
        self._option = name

    def _nest(self, section: Section, option: str, number: int, line: str) -> None:
        owner = section[option]
        if owner.text:
            raise self._error(
                number, f"an indented line after {option}, which has a value; only one without can have a block"
            )
        name, equals, value = line.partition("=")
        name = name.strip()
        if not equals or not name:
            raise self._error(number, f"expected 'name = value' in the block of {option}")
        nested = dict(owner.nested or {})
        if name in nested:
            raise self._error(number, f"{name} stands on line {nested[name].line} already")
        nested[name] = Entry(value.strip(), self._file, number)
        section[option] = Entry(owner.text, owner.file, owner.line, nested)

    def _error(self, number: int, problem: str) -> ConfigError:
        return ConfigError(f"{self._file}, line {number}: {problem}")
