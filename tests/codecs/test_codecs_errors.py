"""Error answers in every form that services send them."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from modelled import Package
from sotalia_runtime import codecs
from sotalia_runtime.codecs import cbor
from sotalia_runtime.http.messages import Headers
from sotalia_runtime.model.metadata import ResponseMetadata

from models import echo


def package(protocol: str, **more: Any) -> Package:
    model = echo(protocol)
    model["metadata"] |= more
    model["shapes"]["NoSuchThing"] = {
        "type": "structure",
        "exception": True,
        "error": {"code": "Thing.NotFound", "httpStatusCode": 404},
        "members": {
            "message": {"shape": "Text"},
            "Node": {"shape": "Node"},
            "Texts": {"shape": "Texts"},
            "Wait": {"shape": "Count", "location": "header", "locationName": "Retry-After"},
        },
    }
    model["operations"]["Echo"]["errors"] = [{"shape": "NoSuchThing"}]
    model["operations"]["Other"] = model["operations"]["Echo"] | {"name": "Other", "errors": []}
    return Package(model, f"failed_{protocol.replace('-', '_')}")


def failed(protocol: str, body: bytes, status: int = 400, headers: dict[str, str] | None = None, **more: Any) -> Any:
    made = package(protocol, **more)
    operation, _, _ = made.operation("Echo")
    fields = Headers((headers or {}).items())
    parsed = codecs.parse_error(operation, status, fields, body)
    metadata = ResponseMetadata(status=status, headers=fields, request_id=parsed.request_id)
    error = codecs.build_error(operation, parsed, metadata)
    assert type(error) is parsed.error_class
    return error


JSON = b'{"message":"gone","Node":{"nodeName":"n"},"Texts":null'
XML = "<Code>Thing.NotFound</Code><Message>gone</Message><Node><nodeName>n</nodeName></Node>"
FORMS = {
    "json": ("json", JSON + b',"__type":"Thing.NotFound"}', {}),
    "json with namespace": ("json", JSON + b',"__type":"com.amazonaws#Thing.NotFound:http://x/"}', {}),
    "rest-json header": ("rest-json", JSON + b"}", {"x-amzn-ErrorType": "Thing.NotFound:http://x/"}),
    "rest-json code": ("rest-json", JSON + b',"code":"Thing.NotFound"}', {}),
    "cbor": (
        "smithy-rpc-v2-cbor",
        cbor.dumps({"__type": "a#Thing.NotFound", "message": "gone", "Node": {"Name": "n"}}),
        {},
    ),
    "query": ("query", f"<ErrorResponse><Error>{XML}</Error><RequestId>r</RequestId></ErrorResponse>".encode(), {}),
    "rest-xml": ("rest-xml", f"<ErrorResponse><Error>{XML}</Error></ErrorResponse>".encode(), {}),
    "s3": ("rest-xml", f"<?xml version='1.0'?><Error>{XML}<RequestId>r</RequestId></Error>".encode(), {}),
    "ec2": ("ec2", f"<Response><Errors><Error>{XML}</Error></Errors><RequestID>r</RequestID></Response>".encode(), {}),
    "root": (
        "rest-xml",
        b"<Thing.NotFound><message>gone</message><Node><nodeName>n</nodeName></Node></Thing.NotFound>",
        {},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_models_error_with_its_members(form: str) -> None:
    protocol, body, headers = FORMS[form]
    error = failed(protocol, body, 404, headers)
    assert (type(error).__name__, error.code, error.message, error.status) == (
        "NoSuchThing",
        "Thing.NotFound",
        "gone",
        404,
    )
    assert error.node.f_name == "n"
    assert error.texts == []
    assert error.fault == "client"
    twin = pickle.loads(pickle.dumps(str(error)))
    assert twin == str(error)


@pytest.mark.parametrize("form", ["query", "s3", "ec2"])
def test_the_request_id_of_the_body(form: str) -> None:
    protocol, body, _ = FORMS[form]
    assert failed(protocol, body).request_id == "r"
    assert failed(protocol, body, headers={"x-amz-request-id": "h"}).request_id == "h"


def test_members_in_headers() -> None:
    assert failed("rest-json", JSON + b',"code":"Thing.NotFound"}', headers={"Retry-After": "7"}).wait == 7


def test_a_former_query_service_keeps_its_code_and_is_found_by_its_new_one() -> None:
    body = b'{"__type":"com.amazonaws.sqs#Thing.NotFound","message":"gone"}'
    headers = {"x-amzn-query-error": "AWS.Simple.NonExistentThing;Receiver"}
    error = failed("json", body, headers=headers, awsQueryCompatible={})
    assert (type(error).__name__, error.code, error.fault) == ("NoSuchThing", "AWS.Simple.NonExistentThing", "server")


def test_an_error_that_only_another_operation_names_has_its_members_too() -> None:
    made = package("json")
    made.operation("Echo")
    operation, _, _ = made.operation("Other")
    parsed = codecs.parse_error(operation, 404, Headers(), b'{"__type":"Thing.NotFound","Node":{"nodeName":"n"}}')
    assert parsed.error_class.__name__ == "NoSuchThing"
    assert set(parsed.members) == {"node", "texts", "wait"}


def test_unknown_code_is_the_services_own_error() -> None:
    error = failed("json", b'{"__type":"Later","Message":"m"}', 503)
    assert (type(error).__name__, error.code, error.message, error.fault) == ("ModelledError", "Later", "m", "server")


@pytest.mark.parametrize("protocol", ["json", "rest-json", "rest-xml", "query", "ec2", "smithy-rpc-v2-cbor"])
@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (429, b"", "Too Many Requests"),
        (429, b"<html><body>slow</body></html>", "Too Many Requests"),
        (413, b"Request is too long", "Request is too long"),
        (502, b'{"message":', "Bad Gateway"),
        (404, b"\xff\xfe\x00", "Not Found"),
        (599, b"<" * 100_000, ""),
        (503, b"[" * 100_000, "Service Unavailable"),
        (400, b'{"__type":7,"message":[]}', "Bad Request"),
        (400, b"[]", "Bad Request"),
    ],
)
def test_an_error_without_a_code_is_called_by_its_status(protocol: str, status: int, body: bytes, message: str) -> None:
    error = failed(protocol, body, status)
    assert (error.code, error.message) == (str(status), message)


def test_members_of_another_kind_do_not_hide_the_error() -> None:
    error = failed("json", b'{"__type":"Thing.NotFound","message":"gone","Node":"x","Texts":["a"]}')
    assert (error.code, error.node, error.texts) == ("Thing.NotFound", None, [])
