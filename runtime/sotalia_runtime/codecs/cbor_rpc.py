"""Smithy's RPC v2 over CBOR: everything in the body, the operation in the path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ResponseParseError
from ..http.messages import BytesBody, Headers, HttpRequest
from ..model.shapes import EVENTS
from . import cbor, outputs
from .json_body import absent
from .json_errors import facts_of
from .shapes import table_of
from .timestamps import epoch
from .trees import Decoding, Encoding

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.shapes import TimestampFormat
    from ..model.structure import Input, OutputT
    from ..operation import Operation
    from .failures import Facts


def _timestamp(form: TimestampFormat | None) -> Callable[[Any], Any]:
    # The tag fixes the form, whatever the model says.
    return lambda value: cbor.EpochSeconds(epoch(value))


ENCODING = Encoding(blob=None, number=float, timestamp=_timestamp)
DECODING = Decoding(blob=None)


def serialise(operation: Operation, given: Input) -> HttpRequest:
    """The request. Raises Unencodable, or ValueError, TypeError or OverflowError for what CBOR cannot carry."""
    service = operation.service
    events = any(member.shape is EVENTS for member in table_of(operation.output).values())
    headers = Headers()
    headers.set("smithy-protocol", "rpc-v2-cbor")
    headers.set("Accept", "application/vnd.amazon.eventstream" if events else "application/cbor")
    headers.set("Content-Type", "application/cbor")
    if service.query_compatible:
        headers.set("x-amzn-query-mode", "true")
    return HttpRequest(
        "POST",
        path=f"/service/{service.target_prefix}/operation/{operation.wire_name}",
        headers=headers,
        body=BytesBody(cbor.dumps(ENCODING.body(type(given))(given))),
    )


def parse(operation: Operation, cls: type[OutputT], status: int, headers: Headers, body: bytes) -> OutputT:
    """The output. Raises `ResponseParseError`."""
    document = cbor.loads(body) if body else None
    return outputs.make(cls, absent(cls) if document is None else DECODING.body(cls)(document))


def read_error(operation: Operation, status: int, headers: Headers, body: bytes) -> Facts:
    """What an error answer says. Raises `ResponseParseError`."""
    document: Any = cbor.loads(body) if body else {}
    if not isinstance(document, dict):
        raise ResponseParseError("the error is not a map")
    return facts_of(document, headers, DECODING, rest=False)  # type: ignore[arg-type]
