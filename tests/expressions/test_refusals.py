"""What the expression compiler refuses, and that nothing in an expression becomes code."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sotalia.plan.jmespath import ExpressionError

from .test_against_jmespath import function, service_of

SERVICE = service_of("ecs")
SERVICES_OUTPUT: Any = SERVICE.operations["DescribeServices"].output


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("servces[].status", "has no member servces"),
        ("services[].status.name", "a string has no member name"),
        ("services.status", "a list has no member status"),
        ("services[].status[].x", "a string has no member x"),
        ("failures[0].*", "a structure has no values"),
        ("failures[*][0]", "a structure has no entry 0"),
        ("services[0].status[*]", "a string cannot be projected"),
        ("sort_by(services, &status)", "is not supported"),
        ("{a: services}", "multi_select_dict is not supported"),
        ("length(services) == `true`", "compares a number with a boolean"),
        ("services[", "is not JMESPath"),
        ("", "is not JMESPath"),
        ("(" * 3000, "is not JMESPath"),
    ],
)
def test_refused_with_the_expression_and_the_reason(text: str, problem: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        function(text, SERVICE, SERVICES_OUTPUT)
    assert repr(text) in str(refused.value)
    assert problem in str(refused.value)


@given(st.text(st.characters(exclude_characters="'\\`", exclude_categories=["Cs"])))
def test_text_of_an_expression_stays_text(text: str) -> None:
    assert function(f"'{text}'", SERVICE, SERVICES_OUTPUT)(None) == text
    assert function(f"'' || '{text}'", SERVICE, SERVICES_OUTPUT)(None) == text
