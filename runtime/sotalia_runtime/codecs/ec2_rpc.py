"""EC2's dialect of the query protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import outputs, xml_read
from .query_body import serialise_ec2 as serialise

if TYPE_CHECKING:
    from ..http.messages import Headers
    from ..model.structure import OutputT
    from ..operation import Operation
    from .failures import Facts

__all__ = ["parse", "read_error", "serialise"]


def parse(operation: Operation, cls: type[OutputT], status: int, headers: Headers, body: bytes) -> OutputT:
    """The output, whose members are in the root element. Raises `ResponseParseError`."""
    tree = xml_read.body(cls)(xml_read.answer(cls.__name__, body))
    tree.pop("requestId", None)
    return outputs.make(cls, tree)


def read_error(operation: Operation, status: int, headers: Headers, body: bytes) -> Facts:
    """What an error answer says."""
    from . import xml_errors

    return xml_errors.read_error(operation, status, headers, body)
