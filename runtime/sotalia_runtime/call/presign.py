"""A call as a URL, for somebody else to make."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ..errors import EndpointError
from ..http.messages import EMPTY, BytesBody
from ..signing import sigv4
from .endpoint import SIGV4
from .flow import address
from .hashing import is_s3
from .hooks import run_hooks

if TYPE_CHECKING:
    from ..flow import Flow
    from ..http.messages import HttpRequest
    from .context import Call
    from .core import ClientCore


def presign(core: ClientCore, call: Call, expires_in: int) -> Flow[str]:
    """The URL of a validated call. InvalidInput for an `expires_in` out of bounds."""
    yield from address(core, call)
    target = call.target
    if target.auth != SIGV4:
        raise EndpointError(f"{call.operation.name} is not signed in a way that a URL can carry")
    call.region = target.region
    call.http = request = call.prototype
    # Who uses the URL decides how to send.
    request.headers.remove("Expect")
    if call.service.protocol in ("query", "ec2"):
        _move_form(request)
    if core.hooks.before_sign:
        yield from run_hooks(core.hooks.before_sign, call)
    body = request.body
    data = body.data if isinstance(body, BytesBody) else b""
    return sigv4.presign(
        request,
        core.stored() or (yield from core.credentials()),
        region=target.region or "",
        service=target.signing_name,
        at=datetime.fromtimestamp(core.clock.wall() + core.skew, UTC),
        expires_in=expires_in,
        payload_hash=sigv4.UNSIGNED_PAYLOAD if is_s3(call.service) else sigv4.payload_hash(data),
        normalise_path=target.double_encode,
        double_encode=target.double_encode,
    )


def _move_form(request: HttpRequest) -> None:
    """Query services take their parameters from the URL as well, so a plain GET will do."""
    if isinstance(request.body, BytesBody):
        request.query.extend(parse_qsl(request.body.data.decode(), keep_blank_values=True))
        request.body = EMPTY
        request.method = "GET"
        request.headers.remove("Content-Type")
