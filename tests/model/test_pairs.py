"""Tags from a dict and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sotalia_runtime.errors import InvalidInput
from sotalia_runtime.model.pairs import Pair
from sotalia_runtime.model.shapes import STRING, Member
from sotalia_runtime.model.structure import members


class Tag(Pair):
    key: str
    value: str

    model_config = members(key=Member("Key", STRING, required=True), value=Member("Value", STRING, required=True))


class Loose(Pair):
    tag_key: str | None = None
    tag_value: str | None = None

    model_config = members(tag_key=Member("TagKey", STRING), tag_value=Member("TagValue", STRING))


@pytest.mark.parametrize("pair", [Tag, Loose])
@given(pairs=st.dictionaries(st.text(), st.text()))
def test_pairs_come_from_a_dict_and_become_the_same_dict(pair: type[Pair], pairs: dict[str, str]) -> None:
    made = pair.from_dict(pairs)
    assert all(type(one) is pair for one in made)
    assert list(pair.to_dict(made).items()) == list(pairs.items())


def test_pairs_hold_the_entries_in_their_order() -> None:
    assert Tag.from_dict({"b": "1", "a": "2"}) == [Tag(key="b", value="1"), Tag(key="a", value="2")]


def test_the_last_pair_of_a_key_counts_and_what_is_not_there_is_empty_text() -> None:
    pairs = [Loose(tag_key="a", tag_value="1"), Loose(tag_key="a", tag_value="2"), Loose(tag_key="b"), Loose()]
    assert Loose.to_dict(pairs) == {"a": "2", "b": "", "": ""}


def test_value_that_is_not_text_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="value"):
        Tag.from_dict({"cost-centre": 42})  # type: ignore[dict-item]
