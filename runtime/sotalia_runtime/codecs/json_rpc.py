"""The JSON protocols 1.0 and 1.1: everything in the body, the operation in `X-Amz-Target`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http.messages import BytesBody, Headers, HttpRequest
from .json_body import ENCODING, answer, dumps

if TYPE_CHECKING:
    from ..model.structure import Input, OutputT
    from ..operation import Operation
    from .failures import Facts

__all__ = ["parse", "read_error", "serialise"]


def serialise(operation: Operation, given: Input) -> HttpRequest:
    """The request. Raises Unencodable, or ValueError for what JSON cannot carry."""
    service = operation.service
    headers = Headers()
    headers.set("X-Amz-Target", f"{service.target_prefix}.{operation.wire_name}")
    headers.set("Content-Type", f"application/x-amz-json-{service.json_version or '1.1'}")
    if service.query_compatible:
        headers.set("x-amzn-query-mode", "true")
    return HttpRequest("POST", headers=headers, body=BytesBody(dumps(ENCODING.body(type(given))(given))))


def parse(operation: Operation, cls: type[OutputT], status: int, headers: Headers, body: bytes) -> OutputT:
    """The output. Raises `ResponseParseError`."""
    return answer(cls, body)


def read_error(operation: Operation, status: int, headers: Headers, body: bytes) -> Facts:
    """What an error answer says."""
    from . import json_errors

    return json_errors.read_error(operation, status, headers, body)
