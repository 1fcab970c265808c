"""What a model says is text, and stays text."""

from __future__ import annotations

import ast

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sotalia.plan.html import first_sentence, plain_text
from sotalia.plan.literals import docstring_literal, markdown, one_line, toml_string

NASTY = [
    'ends in "',
    '"',
    '""',
    '"""',
    '""""',
    'five """"" quotes',
    "back\\slash",
    "ends in \\",
    "\\" * 3 + '"',
    "",
    "{braces} {{twice}} {% raw %}",
    "a\n\n  b\n\tc\n",
    "\r\n\x00\x1b[31m\x7f",
    "lone \ud800 surrogate",
    "right\u202eleft",
    "line\u2028separator \x85",
    '"""\nimport os\n"""',
    "\\N{BULLET} \\u0041 \\x41",
]


def normal(text: str) -> str:
    """Text without what a docstring does not keep: blanks at its ends and at the ends of lines."""
    return "\n".join(line.replace("\t", "    ").rstrip() for line in text.strip().splitlines()).strip()


@pytest.mark.parametrize("text", NASTY)
def test_docstring_survives_a_round_trip(text: str) -> None:
    for indent in (0, 4, 8):
        source = docstring_literal(text, indent)
        assert [line.strip() for line in normal(ast.literal_eval(source)).splitlines()] == [
            line.strip() for line in normal(text).splitlines()
        ]


@given(st.text(st.characters(codec=None), max_size=60), st.sampled_from([0, 4, 8]))
def test_any_text_is_one_docstring_and_nothing_else(text: str, indent: int) -> None:
    pad = " " * indent
    source = "".join(f"{' ' * column}class C{column}:\n" for column in range(0, indent, 4))
    source += f"{pad}{docstring_literal(text, indent)}\n"
    tree = ast.parse(source)
    found = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and not isinstance(node, ast.ClassDef)]
    assert len(found) == 1
    assert isinstance(found[0], ast.Expr)
    assert isinstance(found[0].value, ast.Constant)
    lines = [line.strip() for line in str(found[0].value.value).strip().splitlines()]
    assert lines == [line.strip() for line in normal(text).splitlines()]
    assert source.isprintable() or all(char == "\n" or char.isprintable() for char in source)


@given(st.text(alphabet='"\\ \n{}ab', max_size=30))
def test_formatting_keeps_the_text(text: str) -> None:
    source = f"class C:\n    {docstring_literal(text, 4)}\n\n    x = 1\n"
    before, after = (ast.parse(version).body[0] for version in (source, black.format_str(source, mode=black.Mode())))
    assert isinstance(before, ast.ClassDef)
    assert isinstance(after, ast.ClassDef)
    assert (ast.get_docstring(after) or "").split() == (ast.get_docstring(before) or "").split()


@given(st.text(max_size=60))
def test_metadata_strings_are_toml(text: str) -> None:
    import tomllib

    assert tomllib.loads(f"x = {toml_string(text)}")["x"] == one_line(text)


def test_markdown_of_a_model_is_no_markup() -> None:
    assert markdown("<script>*x*\n# y `z`") == r"\<script\>\*x\* \# y \`z\`"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two.</p><p>Three</p>", "One & two.\n\nThree"),
        ("<ul><li><p>a</p></li><li>b</li></ul>", "- a\n- b"),
        ("<p>See <a href='https://x.example/y'>the guide</a>.</p>", "See the guide <https://x.example/y>."),
        ("<p><code>x</code> or <b>bold</b></p>", "`x` or **bold**"),
        ("<note><p>Mind it.</p></note>", "Note: Mind it."),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("no markup  at\n all", "no markup at all"),
        ("<p>broken <b>tag", "broken **tag"),
        ("<p>use <b> bold </b>text</p>", "use **bold** text"),
        ("<code> <i>bucket</i>.s3 </code> and <i></i>more", "`bucket.s3` and more"),
        ("<p>Either:</p><ul><li>a</li></ul><p>End</p>", "Either:\n\n- a\n\nEnd"),
        ("", ""),
    ],
)
def test_html_reads_well_as_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("<p>Makes a thing. And more.</p>", "Makes a thing."),
        ("<p>For example, e.g. This one counts. Not this.</p>", "For example, e.g. This one counts."),
        ("<p>Version 1.2 of it</p><p>More.</p>", "Version 1.2 of it"),
        ("<ul><li>First. Second.</li></ul>", "First."),
        ("", ""),
    ],
)
def test_summary_is_the_first_sentence(html: str, sentence: str) -> None:
    assert first_sentence(html) == sentence
