"""Signature Version 4, in a header or in the query.

The canonical request is made of what goes on the wire: `request.path` as it is, the query sorted, and every
header but those that proxies change. Signing keys are good for a day and are cached.
"""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache
from hashlib import sha256
from hmac import digest as hmac_digest
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote

from ..errors import InvalidInput, Problem
from ..http.messages import UNRESERVED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ..http.messages import HttpRequest

ALGORITHM: Final = "AWS4-HMAC-SHA256"
EMPTY_SHA256: Final = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
UNSIGNED_PAYLOAD: Final = "UNSIGNED-PAYLOAD"
STREAMING_UNSIGNED_PAYLOAD_TRAILER: Final = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"

# Seven days: the limit that the services themselves set on `X-Amz-Expires`.
MAX_EXPIRES: Final = 604_800

# Hops between here and the service may add, drop or rewrite these.
_UNSIGNED_HEADERS: Final = frozenset(
    {
        "authorization",
        "baggage",
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "traceparent",
        "tracestate",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    }
)

# Who opens a presigned URL does not send these: they belong to one attempt of ours.
_NOT_PRESIGNED: Final = frozenset({"x-amz-date", "x-amz-security-token", "amz-sdk-invocation-id", "amz-sdk-request"})
_FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


class Keys(Protocol):
    """What a signature needs of credentials."""

    @property
    def access_key_id(self) -> str:
        """Goes on the wire."""
        ...

    @property
    def secret_access_key(self) -> str:
        """Never leaves this module."""
        ...

    @property
    def session_token(self) -> str | None:
        """Goes on the wire where there is one; keys that do not expire have none."""
        ...


def payload_hash(body: bytes) -> str:
    """SHA-256 of a whole body, as the signature wants it (lower-case hex)."""
    return sha256(body).hexdigest() if body else EMPTY_SHA256


def sign(
    request: HttpRequest,
    credentials: Keys,
    *,
    region: str,
    service: str,
    at: datetime,
    payload_hash: str,
    normalise_path: bool = True,
    double_encode: bool = True,
    content_sha256: bool = False,
    token_header: str = "X-Amz-Security-Token",  # noqa: S107 - a header's name
) -> None:
    """Sign in place: sets Authorization, X-Amz-Date and the session token's header, replacing those of an earlier attempt.

    `at` is an aware datetime. `payload_hash` is hex SHA-256 of the body or one of this module's constants;
    `content_sha256` sends it as X-Amz-Content-SHA256 too, as S3 wants. S3 signs its path as sent: there,
    `normalise_path` and `double_encode` are False. A `Host` header that is absent is signed as `request.authority`.
    """
    headers = request.headers
    timestamp = _timestamp(at)
    headers.set("X-Amz-Date", timestamp)
    if credentials.session_token:
        headers.set(token_header, credentials.session_token)
    else:
        headers.remove(token_header)
    if content_sha256:
        headers.set("X-Amz-Content-SHA256", payload_hash)

    names, canonical_headers = _canonical_headers(request, _UNSIGNED_HEADERS)
    path = _canonical_path(request.path, normalise_path, double_encode)
    query = _canonical_query(request.query) if request.query else ""
    canonical = f"{request.method}\n{path}\n{query}\n{canonical_headers}\n{names}\n{payload_hash}"
    scope, signature = _signature(canonical, credentials, timestamp, region, service)
    headers.set(
        "Authorization",
        f"{ALGORITHM} Credential={credentials.access_key_id}/{scope}, SignedHeaders={names}, Signature={signature}",
    )


