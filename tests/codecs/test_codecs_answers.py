"""Answers that differ from the model: what is taken, what is refused, and never anything between."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from modelled import Package
from sotalia_runtime import codecs
from sotalia_runtime.codecs import cbor, timestamps
from sotalia_runtime.errors import ResponseParseError
from sotalia_runtime.http.messages import Headers

from models import echo

PACKAGES = {
    protocol: Package(echo(protocol), f"answered_{protocol.replace('-', '_')}")
    for protocol in ("json", "rest-json", "rest-xml", "query", "ec2", "smithy-rpc-v2-cbor")
}


def parse(protocol: str, body: bytes, name: str = "Echo", headers: Headers | None = None) -> Any:
    operation, _, output = PACKAGES[protocol].operation(name)
    return codecs.parse(operation, output, 200, headers or Headers(), body)


def wrapped(xml: str, protocol: str) -> bytes:
    text = f"<EchoResponse><EchoResult>{xml}</EchoResult></EchoResponse>" if protocol == "query" else f"<R>{xml}</R>"
    return text.encode()


def test_nulls_count_as_missing_and_dense_lists_drop_them() -> None:
    body = b'{"Text":null,"Texts":["a",null,"b"],"Labels":{"k":null,"l":"v"},"Nodes":null,"Either":{"word":"w","Number":null}}'
    output = parse("json", body)
    assert (output.f_text, output.f_texts, output.f_labels, output.f_nodes) == (None, ["a", "b"], {"l": "v"}, [])
    assert output.f_either == {"Word": "w"}


def test_sparse_lists_keep_their_nulls() -> None:
    model = echo("json")
    model["shapes"]["Texts"]["sparse"] = True
    operation, _, output = Package(model, "answered_sparse").operation("Echo")
    assert codecs.parse(operation, output, 200, Headers(), b'{"Texts":["a",null]}').f_texts == ["a", None]


def test_unknown_members_and_variants_are_kept() -> None:
    output = parse("json", b'{"New":{"a":[1]},"Either":{"__type":"x","Later":1},"otherName":"r"}')
    assert output.model_extra == {"New": {"a": [1]}}
    assert output.f_either == {"Later": 1}
    xml = parse("ec2", wrapped("<new><a>1</a><a>2</a><b/></new><requestId>r</requestId>", "ec2"))
    assert xml.model_extra == {"new": {"a": ["1", "2"], "b": ""}}


def test_unknown_member_is_never_taken_for_one_that_is_called_otherwise_on_the_wire() -> None:
    assert parse("json", b'{"Renamed":"not this","otherName":"this"}').f_renamed == "this"
    assert parse("ec2", wrapped("<Renamed>not this</Renamed>", "ec2")).f_renamed is None


@pytest.mark.parametrize("protocol", ["query", "ec2", "rest-xml"])
def test_empty_elements_are_empty_text_and_no_number(protocol: str) -> None:
    output = parse(protocol, wrapped("<Text/><Count/><When></When><Flag/><Texts/><Node/>", protocol))
    assert (output.f_text, output.f_count, output.f_when, output.f_flag) == ("", None, None, None)
    assert output.f_texts == []
    assert output.f_node.f_name is None


def test_missing_members_are_none_or_empty_even_if_required() -> None:
    model = echo("json")
    model["shapes"]["EchoShape"]["required"] = ["Text", "Texts"]
    package = Package(model, "answered_required")
    operation, _, output = package.operation("Echo")
    parsed = codecs.parse(operation, output, 200, Headers(), b"{}")
    assert (parsed.f_text, parsed.f_texts) == (None, [])
    with pytest.raises(ResponseParseError):
        codecs.parse(operation, output, 200, Headers(), b"")


@pytest.mark.parametrize(
    ("protocol", "body"), [("json", b""), ("json", b" \n"), ("json", b"null"), ("smithy-rpc-v2-cbor", b"")]
)
def test_rpc_answer_that_says_nothing_is_none(protocol: str, body: bytes) -> None:
    with pytest.raises(ResponseParseError, match="empty"):
        parse(protocol, body)


def test_rest_answer_may_say_nothing_unless_something_was_asked_for() -> None:
    assert parse("rest-json", b"").f_text is None
    model = echo("rest-json")
    model["operations"]["Echo"]["http"]["method"] = "GET"
    operation, _, output = Package(model, "answered_get").operation("Echo")
    assert codecs.parse(operation, output, 204, Headers(), b"").f_text is None
    with pytest.raises(ResponseParseError, match="empty"):
        codecs.parse(operation, output, 200, Headers(), b"")


@pytest.mark.parametrize(
    "text",
    [
        "1714979289",
        "1714979289.0",
        "2024-05-06T07:08:09Z",
        "2024-05-06T07:08:09.000Z",
        "20240506T070809Z",
        "2024-05-06T09:08:09+02:00",
        "Mon, 06 May 2024 07:08:09 GMT",
    ],
)
def test_every_form_of_a_moment(text: str) -> None:
    moment = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert timestamps.read(text) == moment
    assert parse("json", f'{{"When":"{text}"}}'.encode()).f_when == moment
    assert parse("ec2", wrapped(f"<When>{text}</When>", "ec2")).f_when == moment
    assert parse("rest-xml", b"<R/>", "EchoRest", Headers([("x-when", text)])).f_header_when == moment


def test_a_header_that_is_no_moment_does_not_fail_the_call() -> None:
    assert parse("rest-xml", b"<R/>", "EchoRest", Headers([("x-when", "soon")])).f_header_when is None


def test_header_lists_with_quotes_and_prefixed_headers() -> None:
    headers = Headers([("X-Texts", 'a, "b,\\"c\\"" ,d'), ("X-Meta-One", "1"), ("x-meta-two", "2"), ("other", "3")])
    output = parse("rest-xml", b"<R/>", "EchoRest", headers)
    assert output.f_header_texts == ["a", 'b,"c"', "d"]
    assert output.f_metadata == {"One": "1", "two": "2"}
    assert output.f_status == 200


def test_an_empty_prefix_takes_all_headers() -> None:
    model = echo("rest-json")
    model["shapes"]["RestOut"]["members"]["Metadata"]["locationName"] = ""
    operation, _, output = Package(model, "answered_prefix").operation("EchoRest")
    assert codecs.parse(operation, output, 200, Headers([("A", "1"), ("b", "2")]), b"{}").f_metadata == {
        "A": "1",
        "b": "2",
    }


@pytest.mark.parametrize(
    ("protocol", "body"),
    [
        ("json", b'{"Text":"cut'),
        ("json", b"<html><body>Bad gateway</body></html>"),
        ("json", b"[1]"),
        ("json", b'"text"'),
        ("json", b"\xff\xfe"),
        ("json", b'{"Text":{"a":1}}'),
        ("json", b'{"Texts":"a"}'),
        ("json", b'{"Texts":{"a":1}}'),
        ("json", b'{"Node":[1]}'),
        ("json", b'{"Labels":[1]}'),
        ("json", b'{"Data":"!"}'),
        ("json", b'{"Data":7}'),
        ("json", b'{"When":"soon"}'),
        ("json", b'{"When":1e300}'),
        ("json", b'{"Count":1.5}'),
        ("json", b'{"Count":true,"Text":1}'),
        ("json", b'{"Flag":"maybe"}'),
        ("json", b'{"Ratio":"much"}'),
        ("json", b'{"Nodes":' + b'[{"Children":' * 100_000),
        ("json", b'{"New":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        ("json", b'{"Node":' + b'{"Children":[' * 5_000 + b"]}" * 5_000 + b"}"),
        ("rest-json", b"<html/>"),
        ("query", b""),
        ("query", b"{}"),
        ("query", b"<EchoResponse/>"),
        ("query", b"<ErrorResponse><Error/></ErrorResponse>"),
        ("query", b"<Error><Code>InternalError</Code></Error>"),
        ("ec2", b"<Error><Code>InternalError</Code></Error>"),
        ("ec2", b"<Response><Errors><Error/></Errors></Response>"),
        ("ec2", b"<html><body/></html>"),
        ("ec2", b"<R><Text>cut"),
        ("ec2", b"<R><Text><a/></Text></R>"),
        ("ec2", b"<R><Count>x</Count></R>"),
        ("ec2", b"<R><Data>!</Data></R>"),
        ("rest-xml", b""),
        ("rest-xml", b"  \n"),
        ("rest-xml", b"<Error><Code>SlowDown</Code></Error>"),
        ("rest-xml", b'<!DOCTYPE a [<!ENTITY b "c">]><R><Text>&b;</Text></R>'),
        ("rest-xml", b'\xef\xbb\xbf<?xml version="1.0"?><!-- a --><!DOCTYPE a SYSTEM "file:///etc/passwd"><R/>'),
        ("rest-xml", '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><R/>'.encode("utf-16")),
        ("rest-xml", b"<R>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</R>"),
        ("rest-xml", b"<R><Labels><entry><key>k</key></entry></Labels></R>"),
        ("smithy-rpc-v2-cbor", b"\xa1"),
        ("smithy-rpc-v2-cbor", b"\x80"),
        ("smithy-rpc-v2-cbor", b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"),
        ("smithy-rpc-v2-cbor", b"\x81" * 100_000),
        ("smithy-rpc-v2-cbor", b"\xa0\xa0"),
    ],
)
def test_broken_answers_are_one_typed_error(protocol: str, body: bytes) -> None:
    with pytest.raises(ResponseParseError):
        parse(protocol, body)


def test_the_text_of_an_answer_may_speak_of_document_types() -> None:
    assert parse("ec2", wrapped("<Text><![CDATA[<!DOCTYPE html>]]></Text>", "ec2")).f_text == "<!DOCTYPE html>"


def test_blanks_before_xml_are_skipped() -> None:
    assert parse("rest-xml", b'\n\n <?xml version="1.0"?>\n<R><Text>a</Text></R>').f_text == "a"


def test_an_error_under_a_good_status_is_seen() -> None:
    operation, _, _ = PACKAGES["rest-xml"].operation("Echo")
    assert codecs.conceals_error(operation, b'\n<?xml version="1.0"?>\n<Error><Code>InternalError</Code></Error>')
    assert not codecs.conceals_error(operation, b"<R><Errors><Error/></Errors></R>")
    assert not codecs.conceals_error(operation, b"<Error")


def test_the_root_may_be_the_value() -> None:
    model = echo("rest-xml")
    model["shapes"]["EchoShape"]["members"] = {"Place": {"shape": "Text"}}
    operation, _, output = Package(model, "answered_root").operation("Echo")
    assert codecs.parse(operation, output, 200, Headers(), b'<Place xmlns="x">here</Place>').f_place == "here"
    assert codecs.parse(operation, output, 200, Headers(), b'<Place xmlns="x"/>').f_place is None


def test_one_element_may_feed_a_scalar_and_the_list_that_replaced_it() -> None:
    model = echo("rest-xml")
    model["shapes"]["EchoShape"]["members"] = {
        "Event": {"shape": "Text"},
        "Events": {"shape": "FlatTexts", "locationName": "Event"},
    }
    operation, _, output = Package(model, "answered_twice").operation("Echo")
    parsed = codecs.parse(operation, output, 200, Headers(), b"<R><Event>a</Event><Event>b</Event></R>")
    assert (parsed.f_event, parsed.f_events) == ("b", ["a", "b"])


def test_an_operation_without_output_takes_any_text_but_no_page() -> None:
    model = echo("rest-json")
    model["shapes"]["EchoShape"]["members"] = {}
    operation, _, output = Package(model, "answered_nothing").operation("Echo")
    for body in (b"", b"OK", b"null", b"{}"):
        assert not codecs.parse(operation, output, 200, Headers(), body).model_dump()
    assert codecs.parse(operation, output, 200, Headers(), b'{"New":1}').model_extra == {"New": 1}
    with pytest.raises(ResponseParseError):
        codecs.parse(operation, output, 200, Headers(), b"<html/>")


def test_a_streamed_body_is_left_to_its_reader() -> None:
    model = echo("rest-json")
    model["shapes"]["PayloadShape"] |= {"payload": "Data"}
    model["shapes"]["PayloadShape"]["members"]["Data"] = {"shape": "Data"}
    operation, _, output = Package(model, "answered_stream").operation("EchoPayload")
    assert codecs.streams(operation, output) == "f_data"
    assert codecs.streams(*PACKAGES["json"].operation("Echo")[::2]) is None
    parsed = codecs.parse(operation, output, 200, Headers([("x-text", "t")]), b"")
    assert parsed.f_header_text == "t"
    assert not hasattr(parsed, "f_data")


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("00", 0), ("1818", 24), ("1903e8", 1000), ("1b000000e8d4a51000", 1000000000000), ("3863", -100),
        ("c249010000000000000000", 2**64), ("c349010000000000000000", -(2**64) - 1), ("f90001", 5.960464477539063e-08),
        ("f9c400", -4.0), ("fa47c35000", 100000.0), ("fb3ff199999999999a", 1.1), ("f97c00", float("inf")),
        ("f4", False), ("f5", True), ("f6", None), ("f7", None), ("c11a514b67b0", 1363896240), ("c1fb41d452d9ec200000", 1363896240.5),
        ("5f42010243030405ff", b"\1\2\3\4\5"), ("7f657374726561646d696e67ff", "streaming"), ("9f018202039f0405ffff", [1, [2, 3], [4, 5]]),
        ("bf61610161629f0203ffff", {"a": 1, "b": [2, 3]}), ("a161616161", {"a": "a"}), ("c48221196ab3", 273.15),
    ],
)  # fmt: skip
def test_cbor_as_the_standard_has_it(data: str, value: object) -> None:
    assert cbor.loads(bytes.fromhex(data)) == value
