"""What a signature says of the body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..http.messages import BytesBody
from ..signing.sigv4 import EMPTY_SHA256, STREAMING_UNSIGNED_PAYLOAD_TRAILER, UNSIGNED_PAYLOAD, payload_hash

if TYPE_CHECKING:
    from ..flow import Flow
    from ..operation import Service
    from .context import Call

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
    from ..checksums.algorithms import body_digest

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
