"""The body's checksum, for operations whose model asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..checksums.algorithms import DEFAULT, body_digest, checksum_text, has_checksum, header_name, header_text
from ..checksums.trailer import send_in_trailer
from ..errors import InvalidInput, Problem
from ..http.messages import BytesBody
from ..signing.sigv4 import STREAMING_UNSIGNED_PAYLOAD_TRAILER

if TYPE_CHECKING:
    from ..flow import Flow
    from ..model.structure import Input
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
    if plan.streams_in and request.scheme != "https" and not request.body.replayable:
        # Reading it for a checksum would leave nothing to send.
        if chosen or trait.required:
            what = (
                "a checksum is sent ahead of the body, which must be one that can be read twice, or the endpoint https"
            )
            raise InvalidInput(type(input).__name__, [Problem(plan.algorithm_field or "", what)])
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
