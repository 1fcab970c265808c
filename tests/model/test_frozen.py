"""Options, hooks, limits and the like are values: they do not change, and equal ones are equal."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import TYPE_CHECKING

import pytest
from sotalia_runtime import Credentials, Hooks, Retries, Timeouts
from sotalia_runtime.errors import ConfigError, Problem
from sotalia_runtime.http.messages import Headers
from sotalia_runtime.model.metadata import ResponseMetadata

if TYPE_CHECKING:
    from sotalia_runtime.frozen import Frozen

VALUES: list[Frozen] = [
    Retries("legacy", 7),
    Timeouts(connect=1.5, total=9),
    Hooks(before_sign=(print,)),
    Problem("a.b", "is wrong"),
    ResponseMetadata(status=200, headers=Headers(), request_id="r"),
]
IDS = [type(value).__name__ for value in VALUES]


@pytest.mark.parametrize("value", [*VALUES, Credentials("AKID", "secret")], ids=[*IDS, "Credentials"])
def test_nothing_can_be_set_or_deleted(value: Frozen) -> None:
    for name in ("headers", *inspect.signature(type(value)).parameters):
        with pytest.raises(AttributeError):
            setattr(value, name, None)
        with pytest.raises(AttributeError):
            delattr(value, name)


@pytest.mark.parametrize("value", VALUES, ids=IDS)
def test_copies_pickles_and_replacements_are_equal_to_it(value: Frozen) -> None:
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value)), value.replace()):
        assert type(twin) is type(value)
        assert repr(twin) == repr(value)
        if not isinstance(value, ResponseMetadata):  # headers are compared by identity
            assert twin == value
            assert hash(twin) == hash(value)


def test_replacing_changes_what_it_names_and_checks_it() -> None:
    assert Timeouts(read=5).replace(total=60.0) == Timeouts(read=5, total=60)
    assert Retries("standard", 5).replace(mode="legacy") == Retries("legacy", 5)
    with pytest.raises(ConfigError):
        Timeouts().replace(read=-1)
    with pytest.raises(TypeError):
        Timeouts().replace(write=1)


def test_equal_takes_the_same_class_and_equal_parts() -> None:
    assert Retries() == Retries("standard")
    assert Retries() != Retries("legacy")
    assert Retries() != Timeouts()
    assert Hooks(on_error=[print]) != Hooks(on_error=(print,))


def test_subclasses_are_values_too() -> None:
    class Patient(Timeouts):
        pass

    assert Patient(read=300) == Patient(read=300)
    assert Patient(read=300) != Patient(read=400)
    assert repr(Patient(read=300)) == "Patient(connect=60.0, read=300, total=None)"


def test_text_shows_parts_by_name() -> None:
    assert repr(Retries("legacy")) == "Retries(mode='legacy', max_attempts=None)"
    assert repr(Problem("a", "is wrong")) == "Problem(path='a', message='is wrong')"
    assert "headers" not in repr(VALUES[-1])
