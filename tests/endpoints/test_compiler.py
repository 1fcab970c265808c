"""What the rule set compiler refuses, and that nothing in a rule set becomes code."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sotalia.plan.rulesets import compile_rule_set
from sotalia_runtime.endpoints.resolved import Endpoint
from sotalia_runtime.errors import EndpointError

from .test_against_botocore import chosen, load, loaded, newest_rule_sets

REGION = {"Region": {"type": "string", "builtIn": "AWS::Region"}}
HOSTILE = st.one_of(
    st.text(),
    st.sampled_from(
        [
            '"""',
            "'",
            '\\"',
            "\n",
            "\\",
            "{__import__('os')}",
            "{{",
            "}}",
            "{Region!r}",
            "'); raise SystemExit  #",
            "\u202e",
        ]
    ),
)


def rule_set(*rules: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"version": "1.0", "parameters": REGION | parameters, "rules": list(rules)}


def endpoint(url: Any, *conditions: Any, **more: Any) -> dict[str, Any]:
    return {"type": "endpoint", "conditions": list(conditions), "endpoint": {"url": url, **more}}


def call(function: str, *arguments: Any, **more: Any) -> dict[str, Any]:
    return {"fn": function, "argv": list(arguments), **more}


@pytest.mark.parametrize(
    ("document", "where"),
    [
        (rule_set(endpoint("https://x", call("os.system", "ls"))), "rules[0].conditions[0]: there is no function"),
        (rule_set(endpoint("https://x", call("isSet", {"ref": "Bucket"}))), "rules[0].conditions[0]: 'Bucket' is not"),
        (rule_set(endpoint("https://{Bucket}")), "rules[0].endpoint.url: 'Bucket' is not defined"),
        (rule_set(endpoint("https://{Region#x}")), "rules[0].endpoint.url: region has no 'x'"),
        (rule_set(endpoint("https://x", call("isSet"))), "isSet takes 1 arguments, not 0"),
        (
            rule_set(endpoint("https://x", call("aws.partition", {"ref": "Region"}, assign="a b"))),
            "'a b' is not a name",
        ),
        (
            rule_set(endpoint("https://x", call("aws.partition", {"ref": "Region"}, assign="Region"))),
            "assigned already",
        ),
        (rule_set(endpoint("https://x", properties={"surprise": 1})), "['surprise'] are not known"),
        (rule_set(endpoint("https://x", properties={"authSchemes": [{"name": "sigv9"}]})), "no scheme 'sigv9'"),
        (rule_set({"type": "tree", "conditions": [], "rules": []}), "rules[0].rules: has no rules"),
        (rule_set({"type": "jump", "conditions": []}), "rules[0]: there is no rule type 'jump'"),
        (rule_set(endpoint("https://x"), **{"a-b": {"type": "string"}}), "parameters.a-b: 'a-b' is not a name"),
        (rule_set(endpoint("https://x"), region={"type": "string"}), "parameters.region: is region in Python"),
        (rule_set(endpoint("https://x"), N={"type": "number"}), "parameters.N: there is no type 'number'"),
        (rule_set(endpoint("https://x", call("booleanEquals", {"ref": "Region"}, True))), "region is not a bool"),
        ([], "is not an object"),
    ],
)
def test_what_is_not_known_is_refused_by_path(document: Any, where: str) -> None:
    with pytest.raises(ValueError, match=r"^ruleSet") as refused:
        compile_rule_set(document)
    assert where in str(refused.value)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_text_of_a_rule_set_stays_text(region: str, message: str, url: str) -> None:
    escaped = [text.replace("{", "{{").replace("}", "}}") for text in (message, url)]
    document = rule_set(
        {
            "type": "error",
            "conditions": [call("stringEquals", {"ref": "Region"}, "bad")],
            "error": escaped[0] + "{Region}",
        },
        endpoint(
            escaped[1],
            properties={"authSchemes": [{"name": "sigv4", "signingName": escaped[0]}]},
            headers={message: [escaped[1]]},
        ),
    )
    source = compile_rule_set(json.loads(json.dumps(document)))
    resolve = loaded(source)
    found = resolve(region=region)
    assert isinstance(found, Endpoint)
    assert (found.url, found.auth_schemes[0].signing_name, dict(found.headers)) == (url, message, {message: (url,)})
    with pytest.raises(EndpointError) as refused:
        resolve(region="bad")
    assert str(refused.value) == message + "bad"


def test_endless_nesting_is_refused() -> None:
    rules = [endpoint("https://x")]
    for _ in range(2000):
        rules = [{"type": "tree", "conditions": [call("isSet", {"ref": "Region"})], "rules": rules}, *rules[-1:]]
    with pytest.raises(ValueError, match="nested too deeply"):
        compile_rule_set(rule_set(*rules))


def test_the_first_rule_that_applies_decides_and_a_tree_without_one_falls_through() -> None:
    is_east = call("stringEquals", {"ref": "Region"}, "us-east-1")
    tree = {
        "type": "tree",
        "conditions": [call("isSet", {"ref": "Region"})],
        "rules": [endpoint("https://east", is_east)],
    }
    resolve = loaded(compile_rule_set(rule_set(tree, endpoint("https://other"))))
    assert [resolve(region=region).url for region in ("us-east-1", "eu-west-1", None)] == [
        "https://east",
        "https://other",
        "https://other",
    ]


def test_without_a_rule_that_applies_there_is_an_endpoint_error() -> None:
    resolve = loaded(compile_rule_set(rule_set(endpoint("https://x", call("isSet", {"ref": "Region"})))))
    with pytest.raises(EndpointError):
        resolve()


def test_a_url_never_holds_a_parameter_that_was_not_given() -> None:
    resolve = loaded(compile_rule_set(rule_set(endpoint("https://x.{Region}.example"))))
    assert resolve(region="r").url == "https://x.r.example"
    with pytest.raises(EndpointError, match="needs Region"):
        resolve()


@pytest.mark.parametrize("service", chosen())
def test_no_function_is_deeply_nested_and_compiling_is_repeatable(service: str) -> None:
    document = load(newest_rule_sets()[service])
    source = compile_rule_set(document)
    assert compile_rule_set(document) == source
    assert max(map(nesting, ast.parse(source.source).body)) <= 6


def nesting(node: ast.AST) -> int:
    below = max((nesting(child) for child in ast.iter_child_nodes(node)), default=0)
    return below + isinstance(node, ast.If)
