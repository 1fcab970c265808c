"""Model text as Python, TOML and Markdown source. Nothing from a model reaches a file but through a function of this module.

Unprintable characters (controls, bidi marks, lone surrogates) always come out as escapes, so that what a
reader sees is what Python runs.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Where `format` breaks lines of code, too.
WIDTH = 100
_ITEM = re.compile(r" *- | +")
_QUOTES = re.compile(r'"{3,}|"+\Z')


def literal(value: object) -> str:
    """`value` (text, numbers, bools, None and tuples or lists of them) as a Python expression."""
    return repr(value)


def tuple_of(sources: Sequence[str]) -> str:
    """A tuple of Python expressions."""
    return f"({sources[0]},)" if len(sources) == 1 else f"({', '.join(sources)})"


def one_line(text: str) -> str:
    """`text` on one line and printable: for comments and Markdown."""
    return "".join(char if char.isprintable() else " " for char in " ".join(text.split())).strip()


def toml_string(text: str) -> str:
    """`text` as a TOML basic string, on one line."""
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def markdown(text: str) -> str:
    """`text` as one line of Markdown that stays text."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", one_line(text))


def docstring_literal(text: str, indent: int = 0) -> str:
    """`text` as a triple-quoted literal whose further lines are indented by `indent` columns.

    Evaluated and dedented, it gives the text again, without blanks at its ends and at those of its lines.
    """
    lines = [line.replace("\t", "    ").rstrip() for line in text.strip().splitlines()]
    body = "\n".join(lines)
    # Three quotes would end the literal, and so would one that touches its end.
    escaped = _QUOTES.sub(lambda found: '\\"' * len(found[0]), "".join(map(_escape, body)))
    if "\n" not in escaped:
        return f'"""{escaped}"""'
    pad = " " * indent
    return textwrap.indent(f'"""{escaped}\n"""', pad, lambda line: bool(line.strip()))[indent:]


def _escape(char: str) -> str:
    if char == "\\":
        return "\\\\"
    if char == "\n" or char.isprintable():
        return char
    return repr(char)[1:-1]


def wrapped(text: str, indent: int = 0) -> str:
    """The text of a docstring with every paragraph filled to the line width of generated code; list items hang."""
    first, *more = text.splitlines() or [""]
    width = WIDTH - indent
    return "\n".join((_filled(first, width, quotes=3), *(_filled(line, width) for line in more)))


def _filled(line: str, width: int, quotes: int = 0) -> str:
    if len(line) + quotes <= width:
        return line
    lead = _ITEM.match(line)
    hang = " " * len(lead[0]) if lead else ""
    room = "-" * quotes  # what the opening quotes take of the first line
    text = textwrap.fill(room + line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False)
    return text.removeprefix(room)