def presign(
    request: HttpRequest,
    credentials: Keys,
    *,
    region: str,
    service: str,
    at: datetime,
    expires_in: int,
    payload_hash: str,
    normalise_path: bool = True,
    double_encode: bool = True,
    token_parameter: str = "X-Amz-Security-Token",  # noqa: S107 - a parameter's name
) -> str:
    """The request as a URL that is good for `expires_in` seconds (1 to 604800) from `at` on; `request` is left alone.

    Its headers are signed, so whoever uses the URL must send those that `X-Amz-SignedHeaders` lists.
    S3 wants `UNSIGNED_PAYLOAD` as `payload_hash`, other services the hash of the body, mostly `EMPTY_SHA256`.
    """
    if not 1 <= expires_in <= MAX_EXPIRES:
        raise InvalidInput("presign", [Problem("expires_in", f"must be from 1 to {MAX_EXPIRES} seconds")])
    timestamp = _timestamp(at)
    signed = request.copy()
    if signed.headers.get("Content-Type") == _FORM:
        signed.headers.remove("Content-Type")
    names, canonical_headers = _canonical_headers(signed, _UNSIGNED_HEADERS | _NOT_PRESIGNED)
    auth = {
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key_id}/{timestamp[:8]}/{region}/{service}/aws4_request",
        "X-Amz-Date": timestamp,
        "X-Amz-Expires": str(expires_in),
        "X-Amz-SignedHeaders": names,
    }
    if credentials.session_token:
        auth[token_parameter] = credentials.session_token
    ours = {*auth, token_parameter, "X-Amz-Signature"}
    signed.query = [pair for pair in signed.query if pair[0] not in ours]
    signed.query += auth.items()

    path = _canonical_path(signed.path, normalise_path, double_encode)
    query = _canonical_query(signed.query)
    canonical = f"{signed.method}\n{path}\n{query}\n{canonical_headers}\n{names}\n{payload_hash}"
    _, signature = _signature(canonical, credentials, timestamp, region, service)
    signed.query.append(("X-Amz-Signature", signature))
    return signed.url


def _timestamp(at: datetime) -> str:
    if at.tzinfo is not UTC:
        if at.tzinfo is None:
            raise ValueError("the time of a signature needs a time zone")
        at = at.astimezone(UTC)
    # A third of what strftime costs.
    return f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}Z"


def _signature(canonical: str, credentials: Keys, timestamp: str, region: str, service: str) -> tuple[str, str]:
    date = timestamp[:8]
    scope = f"{date}/{region}/{service}/aws4_request"
    text = f"{ALGORITHM}\n{timestamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = _signing_key(credentials.secret_access_key, date, region, service)
    return scope, hmac_digest(key, text.encode(), "sha256").hex()


@lru_cache(maxsize=32)
def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac_digest(key, part.encode(), "sha256")
    return key


def _canonical_headers(request: HttpRequest, unsigned: frozenset[str]) -> tuple[str, str]:
    """Names with semicolons between, and the block of `name:value` lines."""
    fields = {name: _trimmed(value) for name, value in request.headers.lowered() if name not in unsigned}
    if "host" not in fields:
        fields["host"] = request.authority
    names = sorted(fields)
    return ";".join(names), "".join([f"{name}:{fields[name]}\n" for name in names])


def _trimmed(value: str) -> str:
    """Without blanks around it, and one for each run of them."""
    if value.isascii():
        return " ".join(value.split())
    # Blanks beyond ASCII, such as U+00A0, are text to who verifies the signature.
    return " ".join([part for part in value.replace("\t", " ").split(" ") if part])


def _canonical_path(path: str, normalise: bool, double_encode: bool) -> str:
    if path in ("/", ""):
        return "/"
    if normalise:
        path = _without_dot_segments(path)
    return quote(path, safe="/~") if double_encode else path


def _without_dot_segments(path: str) -> str:
    """RFC 3986 5.2.4; runs of slashes become one, too."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment and segment != ".":
            kept.append(segment)
    slash = "/" if path.endswith("/") and kept else ""
    return f"/{'/'.join(kept)}{slash}"


def _canonical_query(query: Iterable[tuple[str, str | None]]) -> str:
    # Sorted after encoding: "=" and "%" order otherwise than what they stand for.
    pairs = sorted((quote(name, safe=UNRESERVED), quote(value or "", safe=UNRESERVED)) for name, value in query)
    return "&".join([f"{name}={value}" for name, value in pairs])
