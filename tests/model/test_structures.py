"""Structures as users hold them."""

from __future__ import annotations

import pytest
from sotalia_runtime.model.shapes import STRING, List, Member
from sotalia_runtime.model.structure import Structure, members


class Lamp(Structure):
    name: str
    colours: list[str] = []  # noqa: RUF012

    model_config = members(name=Member("Name", STRING), colours=Member("Colours", List(STRING)))


def parsed() -> Lamp:
    tree = {"Name": "a", "Range": 3}
    return Lamp.__pydantic_validator__.validate_python(tree, extra="allow", by_alias=True, by_name=False)


@pytest.mark.parametrize("make", [lambda: Lamp(name="a"), parsed], ids=["made", "answered"])
def test_misspelt_field_cannot_be_set(make: object) -> None:
    lamp = make()  # type: ignore[operator]
    with pytest.raises(AttributeError, match="Lamp has no field 'nmae'"):
        lamp.nmae = "b"
    lamp.name = "b"
    assert lamp.model_dump(by_alias=True)["Name"] == "b"


def test_what_a_service_adds_is_kept_beside_the_fields() -> None:
    assert parsed().Range == 3  # type: ignore[attr-defined]
    assert parsed().model_dump(by_alias=True) == {"Name": "a", "Colours": [], "Range": 3}
    assert parsed() != Lamp(name="a")


def test_empty_lists_are_not_shared() -> None:
    first = Lamp(name="a")
    first.colours.append("red")
    assert Lamp(name="a").colours == []


def test_repr_shows_only_what_is_there() -> None:
    assert repr(Lamp(name="a")) == "Lamp(name='a')"
