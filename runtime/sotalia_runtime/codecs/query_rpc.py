"""The query protocol: a form in, XML out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ResponseParseError
from . import outputs, xml_read
from .query_body import serialise

if TYPE_CHECKING:
    from ..http.messages import Headers
    from ..model.structure import OutputT
    from ..operation import Operation
    from .failures import Facts

__all__ = ["parse", "read_error", "serialise"]


def parse(operation: Operation, cls: type[OutputT], status: int, headers: Headers, body: bytes) -> OutputT:
    """The output, from the element that wraps it. Raises `ResponseParseError`."""
    root = xml_read.answer(cls.__name__, body)
    if operation.result_wrapper is None:
        return outputs.make(cls, {})
    result = xml_read.child(root, operation.result_wrapper)
    if result is None:
        raise ResponseParseError(f"{cls.__name__}: the answer has no {operation.result_wrapper}")
    return outputs.make(cls, xml_read.body(cls)(result))


def read_error(operation: Operation, status: int, headers: Headers, body: bytes) -> Facts:
    """What an error answer says."""
    from . import xml_errors

    return xml_errors.read_error(operation, status, headers, body)
