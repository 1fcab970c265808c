"""Between typed inputs and outputs and the bytes of six protocols. No I/O.

    serialise(operation, input)                               -> HttpRequest, without a host
    parse(operation, output_class, status, headers, body)     -> Output
    parse_error(operation, status, headers, body)             -> ParsedError
    build_error(operation, parsed, metadata)                  -> ServiceError
    streams(operation, output_class)                          -> name of the field that is a stream, or None
    conceals_error(operation, body)                           -> whether a good status lies

A protocol is a module with `serialise`, `parse` and `read_error`, loaded when a service first needs it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Protocol, cast

from ..errors import InvalidInput, ResponseParseError
from .shapes import Unencodable, is_streamed, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..errors import ServiceError
    from ..http.messages import Headers, HttpRequest
    from ..model.metadata import ResponseMetadata
    from ..model.structure import Input, Output, OutputT
    from ..operation import Operation, ProtocolName
    from .failures import Facts, ParsedError

__all__ = [
    "build_error",
    "conceals_error",
    "new_token",
    "parse",
    "parse_error",
    "serialise",
    "streams",
]

_MODULES: Final[dict[ProtocolName, str]] = {
    "json": "json_rpc",
    "rest-json": "rest_json",
    "rest-xml": "rest_xml",
    "query": "query_rpc",
    "ec2": "ec2_rpc",
    "smithy-rpc-v2-cbor": "cbor_rpc",
}


class _Codec(Protocol):
    def serialise(self, operation: Operation, given: Input) -> HttpRequest: ...

    def parse(
        self, operation: Operation, cls: type[OutputT], status: int, headers: Headers, body: bytes
    ) -> OutputT: ...

    def read_error(self, operation: Operation, status: int, headers: Headers, body: bytes) -> Facts: ...


_codecs: dict[str, _Codec] = {}
_tokens: dict[type, tuple[str, ...]] = {}
_streams: dict[type, str | None] = {}


def _codec(protocol: ProtocolName) -> _Codec:
    codec = _codecs.get(protocol)
    if codec is None:
        from importlib import import_module

        codec = _codecs[protocol] = cast("_Codec", import_module(f".{_MODULES[protocol]}", __name__))
    return codec


def new_token() -> str:
    """A random UUID (version 4) as text."""
    value = bytearray(os.urandom(16))
    value[6] = value[6] & 0x0F | 0x40
    value[8] = value[8] & 0x3F | 0x80
    text = value.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def serialise(operation: Operation, input: Input, token: Callable[[], str] = new_token) -> HttpRequest:
    """The request that carries an input; its host is still empty.

    Idempotency tokens that the input leaves open are drawn from `token`, so a request that is sent again
    carries the same one. Raises `InvalidInput` with every problem that no annotation can express: unions
    with none or several members set, labels that would make another path, line breaks in headers.
    """
    cls = type(input)
    names = _tokens.get(cls)
    if names is None:
        names = _tokens[cls] = tuple(name for name, member in table_of(cls).items() if member.idempotency_token)
    open_tokens = [name for name in names if getattr(input, name) is None]
    if open_tokens:
        input = input.model_copy(update={name: token() for name in open_tokens})
    try:
        return _codec(operation.service.protocol).serialise(operation, input)
    except InvalidInput:
        raise
    except (Unencodable, AttributeError, TypeError, ValueError, OverflowError, RecursionError):
        # What pydantic accepted may still be unfit to be sent, or have been changed since.
        from .checks import invalid

        problem = invalid(operation, input)
    raise problem


def parse(operation: Operation, output_class: type[OutputT], status: int, headers: Headers, body: bytes) -> OutputT:
    """The output that an answer stands for; a streamed member is left unset.

    What a service adds is kept, what it leaves out is None or empty. Raises `ResponseParseError` for
    anything that is not the model's: cut short, of another format, nested without bound.
    """
    try:
        return _codec(operation.service.protocol).parse(operation, output_class, status, headers, body)
    except RecursionError:
        pass
    raise ResponseParseError(f"{output_class.__name__}: the answer is nested too deep")


def parse_error(operation: Operation, status: int, headers: Headers, body: bytes) -> ParsedError:
    """What an error answer says. Never raises: an answer without code or message gets its status for one."""
    from . import failures

    return failures.parse(_codec(operation.service.protocol).read_error, operation, status, headers, body)


def build_error(operation: Operation, parsed: ParsedError, metadata: ResponseMetadata) -> ServiceError:
    """The error as an instance of the class that its code names, or of the service's own."""
    from . import failures

    return failures.build(operation, parsed, metadata)


def streams(operation: Operation, output_class: type[Output]) -> str | None:
    """The field of the output whose bytes or events are read from the connection, if there is one."""
    try:
        return _streams[output_class]
    except KeyError:
        found = [name for name, member in table_of(output_class).items() if is_streamed(member.shape)]
        return _streams.setdefault(output_class, found[0] if found else None)


def conceals_error(operation: Operation, body: bytes) -> bool:
    """Whether an answer with a good status is an error all the same, as S3 sends them once it has begun to answer."""
    if operation.service.protocol != "rest-xml":
        return False
    from .rest_xml import conceals_error

    return conceals_error(body)
