"""What requests carry that no oracle says: what is left out, filled in, and encoded with care."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from modelled import Package
from sotalia_runtime import codecs
from sotalia_runtime.codecs import timestamps
from sotalia_runtime.errors import InvalidInput

from models import SCALARS, echo, metadata

if TYPE_CHECKING:
    from sotalia_runtime.http.messages import HttpRequest

JSON = Package(echo("json"), "sent_json")
QUERY = Package(echo("query"), "sent_query")
EC2 = Package(echo("ec2"), "sent_ec2")
XML = Package(echo("rest-xml"), "sent_xml")


def small(protocol: str, members: dict[str, Any], uri: str = "/x", method: str = "POST", **more: Any) -> Package:
    shapes = {**SCALARS, "Labels": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}}}
    shapes["In"] = {"type": "structure", "members": members, **more}
    operation = {"name": "Op", "http": {"method": method, "requestUri": uri}, "input": {"shape": "In"}}
    return Package({"metadata": metadata(protocol), "operations": {"Op": operation}, "shapes": shapes}, "sent_small")


def send(package: Package, name: str, **fields: Any) -> HttpRequest:
    operation, cls, _ = package.operation(name)
    return codecs.serialise(operation, cls(**fields))


def body(request: HttpRequest) -> bytes:
    return b"".join(request.body.open())


def test_empty_containers_are_sent_only_when_set() -> None:
    assert json.loads(body(send(JSON, "Echo"))) == {}
    assert json.loads(body(send(JSON, "Echo", f_texts=[], f_labels={}))) == {"Texts": [], "Labels": {}}
    assert dict(parse_qsl(body(send(QUERY, "Echo", f_texts=[])), keep_blank_values=True))[b"Texts"] == b""
    assert b"Texts" not in body(send(EC2, "Echo", f_texts=[]))
    assert (
        body(send(XML, "Echo", f_texts=[]))
        == b'<EchoRequest xmlns="http://example.com/doc/"><Texts></Texts></EchoRequest>'
    )


def test_a_container_filled_in_place_is_sent() -> None:
    operation, cls, _ = JSON.operation("Echo")
    given = cls()
    given.f_texts.append("late")
    assert json.loads(body(codecs.serialise(operation, given))) == {"Texts": ["late"]}


@pytest.mark.parametrize(
    ("value", "text"), [(float("nan"), "NaN"), (float("inf"), "Infinity"), (float("-inf"), "-Infinity")]
)
def test_numbers_that_json_lacks_are_sent_by_name(value: float, text: str) -> None:
    assert json.loads(body(send(JSON, "Echo", f_ratio=value))) == {"Ratio": text}
    assert f"<Ratio>{text}</Ratio>".encode() in body(send(XML, "Echo", f_ratio=value))


def test_moments_without_a_zone_are_utc_and_others_are_converted() -> None:
    naive = datetime(2024, 5, 6, 7, 8, 9, 3691)
    there = datetime(2024, 5, 6, 9, 8, 9, tzinfo=timezone(timedelta(hours=2)))
    assert json.loads(body(send(JSON, "Echo", f_when=naive)))["When"] == 1714979289.003691
    assert timestamps.iso8601(naive) == "2024-05-06T07:08:09.003691Z"
    assert timestamps.rfc822(there) == "Mon, 06 May 2024 07:08:09 GMT"
    assert timestamps.epoch(there) == 1714979289
    assert timestamps.iso8601(datetime(1, 1, 1)) == "0001-01-01T00:00:00Z"


def test_ec2_names() -> None:
    sent = parse_qsl(body(send(EC2, "Echo", f_queried="a", f_renamed="b", f_texts=["c", "d"])).decode())
    assert sent[2:] == [("OtherName", "b"), ("Texts.1", "c"), ("Texts.2", "d"), ("Asked", "a")]


def test_idempotency_token_is_drawn_once_per_call_and_never_overrides() -> None:
    package = small(
        "rest-json",
        {"Token": {"shape": "Text", "idempotencyToken": True, "location": "header", "locationName": "x-token"}},
    )
    operation, cls, _ = package.operation("Op")
    given = cls()
    assert codecs.serialise(operation, given, token=lambda: "drawn").headers["x-token"] == "drawn"
    assert given.f_token is None
    assert (
        codecs.serialise(operation, given).headers["x-token"] != codecs.serialise(operation, given).headers["x-token"]
    )
    assert codecs.serialise(operation, cls(f_token="mine")).headers["x-token"] == "mine"


def test_token_is_a_uuid() -> None:
    from uuid import UUID

    token = codecs.new_token()
    assert str(UUID(token)) == token
    assert UUID(token).version == 4


def test_json_in_a_header_is_base64() -> None:
    member = {"shape": "Text", "jsonvalue": True, "location": "header", "locationName": "x-json"}
    request = send(small("rest-json", {"Doc": member}), "Op", f_doc='{"a": 1}')
    assert request.headers["x-json"] == b64encode(b'"{\\"a\\": 1}"').decode()


def test_get_may_have_a_json_body_but_needs_none() -> None:
    assert body(send(small("rest-json", {"Text": {"shape": "Text"}}, method="GET"), "Op")) == b"{}"
    bound = small(
        "rest-json", {"Text": {"shape": "Text", "location": "querystring", "locationName": "t"}}, method="GET"
    )
    request = send(bound, "Op", f_text="a b")
    assert (body(request), request.target, len(request.headers)) == (b"", "/x?t=a%20b", 0)


def test_constants_of_the_path_come_first_and_a_bare_name_stays_bare() -> None:
    member = {"Text": {"shape": "Text", "location": "querystring", "locationName": "t"}}
    assert send(small("rest-json", member, "/x?delete&op=1"), "Op", f_text="v").target == "/x?delete&op=1&t=v"


def test_free_parameters_never_replace_the_operations_own() -> None:
    members = {
        "Text": {"shape": "Text", "location": "querystring", "locationName": "t"},
        "More": {"shape": "Labels", "location": "querystring"},
    }
    request = send(small("rest-json", members, "/x?op=1"), "Op", f_text="v", f_more={"t": "no", "op": "no", "u": "yes"})
    assert request.query == [("op", "1"), ("t", "v"), ("u", "yes")]


@pytest.mark.parametrize("value", [b"bytes", "text"])
def test_a_stream_goes_as_it_is(value: bytes | str) -> None:
    package = small("rest-json", {"Data": {"shape": "Data"}}, payload="Data")
    operation, cls, _ = package.operation("Op")
    request = codecs.serialise(operation, cls(f_data=value))
    assert (body(request), "Content-Type" in request.headers) == (
        value if isinstance(value, bytes) else value.encode(),
        False,
    )
    assert body(codecs.serialise(operation, cls())) == b""


def test_query_compatible_service_says_so() -> None:
    model = echo("json")
    model["metadata"]["awsQueryCompatible"] = {}
    assert send(Package(model, "sent_compatible"), "Echo").headers["x-amzn-query-mode"] == "true"


def test_line_ends_and_special_characters_survive_xml() -> None:
    text = "a\r\n\t<&>\"'é]]>"
    root = ElementTree.fromstring(body(send(XML, "Echo", f_text=text)))
    assert root[0].text == text


def test_attribute_and_prefixed_namespace() -> None:
    grantee = XML.operation("EchoGranted")[1].model_validate({"Grantee": {"Type": 'a"b', "Name": "n"}})
    request = codecs.serialise(XML.operation("EchoGranted")[0], grantee)
    assert body(request) == (
        b'<Root><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="a&quot;b">'
        b"<Name>n</Name></Grantee></Root>"
    )


def test_text_for_bytes_is_utf8_and_never_base64() -> None:
    sent = json.loads(body(send(JSON, "Echo", f_data="text", f_blobs=["text"], f_either={"Bytes": "text"})))
    assert sent == {"Data": "dGV4dA==", "blobList": ["dGV4dA=="], "Either": {"Bytes": "dGV4dA=="}}


def test_a_stream_of_another_kind_is_refused_by_name() -> None:
    package = small("rest-json", {"Data": {"shape": "Data"}}, payload="Data")
    operation, cls, _ = package.operation("Op")
    with pytest.raises(InvalidInput) as caught:
        codecs.serialise(operation, cls.model_construct(f_data=7))
    assert [problem.path for problem in caught.value.problems] == ["f_data"]
