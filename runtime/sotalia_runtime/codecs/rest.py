"""What the two REST protocols share: bindings around a body, and members that are the whole body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import InvalidInput, Problem, ResponseParseError
from ..http.bodies import body_from
from ..http.messages import EMPTY, BytesBody, Headers, HttpRequest
from ..model.shapes import BLOB, EVENTS, STREAM, STRING
from . import answers, outputs
from .bindings import Bindings
from .shapes import payload_of, resolve, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..http.messages import RequestBody
    from ..model.shapes import Member
    from ..model.structure import Input, OutputT
    from ..operation import Operation

    # Encodes the members of an input that are in its body, or the one member that is the body.
    WriteBody = Callable[[Operation, Input], bytes]
    WritePayload = Callable[[Member, type, Any], bytes]

_bindings: dict[tuple[Operation, type], Bindings] = {}


def request(operation: Operation, given: Input) -> HttpRequest:
    """The request without its body. Raises Unencodable."""
    cls = type(given)
    bindings = _bindings.get((operation, cls))
    if bindings is None:
        bindings = _bindings[operation, cls] = Bindings(operation, cls)
    headers = Headers()
    held = vars(given)
    query = bindings.bind(held, headers)
    return HttpRequest(operation.method, path=bindings.path(held), query=query, headers=headers)


def raw_payload(name: str, member: Member, owner: type, value: Any) -> RequestBody | None:
    """The body of a payload that is sent as it is; None where the protocol encodes it."""
    shape = resolve(member.shape, owner)
    if shape is EVENTS:
        # An event stream is framed by whoever sends it.
        return EMPTY
    if shape is STREAM:
        if value is None:
            return EMPTY
        try:
            return body_from(value)
        except InvalidInput as error:
            problems = error.problems
        raise InvalidInput(owner.__name__, [Problem(name, problem.message) for problem in problems])
    if shape is BLOB or shape is STRING:
        return BytesBody(value.encode() if isinstance(value, str) else value) if value else EMPTY
    return None


def parse(
    cls: type[OutputT],
    status: int,
    headers: Headers,
    body: bytes,
    *,
    read_body: Callable[[type[OutputT], int, bytes], dict[str, Any]],
    read_payload: Callable[[Member, type, bytes], Any],
) -> OutputT:
    """The output. Raises `ResponseParseError`."""
    tree = answers.bound(cls, status, headers)
    payload = payload_of(table_of(cls))
    if payload is None:
        tree = read_body(cls, status, body) | tree
        return outputs.make(cls, tree)
    name, member = payload
    shape = resolve(member.shape, cls)
    if shape is STREAM or shape is EVENTS:
        return outputs.build(cls, tree)
    value = _raw(body) if shape is STRING else body if shape is BLOB else read_payload(member, cls, body)
    if value is not None:
        tree[member.name] = value
    elif member.required:
        raise ResponseParseError(f"{cls.__name__}.{name}: the answer is empty")
    return outputs.make(cls, tree)


def _raw(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise ResponseParseError("the answer is not text in UTF-8") from None
