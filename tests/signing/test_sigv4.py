"""Signatures, byte for byte against botocore's."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from hypothesis import given, settings
from hypothesis import strategies as st
from sotalia_runtime.errors import InvalidInput
from sotalia_runtime.http.messages import BytesBody, Headers, HttpRequest
from sotalia_runtime.signing import bearer
from sotalia_runtime.signing.sigv4 import EMPTY_SHA256, UNSIGNED_PAYLOAD, payload_hash, presign, sign

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2026, 3, 4, 12, 0, 9, tzinfo=UTC)


class Keys(NamedTuple):
    access_key_id: str = "AKIDEXAMPLE"
    secret_access_key: str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    session_token: str | None = None


@contextmanager
def botocore_at(moment: datetime) -> Iterator[None]:
    with patch.object(auth, "get_current_datetime", lambda *a, **k: moment):
        yield


def twin(request: HttpRequest) -> Any:
    body = b"".join(request.body.open())  # type: ignore[arg-type]
    return AWSRequest(request.method, request.url, headers=dict(request.headers.items()), data=body)


def theirs(keys: Keys) -> ReadOnlyCredentials:
    return ReadOnlyCredentials(keys.access_key_id, keys.secret_access_key, keys.session_token)


text = st.text(st.characters(codec="utf-8"), max_size=12)
paths = st.lists(text | st.sampled_from(["..", ".", "", "a b", "%2e", "~", "+&=", "é", "\U0001f600"]), max_size=5).map(
    lambda parts: "/" + "/".join(quote(part, safe="-_.~") for part in parts)
)
queries = st.lists(st.tuples(text.filter(bool), text | st.none()), max_size=4, unique_by=lambda pair: pair[0])
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=16)
header_names = st.sampled_from(
    ["X-Amz-Target", "Content-Type", "x-amz-meta-a", "x-amz-meta-b", "User-Agent", "Expect", "X-Amzn-Trace-Id", "Range"]
)
requests = st.builds(
    lambda method, path, query, headers, body, port: HttpRequest(
        method,
        host="example.amazonaws.com",
        port=port,
        path=path,
        query=query,
        headers=Headers(headers),
        body=BytesBody(body),
    ),
    st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD"]),
    paths,
    queries,
    st.lists(st.tuples(header_names, header_values), max_size=4, unique_by=lambda pair: pair[0]),
    st.binary(max_size=20),
    st.sampled_from([None, 8443]),
)
keys = st.builds(
    Keys,
    access_key_id=st.just("AKIDEXAMPLE"),
    secret_access_key=st.text("abcXYZ019/+=", min_size=16, max_size=40),
    session_token=st.none() | st.just("Fwo/+=GZXIvYXdzE&=="),
)
few = settings(max_examples=60, deadline=None)


@few
@given(requests, keys)
def test_signature_equals_botocores(request: HttpRequest, keys: Keys) -> None:
    expected = twin(request)
    with botocore_at(NOON):
        auth.SigV4Auth(theirs(keys), "dynamodb", "eu-west-1").add_auth(expected)
    body = b"".join(request.body.open())  # type: ignore[arg-type]
    sign(request, keys, region="eu-west-1", service="dynamodb", at=NOON, payload_hash=payload_hash(body))
    assert dict(request.headers.lowered()) == {name.lower(): value for name, value in expected.headers.items()}


@few
@given(requests, keys)
def test_s3_signature_equals_botocores(request: HttpRequest, keys: Keys) -> None:
    expected = twin(request)
    with botocore_at(NOON):
        auth.S3SigV4Auth(theirs(keys), "s3", "eu-west-1").add_auth(expected)
    body = b"".join(request.body.open())  # type: ignore[arg-type]
    sign_s3(request, keys, payload_hash(body))
    assert dict(request.headers.lowered()) == {name.lower(): value for name, value in expected.headers.items()}


def sign_s3(request: HttpRequest, keys: Keys, payload: str, at: datetime = NOON) -> None:
    sign(
        request,
        keys,
        region="eu-west-1",
        service="s3",
        at=at,
        payload_hash=payload,
        normalise_path=False,
        double_encode=False,
        content_sha256=True,
    )


@few
@given(requests, keys, st.integers(1, 604_800))
def test_presigned_url_equals_botocores(request: HttpRequest, keys: Keys, expires: int) -> None:
    request.body = BytesBody(b"")
    expected = twin(request)
    with botocore_at(NOON):
        auth.SigV4QueryAuth(theirs(keys), "polly", "eu-west-1", expires=expires).add_auth(expected)
    url = presign(
        request, keys, region="eu-west-1", service="polly", at=NOON, expires_in=expires, payload_hash=EMPTY_SHA256
    )
    same_url(url, expected.url)


@few
@given(requests, keys)
def test_presigned_s3_url_equals_botocores(request: HttpRequest, keys: Keys) -> None:
    request.body = BytesBody(b"")
    expected = twin(request)
    with botocore_at(NOON):
        auth.S3SigV4QueryAuth(theirs(keys), "s3", "us-east-1", expires=60).add_auth(expected)
    url = presign(
        request,
        keys,
        region="us-east-1",
        service="s3",
        at=NOON,
        expires_in=60,
        payload_hash=UNSIGNED_PAYLOAD,
        normalise_path=False,
        double_encode=False,
    )
    same_url(url, expected.url)
    assert keys.secret_access_key not in url
    assert quote(keys.secret_access_key, safe="") not in url


def same_url(ours: str, expected: str) -> None:
    left, right = urlsplit(ours), urlsplit(expected)
    assert left[:3] == right[:3]
    assert parse_qsl(left.query, keep_blank_values=True) == parse_qsl(right.query, keep_blank_values=True)


def test_signing_again_replaces_what_an_earlier_attempt_set() -> None:
    request = HttpRequest("GET", host="b.s3.amazonaws.com", path="/k")
    fresh = request.copy()
    sign_s3(request, Keys(session_token="old"), EMPTY_SHA256, NOON - timedelta(hours=1))
    sign_s3(request, Keys(), EMPTY_SHA256)
    sign_s3(fresh, Keys(), EMPTY_SHA256)
    assert request.headers == fresh.headers
    assert "X-Amz-Security-Token" not in request.headers


def test_presigning_a_signed_request_leaves_it_alone_and_drops_what_belongs_to_the_attempt() -> None:
    request = HttpRequest("GET", host="b.s3.amazonaws.com", path="/k", headers=Headers([("x-amz-acl", "private")]))
    sign_s3(request, Keys(session_token="t"), UNSIGNED_PAYLOAD)
    request.headers.remove("X-Amz-Content-SHA256")
    before = request.copy()
    url = presign(
        request,
        Keys(),
        region="r",
        service="s3",
        at=NOON,
        expires_in=1,
        payload_hash=UNSIGNED_PAYLOAD,
        normalise_path=False,
    )
    assert request.headers == before.headers
    assert request.query == before.query
    assert dict(parse_qsl(urlsplit(url).query))["X-Amz-SignedHeaders"] == "host;x-amz-acl"


def test_only_blanks_are_folded_in_signed_headers() -> None:
    """A verifier sees bytes: to it, blanks beyond ASCII are text."""

    def signed(value: str) -> str:
        request = HttpRequest("GET", host="h", headers=Headers([("x-amz-meta-a", value)]))
        sign(request, Keys(), region="r", service="s3", at=NOON, payload_hash=EMPTY_SHA256)
        return request.headers["Authorization"]

    assert signed("  \u00e9   b ") == signed("\u00e9 b")
    assert len({signed(f"\u00e9{blank}b") for blank in (" ", "\u00a0", "\u3000", "\u00a0\u00a0", "\x85")}) == 5


def test_any_time_zone_gives_the_same_signature() -> None:
    one, other = (HttpRequest("GET", host="h") for _ in range(2))
    for request, at in ((one, NOON), (other, NOON.astimezone(timezone(timedelta(hours=-7))))):
        sign(request, Keys(), region="r", service="s", at=at, payload_hash=EMPTY_SHA256)
    assert one.headers == other.headers


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        sign(HttpRequest("GET"), Keys(), region="r", service="s", at=datetime(2026, 1, 1), payload_hash="")


@pytest.mark.parametrize("expires", [0, -1, 604_801])
def test_a_presigned_url_lives_for_a_second_to_a_week(expires: int) -> None:
    with pytest.raises(InvalidInput, match="expires_in"):
        presign(
            HttpRequest("GET"), Keys(), region="r", service="s", at=NOON, expires_in=expires, payload_hash=EMPTY_SHA256
        )


def test_the_session_token_may_go_under_another_name() -> None:
    request = HttpRequest("GET", host="h")
    keys = Keys(session_token="t")
    sign(request, keys, region="r", service="s3express", at=NOON, payload_hash="", token_header="X-Amz-S3session-Token")
    assert request.headers["x-amz-s3session-token"] == "t"
    assert "x-amz-s3session-token" in request.headers["Authorization"]


def test_bearer_token_replaces_an_earlier_authorization() -> None:
    request = HttpRequest("GET", headers=Headers([("authorization", "old")]))
    bearer.sign(request, "abc")
    assert request.headers["Authorization"] == "Bearer abc"


def test_bearer_token_with_a_line_break_is_refused_and_not_shown() -> None:
    with pytest.raises(ValueError, match="cannot be sent") as caught:
        bearer.sign(HttpRequest("GET"), "sec\r\nret")
    assert "sec" not in str(caught.value)
