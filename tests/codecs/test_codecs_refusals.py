"""What is refused before anything is sent, with every problem named at once and no value quoted."""

from __future__ import annotations

from typing import Any

import pytest
from modelled import Package
from sotalia_runtime import codecs
from sotalia_runtime.errors import InvalidInput

from models import echo

JSON = Package(echo("json"), "refused_json")
REST = Package(echo("rest-xml"), "refused_rest")
QUERY = Package(echo("query"), "refused_query")
SECRET = "do not tell"


def problems(package: Package, name: str, parameters: dict[str, Any]) -> dict[str, str]:
    operation, cls, _ = package.operation(name)
    with pytest.raises(InvalidInput) as caught:
        codecs.serialise(operation, cls.model_validate(parameters))
    assert SECRET not in str(caught.value)
    return {problem.path: problem.message for problem in caught.value.problems}


@pytest.mark.parametrize("package", [JSON, QUERY, REST], ids=lambda package: package.name)
def test_unions_need_exactly_one_member_wherever_they_are(package: Package) -> None:
    parameters = {
        "Either": {},
        "Eithers": [{"Word": SECRET, "Number": 1}, {"Number": 1}],
        "NodesByName": {"k": {"Choice": {"Leaf": {"Choice": {}}}}},
    }
    found = problems(package, "Echo", parameters)
    assert set(found) == {"f_either", "f_eithers[0]", "f_nodes_by_name.k.f_choice.Leaf.f_choice"}
    assert all("exactly one" in message for message in found.values())


@pytest.mark.parametrize(
    ("parameters", "path"),
    [
        ({"Bucket": "", "Key": "k"}, "f_bucket"),
        ({"Bucket": "b", "Key": ""}, "f_key"),
        ({"Bucket": ".", "Key": "k"}, "f_bucket"),
        ({"Bucket": "..", "Key": "k"}, "f_bucket"),
        ({"Bucket": "b", "Key": "a/../b"}, "f_key"),
        ({"Bucket": "b", "Key": "k", "HeaderText": f"{SECRET}\r\nx: y"}, "f_header_text"),
        ({"Bucket": "b", "Key": "k", "HeaderText": f"{SECRET}\n"}, "f_header_text"),
        ({"Bucket": "b", "Key": "k", "Metadata": {"name": f"{SECRET}\r"}}, "f_metadata.name"),
        ({"Bucket": "b", "Key": "k", "Metadata": {"na\r\nme": "v"}}, "f_metadata"),
        ({"Bucket": "b", "Key": "k", "Metadata": {"na me": "v"}}, "f_metadata.na me"),
        ({"Bucket": "b", "Key": "k", "Metadata": {"ключ": "v"}}, "f_metadata.ключ"),
    ],
)
def test_labels_and_headers_that_would_say_something_else(parameters: dict[str, Any], path: str) -> None:
    assert set(problems(REST, "EchoRest", parameters)) == {path}


def test_all_problems_come_at_once() -> None:
    parameters = {"Bucket": "", "Key": "..", "HeaderText": "\n", "Node": {"Choice": {}}}
    assert set(problems(REST, "EchoRest", parameters)) == {"f_bucket", "f_key", "f_header_text", "f_node.f_choice"}


def test_bucket_that_would_be_a_path_is_refused_but_an_arn_is_not() -> None:
    model = echo("rest-xml")
    model["metadata"]["signatureVersion"] = "s3"
    package = Package(model, "refused_bucket")
    operation, cls, _ = package.operation("EchoRest")
    cls.__members__["f_bucket"].context_param = "Bucket"
    assert set(problems(package, "EchoRest", {"Bucket": "a/b", "Key": "k"})) == {"f_bucket"}
    arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/mine"
    request = codecs.serialise(operation, cls(f_bucket=arn, f_key="../k//é%2e"))
    assert request.path == "/v1/arn%3Aaws%3As3%3Aus-west-2%3A123456789012%3Aaccesspoint%2Fmine/../k//%C3%A9%252e"


@pytest.mark.parametrize("text", ["\0", "\x01", "\x1f", "\ufffe"])
def test_characters_that_xml_lacks(text: str) -> None:
    problems(REST, "Echo", {"Text": text})


@pytest.mark.parametrize("package", [JSON, QUERY, REST], ids=lambda package: package.name)
def test_a_value_changed_to_nonsense_is_still_a_typed_refusal(package: Package) -> None:
    operation, cls, _ = package.operation("Echo")
    given = cls()
    given.f_node = {"Name": "a mapping is not a structure"}
    with pytest.raises(InvalidInput):
        codecs.serialise(operation, given)
    given = cls()
    given.f_when = "yesterday"
    with pytest.raises(InvalidInput):
        codecs.serialise(operation, given)


def test_nesting_without_end_is_a_typed_refusal() -> None:
    operation, cls, _ = JSON.operation("Echo")
    node = JSON.types.Node()
    node.f_children = [node]
    with pytest.raises(InvalidInput):
        codecs.serialise(operation, cls.model_construct(f_node=node))
