"""The REST protocol with JSON bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http.messages import BytesBody
from . import json_body, rest
from .shapes import in_body, payload_of, table_of

if TYPE_CHECKING:
    from ..http.messages import Headers, HttpRequest
    from ..model.structure import Input, Output, OutputT
    from ..operation import Operation
    from .failures import Facts

__all__ = ["parse", "read_error", "serialise"]

NO_CONTENT = 204

_has_body: dict[type, bool] = {}


def serialise(operation: Operation, given: Input) -> HttpRequest:
    """The request. Raises Unencodable, or ValueError for what JSON cannot carry."""
    request = rest.request(operation, given)
    cls = type(given)
    table = table_of(cls)
    payload = payload_of(table)
    if payload is not None:
        name, member = payload
        value = given.__dict__.get(name)
        raw = rest.raw_payload(name, member, cls, value)
        if raw is not None:
            request.body = raw
            return request
        request.body = BytesBody(b"{}" if value is None else json_body.payload(member, cls, value))
    else:
        has_body = _has_body.get(cls)
        if has_body is None:
            has_body = _has_body[cls] = any(map(in_body, table.values()))
        if not has_body:
            return request
        # Even where nothing is set: an operation with a body always sends an object.
        request.body = BytesBody(json_body.dumps(json_body.ENCODING.body(cls)(given)))
    if "Content-Type" not in request.headers:
        request.headers.set("Content-Type", "application/json")
    return request


def parse(operation: Operation, cls: type[OutputT], status: int, headers: Headers, body: bytes) -> OutputT:
    """The output. Raises `ResponseParseError`."""
    # What was asked for must come. Whoever only acts may have nothing to say, and acting again could do harm.
    may_be_absent = operation.method != "GET" or status == NO_CONTENT
    if json_body.DECODING.plain(cls):
        return json_body.answer(cls, body, may_be_absent=may_be_absent)

    def read_body(cls: type[Output], status: int, body: bytes) -> dict[str, object]:
        return json_body.tree(cls, body, may_be_absent=may_be_absent)

    return rest.parse(cls, status, headers, body, read_body=read_body, read_payload=json_body.payload_tree)


def read_error(operation: Operation, status: int, headers: Headers, body: bytes) -> Facts:
    """What an error answer says."""
    from . import json_errors

    return json_errors.read_error(operation, status, headers, body)
