"""The body's checksum and the hash that the signature covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..checksums.algorithms import DEFAULT, body_digest, checksum_text, has_checksum, header_name, header_text
from ..checksums.trailer import send_in_trailer
from ..http.bodies import BytesBody
from ..signing.sigv4 import EMPTY_SHA256, STREAMING_UNSIGNED_PAYLOAD_TRAILER, UNSIGNED_PAYLOAD, payload_hash

if TYPE_CHECKING:
    from ..flow import Flow
    from ..model.structure import Input
    from ..operation import Service
    from .context import Call


def protect(call: Call, input: Input, *, when_supported: bool) -> Flow[None]:
    """Give the request the checksum that its model asks for. Over TLS, that of a stream follows in a trailer."""
    plan, trait, request = call.plan, call.operation.checksum, call.prototype
    if trait is None or has_checksum(request.headers):
        return
    chosen: str | None = getattr(input, plan.algorithm_field) if plan.algorithm_field else None
    if not chosen and not trait.required and not (when_supported and plan.algorithm_field):
        return
    algorithm = chosen or DEFAULT
    if plan.streams_in and request.scheme != "https" and not request.body.replayable and not trait.required:
        # Reading it for a checksum would leave nothing to send.
        return
    if plan.algorithm_header and not chosen:
        request.headers.set(plan.algorithm_header, algorithm)
    body = request.body
    if plan.streams_in and request.scheme == "https":
        send_in_trailer(request, algorithm)
        call.body_hash = STREAMING_UNSIGNED_PAYLOAD_TRAILER
    elif isinstance(body, BytesBody):
        request.headers.set(header_name(algorithm), checksum_text(algorithm, body.data))
    else:
        request.headers.set(header_name(algorithm), header_text((yield from body_digest(algorithm, body))))


_S3: Final = frozenset({"s3", "s3v4"})


def signed_hash(call: Call) -> Flow[str]:
    """What the signature says of the body. Worked out once, it serves all attempts."""
    request, operation = call.prototype, call.operation
    body = request.body
    if isinstance(body, BytesBody):
        if not body.data:
            return EMPTY_SHA256
        return UNSIGNED_PAYLOAD if operation.unsigned_payload else payload_hash(body.data)
    s3 = is_s3(operation.service)
    if operation.unsigned_payload or not body.replayable or (s3 and request.scheme == "https"):
        return UNSIGNED_PAYLOAD
    return (yield from body_digest("SHA256", body)).hex()


def is_s3(service: Service) -> bool:
    """Whether the service has S3's rules for signatures: the path as it is, and the body's hash in a header."""
    return service.signature_version in _S3


def sends_hash(call: Call) -> bool:
    """Whether the hash goes into a header, too: always for S3, elsewhere where it is not the body's own."""
    return is_s3(call.service) or call.body_hash in (
        UNSIGNED_PAYLOAD,
        STREAMING_UNSIGNED_PAYLOAD_TRAILER,
    )
