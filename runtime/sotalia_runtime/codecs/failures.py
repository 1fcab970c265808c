"""From an error answer to the error it stands for. Nothing here raises: an unreadable error is still an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

from ..errors import ResponseParseError, ServiceError
from ..frozen import Frozen
from ..model.metadata import request_ids
from . import answers, outputs
from .shapes import resolve, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..http.messages import Headers
    from ..model.metadata import ResponseMetadata
    from ..operation import Operation

    ReadError = Callable[[Operation, int, Headers, bytes], "Facts"]

Fault = Literal["client", "server"]


class Facts:
    """What an error's body says, still in the protocol's own terms; `members` decodes it for an error class."""

    __slots__ = ("code", "fault", "members", "message", "request_id", "shape")

    def __init__(
        self,
        *,
        code: str = "",
        shape: str = "",  # the code by which the class is found, where the answer has an older one beside it
        message: str = "",
        fault: Fault | None = None,
        request_id: str | None = None,
        members: Callable[[type], dict[str, Any]] = lambda cls: {},
    ) -> None:
        self.code = code
        self.shape = shape
        self.message = message
        self.fault: Fault | None = fault
        self.request_id = request_id
        self.members = members


class ParsedError(Frozen):
    """An error answer: `code` and `message` never lack, `members` are the model's, by field name."""

    __slots__ = ("code", "error_class", "fault", "host_id", "members", "message", "request_id")

    code: str
    message: str
    members: Mapping[str, object]
    error_class: type[ServiceError]
    fault: Fault | None
    request_id: str | None
    host_id: str | None

    def __init__(
        self,
        *,
        code: str,
        message: str,
        members: Mapping[str, object],
        error_class: type[ServiceError],
        fault: Fault | None,
        request_id: str | None,
        host_id: str | None,
    ) -> None:
        self._fill(
            code=code,
            message=message,
            members=members,
            error_class=error_class,
            fault=fault,
            request_id=request_id,
            host_id=host_id,
        )


def fault_of(text: str) -> Fault | None:
    """Who is to blame, as the query protocols put it."""
    return "client" if text == "Sender" else "server" if text in ("Receiver", "Server") else None


def parse(read: ReadError, operation: Operation, status: int, headers: Headers, body: bytes) -> ParsedError:
    """The error that an answer stands for."""
    try:
        facts = read(operation, status, headers, body)
    except (ResponseParseError, RecursionError):
        facts = Facts()
    code = facts.code or str(status)
    cls = _class_of(operation, code, facts.shape)
    request_id, host_id = request_ids(headers)
    return ParsedError(
        code=code,
        message=facts.message or _said(status, body),
        members=_members(cls, facts, status, headers),
        error_class=cls,
        fault=cls.__fault__ or facts.fault or ("server" if status >= 500 else "client" if status >= 400 else None),
        request_id=request_id or facts.request_id,
        host_id=host_id,
    )


def build(operation: Operation, parsed: ParsedError, metadata: ResponseMetadata) -> ServiceError:
    """The exception, ready to be raised."""
    cls = parsed.error_class
    return cls(
        parsed.code,
        parsed.message,
        operation=operation.name,
        response_metadata=metadata,
        fault=parsed.fault,
        retryable=cls.__retryable__ is not None,
        members=parsed.members,
    )


# Per package: its error classes by code.
_classes: dict[str, dict[str, type[ServiceError]]] = {}


def _class_of(operation: Operation, code: str, shape: str) -> type[ServiceError]:
    """The class that the operation has for a code; else one of another operation's, else the service's own."""
    from importlib import import_module

    package = operation.service.package
    errors = import_module(f"{package}.errors")
    name = operation.errors.get(code) or operation.errors.get(shape)
    if name:
        return cast("type[ServiceError]", getattr(errors, name))
    classes = _classes.get(package)
    if classes is None:
        found = [
            value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, ServiceError)
        ]
        # A code that several classes share says nothing outside the operations that name one of them.
        codes = [cls.__code__ for cls in found]
        classes = {cls.__code__: cls for cls in found if cls.__code__ and codes.count(cls.__code__) == 1}
        _classes[package] = classes
    return classes.get(code) or classes.get(shape) or cast("type[ServiceError]", errors.SERVICE_ERROR)


def _members(cls: type[ServiceError], facts: Facts, status: int, headers: Headers) -> dict[str, object]:
    table = table_of(cls)
    if not table:
        return {}
    try:
        tree = facts.members(cls) | answers.bound(cls, status, headers)
    except (ResponseParseError, RecursionError):
        tree = {}
    members: dict[str, object] = {}
    for name, member in table.items():
        if name == "message":
            continue
        try:
            members[name] = outputs.convert(tree.get(member.name), member.shape, cls, name)
        except (ResponseParseError, RecursionError):
            members[name] = outputs.empty(resolve(member.shape, cls))
    return members


def _said(status: int, body: bytes) -> str:
    """A message for an answer without one: a short plain text as it is, or the status in words."""
    text = body[:300].decode("utf-8", "replace").strip()
    if 0 < len(body) < 300 and text.isprintable() and text[:1] not in "<{[":
        return text
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
