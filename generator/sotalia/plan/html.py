"""The models' documentation, which is HTML of a kind, as plain text that reads well in an editor."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_BLOCK: Final = re.compile(
    "p|div|[uod]l|li|d[td]|note|important|caution|tip|table|tr|pre|br|h[1-6]|section|title|fullname|examples|blockquote"
)
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
        self._opened = ""  # marks whose text is still to come
        self._in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _BLOCK.fullmatch(tag):
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
            self._open_mark(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _MARKS:
            self._close_mark(tag)
        elif tag == "a" and self._links:
            target = self._links.pop()
            if target.startswith(("http://", "https://")) and not self._in_code:
                self._parts.append(f" <{target}>")
        if tag in ("ul", "ol"):
            self._depth = max(self._depth - 1, 0)
        if _BLOCK.fullmatch(tag) and tag not in _CALLOUTS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._opened and (text := data.lstrip()):
            # "<b> x" is " **x": blanks go outside the marks.
            mark, self._opened = self._opened, ""
            self._parts.append(f" {mark}" if text != data else mark)
            data = text
        self._parts.append(data)

    def _open_mark(self, tag: str) -> None:
        if not self._in_code:  # where everything is literal
            self._opened += _MARKS[tag]
        self._in_code += tag == "code"

    def _close_mark(self, tag: str) -> None:
        self._in_code -= tag == "code" and self._in_code > 0
        if self._in_code:
            return
        if self._opened:  # nothing in it
            self._opened = self._opened.removesuffix(_MARKS[tag])
            return
        text = "".join(self._parts)
        self._parts = [text.rstrip(), _MARKS[tag], " " if text != text.rstrip() else ""]

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
    return " ".join(text.split()).replace(" .", ".").replace(" ,", ",")


def plain_text(html: str) -> str:
    """All of the text: paragraphs with blank lines between, list items with dashes, code in backticks."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = ""
    in_list = False
    for paragraph in reader.paragraphs:
        is_item = paragraph.startswith((" ", "- "))
        text += ("\n" if is_item and in_list else "\n\n" if text else "") + paragraph
        in_list = is_item
    return text


def first_sentence(html: str) -> str:
    """The first sentence of the text, on one line; empty where there is none."""
    paragraph = next((line for line in plain_text(html).splitlines() if line.strip(" -")), "").strip(" -")
    found = _SENTENCE_END.search(paragraph)
    return paragraph[: found.end()] if found else paragraph
