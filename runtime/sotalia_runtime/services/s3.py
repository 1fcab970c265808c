"""Amazon S3: what botocore's and the other SDKs' customisations know of it beyond the model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote, unquote_plus

from ..call.customisation import Customisation, Entry, fields_of, operations, put, with_values
from ..codecs import conceals_error
from ..errors import InvalidInput, Problem, ResponseParseError
from ..http.messages import BytesBody
from .s3_redirect import follow_region

if TYPE_CHECKING:
    from ..call.context import Call
    from ..http.messages import HttpResponse
    from ..model.structure import Input, Output, Structure

_BUCKET_LETTERS: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-")
# Compiled when they are first used: few calls need them.
_BUCKET_ARN: Final = (
    r"arn:[^:]*:(?:s3|s3-object-lambda):[a-z0-9-]*:[0-9]{12}:accesspoint[/:][a-zA-Z0-9.-]{1,63}"
    r"|arn:[^:]*:s3-outposts:[a-z0-9-]+:[0-9]{12}:outpost[/:][a-zA-Z0-9-]{1,63}[/:]accesspoint[/:][a-zA-Z0-9-]{1,63}"
)
_LOCATION: Final = rb"<LocationConstraint[^>]*>([^<]*)</LocationConstraint>"


def _is_bucket(text: str) -> bool:
    if 0 < len(text) <= 255 and _BUCKET_LETTERS.issuperset(text):
        return True
    return re.fullmatch(_BUCKET_ARN, text) is not None


def _check_bucket(input: Any) -> Any:
    bucket = getattr(input, "bucket", None)
    if bucket is not None and not _is_bucket(bucket):
        raise InvalidInput(
            type(input).__name__,
            [
                Problem(
                    "bucket", "must be 1 to 255 letters, digits, dots, hyphens and underscores, or an access point ARN"
                )
            ],
        )
    return input


def _check_metadata(input: Any) -> Any:
    problems = [
        Problem(f"metadata.{name}" if name.isascii() else "metadata", "S3 takes only ASCII in names and values")
        for name, value in cast("dict[str, str]", input.metadata).items()
        if not (name.isascii() and value.isascii())
    ]
    if problems:
        raise InvalidInput(type(input).__name__, problems)
    return input


def _quote_copy_source(input: Any) -> Any:
    path, _, version = cast("str", input.copy_source).partition("?versionId=")
    quoted = quote(path, safe="/~")
    return with_values(input, copy_source=f"{quoted}?versionId={version}" if version else quoted)


def _encode_customer_keys(input: Input) -> Input:
    fields = fields_of(type(input))
    changed: dict[str, object] = {}
    for prefix in ("", "CopySource"):
        name, digest = fields.get(f"{prefix}SSECustomerKey"), fields.get(f"{prefix}SSECustomerKeyMD5")
        key = getattr(input, name, None) if name else None
        if name is None or digest is None or key is None or getattr(input, digest) is not None:
            continue
        from base64 import b64encode
        from hashlib import md5

        data = key if isinstance(key, bytes) else str(key).encode()
        changed[name] = b64encode(data).decode("ascii")
        changed[digest] = b64encode(md5(data, usedforsecurity=False).digest()).decode("ascii")
    return with_values(input, **changed) if changed else input


def _ask_for_encoded_keys(input: Any) -> Any:
    return input if input.encoding_type is not None else with_values(input, encoding_type="url")


# Members of listings that come percent-encoded, and the lists whose entries have such members.
_ENCODED: Final = ("Delimiter", "Marker", "NextMarker", "Prefix", "StartAfter", "KeyMarker", "NextKeyMarker")
_ENCODED_IN: Final = (("Contents", "Key"), ("CommonPrefixes", "Prefix"), ("Versions", "Key"), ("DeleteMarkers", "Key"))


def _decode_keys(call: Call, output: Output, body: bytes) -> Output:
    if getattr(call.input, "encoding_type", None) is not None or getattr(output, "encoding_type", None) != "url":
        return output
    fields = fields_of(type(output))
    for name in _ENCODED:
        _decode(output, fields.get(name))
    for listed, name in _ENCODED_IN:
        entries: list[Structure] = getattr(output, fields.get(listed, ""), [])
        for entry in entries:
            _decode(entry, fields_of(type(entry)).get(name))
    return output


def _decode(structure: Structure, field: str | None) -> None:
    if field is not None and isinstance(value := getattr(structure, field), str):
        put(structure, field, unquote_plus(value))


def _take_location(call: Call, output: Output, body: bytes) -> Output:
    found = re.search(_LOCATION, body)
    if found is not None and found[1]:
        put(output, "location_constraint", found[1].decode("utf-8", "replace"))
    return output


def _expect_continue(call: Call) -> None:
    request = call.prototype
    if not isinstance(request.body, BytesBody) and request.body.length != 0:
        request.headers.set("Expect", "100-continue")


def _is_error(call: Call, response: HttpResponse, body: bytes) -> bool:
    return conceals_error(call.operation, body)


def _is_empty(call: Call, response: HttpResponse, body: bytes) -> bool:
    if not body.strip():
        raise ResponseParseError(f"{call.operation.name}: the answer is empty, so whether it worked is not known")
    return False


_WITH_KEYS: Final = (
    "CopyObject CreateMultipartUpload GetObject GetObjectAttributes HeadObject ListParts PutObject SelectObjectContent "
    "UploadPart UploadPartCopy CompleteMultipartUpload WriteGetObjectResponse"
)

TABLE: Final = (
    Entry(
        Customisation(
            inputs=(_check_bucket,),
            responses=(_is_error,),
            recover=(follow_region,),
            unlocated=frozenset({"Key", "Prefix", "CopySource"}),
        ),
        because="a bucket name becomes part of the host, and the endpoint's rules put it there or into the path; errors "
        "come with status 200, too; buckets live in one region; no rule reads the other parameters, and each key would "
        "be an endpoint of its own",
    ),
    Entry(
        Customisation(responses=(_is_empty,)),
        because="these answer 200 before the work is done, so only a body says that it worked",
        operations=operations("CopyObject UploadPartCopy CompleteMultipartUpload"),
    ),
    Entry(
        Customisation(inputs=(_check_metadata,)),
        because="metadata travels in headers",
        operations=operations("PutObject CopyObject CreateMultipartUpload"),
    ),
    Entry(
        Customisation(inputs=(_quote_copy_source,)),
        because="the header wants the key percent-encoded, and users have it as it is",
        operations=operations("CopyObject UploadPartCopy"),
    ),
    Entry(
        Customisation(inputs=(_encode_customer_keys,)),
        because="the headers want the key as base64, and its MD5; where the MD5 is given, the key is sent as it is",
        operations=operations(_WITH_KEYS),
    ),
    Entry(
        Customisation(inputs=(_ask_for_encoded_keys,), outputs=(_decode_keys,)),
        because="keys may hold characters that XML cannot",
        operations=operations("ListObjects ListObjectsV2 ListObjectVersions"),
    ),
    Entry(
        Customisation(outputs=(_take_location,), located={"ForcePathStyle": True}),
        because="the root element is the value; the virtual host of a bucket elsewhere would redirect",
        operations=operations("GetBucketLocation"),
    ),
    Entry(
        Customisation(requests=(_expect_continue,)),
        because="a refusal should come before the upload",
        operations=operations("PutObject UploadPart"),
    ),
)
