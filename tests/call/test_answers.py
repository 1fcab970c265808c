"""Promises 17, 18, 20, 21 and 32: no broken answer becomes a success."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime import Retries
from sotalia_runtime.errors import ChecksumMismatch, ResponseParseError, SdkError
from support.mini_json.operations import ListThingsInput
from support.mini_s3.errors import S3Error
from support.mini_s3.operations import (
    CopyObjectInput,
    DeleteObjectInput,
    GetBucketLocationInput,
    GetObjectInput,
    ListObjectsV2Input,
    PutObjectInput,
)
from support.scripted_server import Answer, Loop, ScriptedServer, reply
from support.signatures import is_signed

if TYPE_CHECKING:
    from collections.abc import Callable

COPIED = reply(b"<CopyObjectResult><ETag>e</ETag></CopyObjectResult>")
COPY = CopyObjectInput(bucket="bucket", key="k", copy_source="bucket/other")


def always(answer: bytes) -> ScriptedServer:
    return ScriptedServer([Loop((Answer(answer),))])


def then(*answers: bytes) -> ScriptedServer:
    return ScriptedServer([*map(Answer, answers)])


def test_truncated_json_is_retried(mini: Callable[..., Any]) -> None:
    with then(reply(b'{"Name":"a'), reply(b'{"Name":"a"}')) as server:
        assert mini(server.url).get_thing(name="x").name == "a"
    assert len(server.requests) == 2


@pytest.mark.parametrize("body", [b'{"Name":"a', b"[]", b"\xff\xfe", b"<html></html>", b"[" * 100_000])
def test_json_that_stays_broken_is_an_error(mini: Callable[..., Any], body: bytes) -> None:
    with always(reply(body)) as server, pytest.raises(ResponseParseError):
        mini(server.url).get_thing(name="x")
    assert len(server.requests) == 4


def test_wrong_crc32_is_retried(mini: Callable[..., Any]) -> None:
    body = b'{"Name":"a"}'
    right = f"x-amz-crc32: {zlib.crc32(body)}"
    with then(reply(body, "200 OK", "x-amz-crc32: 1"), reply(body, "200 OK", right)) as server:
        assert mini(server.url).get_thing(name="x").name == "a"
    assert len(server.requests) == 2


def test_crc32_that_stays_wrong_is_an_error(mini: Callable[..., Any]) -> None:
    with always(reply(b'{"Name":"a"}', "200 OK", "x-amz-crc32: 1")) as server, pytest.raises(ChecksumMismatch):
        mini(server.url).get_thing(name="x")
    assert len(server.requests) == 4


@pytest.mark.parametrize("blanks", [b"", b" \n" * 20, b'<?xml version="1.0" encoding="UTF-8"?>\n'])
def test_error_with_status_200_is_retried(s3: Callable[..., Any], blanks: bytes) -> None:
    error = blanks + b"<Error><Code>InternalError</Code><Message>no</Message></Error>"
    with then(reply(error), COPIED) as server:
        assert s3(server.url).send(COPY).copy_object_result.etag == "e"
    assert len(server.requests) == 2
    with always(reply(error)) as server, pytest.raises(S3Error) as caught:
        s3(server.url).send(COPY)
    assert caught.value.code == "InternalError"
    assert len(server.requests) == 3


@pytest.mark.parametrize("body", [b"", b"  \n", b"<html><body>proxy</body></html>", b"<CopyObjectResult><ETag>"])
def test_answer_to_a_copy_that_says_nothing_is_an_error(s3: Callable[..., Any], body: bytes) -> None:
    with always(reply(body)) as server, pytest.raises(ResponseParseError):
        s3(server.url).send(COPY)


@pytest.mark.parametrize("body", [b"<html><body>proxy</body></html>", b"", b"<ListBucketResult>"])
def test_list_that_is_none_is_an_error(s3: Callable[..., Any], body: bytes) -> None:
    with always(reply(body)) as server, pytest.raises(SdkError):
        s3(server.url).send(ListObjectsV2Input(bucket="bucket"))


def test_html_instead_of_json_is_an_error(mini: Callable[..., Any]) -> None:
    portal = reply(b"<html>captive portal</html>", "200 OK", "Content-Type: text/html")
    with always(portal) as server, pytest.raises(ResponseParseError):
        mini(server.url).send(ListThingsInput())


def test_not_modified_is_an_error_of_the_service(s3: Callable[..., Any]) -> None:
    with always(reply(b"", "304 Not Modified")) as server, pytest.raises(S3Error) as caught:
        s3(server.url).send(GetObjectInput(bucket="bucket", key="k"))
    assert caught.value.status == 304
    assert len(server.requests) == 1


MOVED = b"<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>"


def test_bucket_in_another_region_is_asked_there(s3: Callable[..., Any]) -> None:
    moved = reply(MOVED, "301 Moved Permanently", "x-amz-bucket-region: eu-west-3")
    listing = reply(b"<ListBucketResult></ListBucketResult>")
    with then(moved, listing, listing) as server:
        client = s3(server.url, retries=Retries(max_attempts=1))
        client.send(ListObjectsV2Input(bucket="bucket"))
        client.send(ListObjectsV2Input(bucket="bucket"))
    regions = ["us-east-1", "eu-west-3", "eu-west-3"]
    assert len(server.requests) == 3
    assert all(
        is_signed(request, service="s3", region=region)
        for request, region in zip(server.requests, regions, strict=True)
    )


def test_region_may_stand_in_the_body(s3: Callable[..., Any]) -> None:
    body = b"<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>"
    with then(reply(body, "400 Bad Request"), reply(b"<ListBucketResult></ListBucketResult>")) as server:
        s3(server.url).send(ListObjectsV2Input(bucket="bucket"))
    assert is_signed(server.requests[1], service="s3", region="eu-west-3")


@pytest.mark.parametrize("region", ["x@evil.example/#", "a.b", "-x", "", "us-east-1"])
def test_hostile_region_in_a_redirect_is_refused(s3: Callable[..., Any], region: str) -> None:
    moved = reply(MOVED, "301 Moved Permanently", f"x-amz-bucket-region: {region}")
    with always(moved) as server, pytest.raises(S3Error):
        s3(server.url).send(ListObjectsV2Input(bucket="bucket"))
    assert len(server.requests) == 1


def test_redirect_to_another_host_is_never_followed(s3: Callable[..., Any]) -> None:
    with always(reply(b"")) as elsewhere:
        away = reply(MOVED, "307 Temporary Redirect", f"Location: {elsewhere.url}/bucket")
        with always(away) as server, pytest.raises(S3Error):
            s3(server.url).send(ListObjectsV2Input(bucket="bucket"))
        assert elsewhere.connections == 0
    assert len(server.requests) <= 8


def test_listed_keys_are_decoded_when_we_asked_for_the_encoding(s3: Callable[..., Any]) -> None:
    body = (
        b"<ListBucketResult><EncodingType>url</EncodingType><Prefix>a%2Bb</Prefix>"
        b"<Contents><Key>a+b%0D%0A%2F%C3%BC</Key></Contents></ListBucketResult>"
    )
    with always(reply(body)) as server:
        client = s3(server.url)
        out = client.send(ListObjectsV2Input(bucket="bucket"))
        raw = client.send(ListObjectsV2Input(bucket="bucket", encoding_type="url"))
    assert (out.contents[0].key, out.prefix) == ("a b\r\n/ü", "a+b")
    assert raw.contents[0].key == "a+b%0D%0A%2F%C3%BC"
    assert "encoding-type=url" in server.requests[0].target


def test_location_is_the_text_of_the_root(s3: Callable[..., Any]) -> None:
    body = b'<?xml version="1.0"?><LocationConstraint xmlns="http://s3">eu-west-3</LocationConstraint>'
    with always(reply(body)) as server:
        assert s3(server.url).send(GetBucketLocationInput(bucket="bucket")).location_constraint == "eu-west-3"


def test_copy_source_is_quoted_but_for_its_version(s3: Callable[..., Any]) -> None:
    with always(COPIED) as server:
        s3(server.url).send(CopyObjectInput(bucket="bucket", key="k", copy_source="b/a b+ü?versionId=x.1"))
    assert server.requests[0].headers["x-amz-copy-source"] == "b/a%20b%2B%C3%BC?versionId=x.1"


def test_customer_key_is_sent_as_base64_with_its_md5(s3: Callable[..., Any]) -> None:
    from base64 import b64encode
    from hashlib import md5

    key = "k" * 32
    with always(reply(b"")) as server:
        s3(server.url).send(
            PutObjectInput(bucket="b", key="k", body=b"", sse_customer_algorithm="AES256", sse_customer_key=key)
        )
    headers = server.requests[0].headers
    assert headers["x-amz-server-side-encryption-customer-key"] == b64encode(key.encode()).decode()
    digest = b64encode(md5(key.encode()).digest()).decode()
    assert headers["x-amz-server-side-encryption-customer-key-md5"] == digest


def test_delete_answers_nothing(s3: Callable[..., Any]) -> None:
    with always(b"HTTP/1.1 204 No Content\r\n\r\n") as server:
        assert s3(server.url).send(DeleteObjectInput(bucket="b", key="k")).response_metadata.status == 204
