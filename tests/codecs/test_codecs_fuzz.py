"""Whatever bytes come, an answer is an output or a `ResponseParseError`, and an error is an error."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from modelled import Package
from sotalia_runtime import codecs
from sotalia_runtime.codecs import cbor, timestamps
from sotalia_runtime.codecs.failures import ParsedError
from sotalia_runtime.errors import ResponseParseError
from sotalia_runtime.http.messages import Headers

from models import echo

PROTOCOLS = ("json", "rest-json", "rest-xml", "query", "ec2", "smithy-rpc-v2-cbor")
PACKAGES = {protocol: Package(echo(protocol), f"fuzzed_{protocol.replace('-', '_')}") for protocol in PROTOCOLS}
CASES = [(protocol, name) for protocol in PROTOCOLS for name in PACKAGES[protocol].model.operation_names]
JSON = (
    b'{"Text":"a","Flag":true,"Count":7,"Ratio":1.5,"Data":"AAAA","When":1714979289.5,"Texts":["a"],"Labels":{"k":"v"},'
    b'"Node":{"nodeName":"n","Children":[{"Born":1}],"Choice":{"word":"w"}},"Matrix":[[1]],"Either":{"Number":1}}'
)
XML = (
    b"<Text>a</Text><Flag>true</Flag><Count>7</Count><Ratio>1.5</Ratio><Data>AAAA</Data><When>2024-05-06T07:08:09Z</When>"
    b"<Texts><member>a</member></Texts><Labels><entry><key>k</key><value>v</value></entry></Labels><Item>i</Item>"
    b"<Node><nodeName>n</nodeName><Children><member><Born>1</Born></member></Children></Node><Either><word>w</word></Either>"
)
SEEDS = {
    "json": JSON,
    "rest-json": JSON,
    "rest-xml": b'<?xml version="1.0"?><R xmlns="x">' + XML + b"</R>",
    "query": b"<EchoResponse><EchoResult>" + XML + b"</EchoResult></EchoResponse>",
    "ec2": b"<R>" + XML + b"</R>",
    "smithy-rpc-v2-cbor": cbor.dumps(
        {
            "Text": "a",
            "Count": 7,
            "Ratio": 1.5,
            "Data": b"b",
            "When": cbor.EpochSeconds(1.5),
            "Texts": ["a"],
            "Node": {"Name": "n"},
        }
    ),
}
RUNS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def mutated(draw: Any, seed: bytes) -> bytes:
    """A document with some bytes replaced, cut out, doubled or moved."""
    body = bytearray(seed)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 12)))
        body[start:end] = draw(
            st.one_of(
                st.binary(max_size=4),
                st.just(bytes(body[start:end]) * 2),
                st.sampled_from((b"null", b"<", b"[", b'"', b"}", b"</R>")),
            )
        )
    return bytes(body)


@pytest.mark.parametrize(("protocol", "name"), CASES)
@RUNS
@given(data=st.data())
def test_any_answer(protocol: str, name: str, data: st.DataObject) -> None:
    body = data.draw(st.one_of(st.binary(max_size=60), mutated(SEEDS[protocol])))
    operation, _, output = PACKAGES[protocol].operation(name)
    headers = Headers([("x-when", data.draw(st.text("0123456789-TZ:., GMTue", max_size=12))), ("x-texts", 'a,"b')])
    assert isinstance(codecs.parse_error(operation, 400, headers, body), ParsedError)
    assert codecs.conceals_error(operation, body) in (True, False)
    try:
        parsed = codecs.parse(operation, output, 200, headers, body)
    except ResponseParseError:
        return
    assert isinstance(parsed, output)


@RUNS
@given(st.one_of(st.text(max_size=30), st.text("0123456789-+:.TZe ,GMonJan", max_size=30), st.floats(), st.integers()))
@example("Mon, 99 May 2024 07:08:09 GMT")
@example("9999-12-31T23:59:59-23:59")
def test_any_timestamp(value: str | float) -> None:
    with suppress(ValueError):
        assert timestamps.read(value).tzinfo is not None


TREES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(2**64), 2**64 - 1), st.floats(allow_nan=False), st.text(), st.binary()
    ),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=20,
)


@RUNS
@given(TREES)
def test_cbor_round_trip(tree: object) -> None:
    assert cbor.loads(cbor.dumps(tree)) == tree


@RUNS
@given(st.binary(max_size=100))
def test_any_cbor(data: bytes) -> None:
    with suppress(ResponseParseError):
        cbor.loads(data)
