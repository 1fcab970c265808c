"""Inputs for a botocore shape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

# XML cannot carry control characters; line ends are a matter of their own.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=12
)
PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
WORDS = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=8)
# Steps that would lead elsewhere are refused: see the tests of refusals.
STEPS = PRINTABLE.filter(lambda text: not {".", ".."} & set(text.split("/")))
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))
WHOLE = MOMENTS.map(lambda value: value.replace(microsecond=0))


def values(shape: Any, depth: int = 3) -> st.SearchStrategy[Any]:
    """Values that botocore takes for the shape."""
    kind = shape.type_name
    if kind == "structure":
        return union(shape, depth) if shape.is_tagged_union else structure(shape, depth)
    if kind == "list" and shape.serialization.get("location") == "header":
        return st.lists(WORDS, min_size=1, max_size=3)  # botocore reads no quotes in headers
    if kind == "list":
        return st.lists(values(shape.member, depth - 1), min_size=1, max_size=3 if depth > 0 else 1)
    if kind == "map" and shape.serialization.get("location") == "headers":
        return st.dictionaries(WORDS, PRINTABLE, min_size=1, max_size=3)
    if kind == "map":
        return st.dictionaries(PRINTABLE, values(shape.value, depth - 1), min_size=1, max_size=2)
    return scalar(shape, kind)


def scalar(shape: Any, kind: str) -> st.SearchStrategy[Any]:
    if kind == "timestamp":
        located = shape.serialization.get("location") == "header"
        return WHOLE if located or shape.serialization.get("timestampFormat") == "rfc822" else MOMENTS
    if kind == "string":
        return {"header": PRINTABLE, "uri": STEPS}.get(shape.serialization.get("location"), TEXT)
    if kind == "blob":
        return st.binary(max_size=8)
    if kind == "double":
        return st.floats(allow_nan=False, allow_infinity=False)
    if kind == "boolean":
        return st.booleans()
    return st.integers(-(2**31), 2**31 - 1) if kind == "integer" else st.integers(-(2**63), 2**63 - 1)


def open_members(shape: Any, depth: int) -> dict[str, Any]:
    """Members to draw; those that go deeper end where the depth does."""
    return {
        name: member
        for name, member in shape.members.items()
        if depth > 0 or member.type_name not in ("structure", "list", "map")
    }


def structure(shape: Any, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {name: values(member, depth - 1) for name, member in open_members(shape, depth).items()}
    required = {name: drawn.pop(name) for name in shape.required_members}
    # In the model's order, which is the one in which XML is written.
    ordered = list(shape.members)
    return st.fixed_dictionaries(required, optional=drawn).map(
        lambda value: dict(sorted(value.items(), key=lambda item: ordered.index(item[0])))
    )


def union(shape: Any, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        [
            st.fixed_dictionaries({name: values(member, depth - 1)})
            for name, member in open_members(shape, depth).items()
        ]
    )
