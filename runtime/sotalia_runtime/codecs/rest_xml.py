"""The REST protocol with XML bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ResponseParseError
from ..http.messages import BytesBody
from . import rest
from .shapes import in_body, payload_of, table_of

if TYPE_CHECKING:
    from ..http.messages import Headers, HttpRequest
    from ..model.shapes import Member
    from ..model.structure import Input, Output, OutputT
    from ..operation import Operation
    from .failures import Facts

__all__ = ["conceals_error", "parse", "read_error", "serialise"]

NO_CONTENT = 204


def serialise(operation: Operation, given: Input) -> HttpRequest:
    """The request. Raises Unencodable."""
    request = rest.request(operation, given)
    cls = type(given)
    payload = payload_of(table_of(cls))
    if payload is None:
        from . import xml_write

        body = xml_write.document(cls, given, operation.input_name or operation.name, operation.input_namespace)
        request.body = BytesBody(body)
        return request
    name, member = payload
    value = given.__dict__.get(name)
    raw = rest.raw_payload(name, member, cls, value)
    if raw is not None:
        request.body = raw
    elif value is not None:
        from . import xml_write

        request.body = BytesBody(xml_write.payload(member, cls, value))
    return request


def parse(operation: Operation, cls: type[OutputT], status: int, headers: Headers, body: bytes) -> OutputT:
    """The output. Raises `ResponseParseError`."""
    return rest.parse(cls, status, headers, body, read_body=_read_body, read_payload=_read_payload)


def conceals_error(body: bytes) -> bool:
    """Whether an answer with a good status is an error all the same, as S3 sends them once it has begun to answer."""
    if b"<Error" not in body[:1024]:
        return False
    from . import xml_read

    try:
        return xml_read.local_name(xml_read.document(body)) == "Error"
    except ResponseParseError:
        return False


def _read_body(cls: type[Output], status: int, body: bytes) -> dict[str, Any]:
    members = [member for member in table_of(cls).values() if in_body(member)]
    if not body.strip():
        if members and status != NO_CONTENT:
            raise ResponseParseError(f"{cls.__name__}: the answer is empty")
        return {}
    if not members and not body.lstrip().startswith(b"<"):
        return {}
    # Many answers of S3 have no XML: the parser loads with the first that has.
    from . import xml_read

    root = xml_read.answer(cls.__name__, body)
    tree = xml_read.body(cls)(root)
    # The root element may itself be the one member of the output.
    if len(members) == 1 and not len(root) and xml_read.local_name(root) == (members[0].wire or members[0].name):
        return {members[0].name: root.text} if root.text else {}
    return tree


def _read_payload(member: Member, cls: type, body: bytes) -> Any:
    if not body.strip():
        raise ResponseParseError(f"{cls.__name__}: the answer is empty")
    from . import xml_read

    return xml_read.decoder(member.shape, cls)(xml_read.answer(cls.__name__, body))


def read_error(operation: Operation, status: int, headers: Headers, body: bytes) -> Facts:
    """What an error answer says."""
    from . import xml_errors

    return xml_errors.read_error(operation, status, headers, body)
