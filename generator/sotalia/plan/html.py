"""The models' documentation, which is HTML of a kind, as plain text that reads well in an editor."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset("""
    p div ul ol dl li dt dd note important caution tip table tr pre br
    h1 h2 h3 h4 h5 h6 section title fullname examples blockquote
    """.split())
_CALLOUTS: Final = {"note": "Note:", "important": "Important:", "caution": "Caution:", "tip": "Tip:"}
_MARKS: Final = {"code": "`", "b": "**", "strong": "**", "i": "*", "em": "*"}
_SENTENCE_END: Final = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!vs)(?<!etc)[.!?](?=\s+[A-Z`*\"(])")


class _Reader(HTMLParser):
    """Collects paragraphs; list items start with a dash, links keep their text and address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self._parts: list[str] = []
        self._lead = ""
        self._depth = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._break()
        if tag in ("ul", "ol"):
            self._depth += 1
        elif tag == "li":
            self._lead = "  " * max(self._depth - 1, 0) + "- "
        elif tag in _CALLOUTS:
            self._parts.append(_CALLOUTS[tag] + " ")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
        elif tag in _MARKS:
            self._parts.append(_MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in _MARKS:
            self._parts.append(_MARKS[tag])
        elif tag == "a" and self._links:
            target = self._links.pop()
            if target.startswith(("http://", "https://")):
                self._parts.append(f" <{target}>")
        if tag in ("ul", "ol"):
            self._depth = max(self._depth - 1, 0)
        if tag in _BLOCKS and tag not in _CALLOUTS:
            self._break()

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def _break(self) -> None:
        text = _tidy("".join(self._parts))
        if text in _CALLOUTS.values():
            return  # the callout's own paragraph follows
        self._parts.clear()
        if text:
            self.paragraphs.append(self._lead + text)
            self._lead = "" if not self._lead else " " * len(self._lead)
        if not self._depth:
            self._lead = ""

    def close(self) -> None:
        super().close()
        self._break()


def _tidy(text: str) -> str:
    text = " ".join(text.split())
    for mark in ("**", "``"):
        text = text.replace(mark * 2, "")
    text = re.sub(r"`\s+|\s+`", lambda found: found[0] if _opens(found) else "`", text)
    return text.replace(" .", ".").replace(" ,", ",").strip()


def _opens(found: re.Match[str]) -> bool:
    """Whether the blank beside this backtick stands outside the code span."""
    before = found.string[: found.start() + found[0].index("`")].count("`")
    return (before % 2 == 1) == found[0].startswith("`")


def plain_text(html: str) -> str:
    """All of the text: paragraphs with blank lines between, list items with dashes, code in backticks."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = ""
    for paragraph in reader.paragraphs:
        tight = paragraph.startswith((" ", "- ")) and text
        text += ("\n" if tight else "\n\n" if text else "") + paragraph
    return text


def first_sentence(html: str) -> str:
    """The first sentence of the text, on one line; empty where there is none."""
    paragraph = next((line for line in plain_text(html).splitlines() if line.strip(" -")), "").strip(" -")
    found = _SENTENCE_END.search(paragraph)
    return paragraph[: found.end()] if found else paragraph
