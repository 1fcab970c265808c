"""Every exception the runtime raises, as one tree.

    SdkError
    ├── InvalidInput                an argument is wrong; nothing was sent (also a ValueError)
    ├── ConfigError                 a setting is wrong (also a ValueError)
    ├── CredentialsError            no usable credentials
    ├── EndpointError               no endpoint for this region and these options
    ├── BodyNotReplayable           a retry needs a body that cannot be read again
    ├── ClientClosed                the client was closed
    ├── TransportError              the bytes did not get there or back
    │   ├── ConnectError            refused, unreachable, name not found, TLS refused
    │   │   └── TlsError
    │   ├── TransportTimeout        (also a TimeoutError)
    │   │   ├── ConnectTimeout  ├── ReadTimeout  ├── PoolTimeout  └── TotalTimeout
    │   ├── ConnectionClosed        the peer went away in the middle of an answer
    │   └── ProtocolError           what came is not HTTP, or over a bound
    ├── ResponseError               the answer came whole but is not what the model says
    │   ├── ResponseParseError
    │   └── ChecksumMismatch
    ├── ServiceError                the service answered with an error
    ├── PaginationError             a page token came twice
    └── WaiterError
        ├── WaiterFailed            an acceptor said failure
        └── WaiterTimeout           `max_wait` passed (also a TimeoutError)

All of them pickle, and none carries a credential or the value of an argument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .model.metadata import ResponseMetadata
    from .model.shapes import Member


class SdkError(Exception):
    """Root of everything this package raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__.copy())


def _rebuild(cls: type[SdkError], args: tuple[Any, ...], state: dict[str, Any]) -> SdkError:
    """Restore an error from its state alone, so that subclasses may have any signature."""
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class Problem(Frozen):
    """One wrong member of an input: where it is and what is wrong, never its value."""

    __slots__ = ("message", "path")

    path: str
    message: str

    def __init__(self, path: str, message: str) -> None:
        self._fill(path=path, message=message)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InvalidInput(SdkError, ValueError):
    """An input does not fit its model. `problems` names every wrong member by path."""

    def __init__(self, subject: str, problems: Iterable[Problem]) -> None:
        self.subject = subject
        self.problems: tuple[Problem, ...] = tuple(problems)
        lines = "".join(f"\n  {problem}" for problem in self.problems)
        super().__init__(f"{subject} is not valid:{lines}")

    def errors(self) -> list[dict[str, str]]:
        """The problems as plain data, without the values that caused them."""
        return [{"path": problem.path, "message": problem.message} for problem in self.problems]


class ConfigError(SdkError, ValueError):
    """A setting is wrong. The text names the setting, where it came from and what is allowed."""


class CredentialsError(SdkError):
    """No usable credentials were found; the text lists the places that were tried."""


class EndpointError(SdkError):
    """The service's endpoint rules refuse this combination of region and options."""


class BodyNotReplayable(SdkError):
    """A retry needs the request body again, but it cannot be rewound.

    Raised from the error that asked for the retry, which is its `__cause__`.
    """


class ClientClosed(SdkError):
    """The client, or the session that owns its connections, was closed."""


class TransportError(SdkError):
    """The request or its answer was lost on the way."""


class ConnectError(TransportError):
    """No connection to the endpoint: refused, unreachable or name not found."""


class TlsError(ConnectError):
    """The TLS handshake failed, or the peer's certificate is not to be trusted."""


class TransportTimeout(TransportError, TimeoutError):
    """A limit of `Timeouts` passed; the subclass says which."""


class ConnectTimeout(TransportTimeout):
    """No connection within `Timeouts.connect` seconds."""


class ReadTimeout(TransportTimeout):
    """The peer sent nothing for `Timeouts.read` seconds."""


class PoolTimeout(TransportTimeout):
    """Every pooled connection stayed busy for `Timeouts.connect` seconds."""


class TotalTimeout(TransportTimeout):
    """The whole call, all attempts and waits included, took `Timeouts.total` seconds."""


class ConnectionClosed(TransportError):
    """The peer closed or reset the connection before its answer was complete."""


class ProtocolError(TransportError):
    """The peer does not speak HTTP/1.1, or its headers exceed the bounds."""


class ResponseError(SdkError):
    """The answer arrived whole but cannot be used."""


class ResponseParseError(ResponseError):
    """The body or headers do not have the form that the service's model gives them."""


class ChecksumMismatch(ResponseError):
    """The body does not have the checksum that the service sent with it."""


class ServiceError(SdkError):
    """The service answered with an error.

    Attributes: `code` and `message` as the service wrote them, `status` (HTTP), `request_id`,
    `fault` ("client", "server" or None), `retryable`, `operation`, `response_metadata`.
    Generated subclasses add the members that the model gives the error.
    """

    # What the model says of the error; generated subclasses override these.
    __code__: ClassVar[str] = ""
    __fault__: ClassVar[Literal["client", "server"] | None] = None
    __retryable__: ClassVar[Literal["error", "throttling"] | None] = None
    __members__: ClassVar[Mapping[str, Member]] = {}

    code: str
    message: str
    operation: str
    fault: Literal["client", "server"] | None
    retryable: bool
    response_metadata: ResponseMetadata

    def __init__(
        self,
        code: str,
        message: str,
        *,
        operation: str,
        response_metadata: ResponseMetadata,
        fault: Literal["client", "server"] | None = None,
        retryable: bool = False,
        members: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code
        self.message = message
        self.operation = operation
        self.fault = fault
        self.retryable = retryable
        self.response_metadata = response_metadata
        for name, value in (members or {}).items():
            setattr(self, name, value)
        request = response_metadata.request_id or "unknown"
        super().__init__(f"{operation}: {code}: {message} (status {response_metadata.status}, request {request})")

    @property
    def status(self) -> int:
        """HTTP status of the answer."""
        return self.response_metadata.status

    @property
    def request_id(self) -> str | None:
        """The service's id of the request, or None where it sent none."""
        return self.response_metadata.request_id


class PaginationError(SdkError):
    """A service returned the same page token twice in a row, which would page for ever."""


class WaiterError(SdkError):
    """A waiter did not reach its state.

    `waiter` is its name, `polls` the number of requests made, `acceptor` what matched (or None),
    `last` the last output or `ServiceError` seen.
    """

    def __init__(self, waiter: str, reason: str, *, polls: int, acceptor: str | None, last: object) -> None:
        self.waiter = waiter
        self.reason = reason
        self.polls = polls
        self.acceptor = acceptor
        self.last = last
        super().__init__(f"{waiter}: {reason} (after {polls} polls)")


class WaiterFailed(WaiterError):
    """An acceptor matched that means the state cannot be reached any more."""


class WaiterTimeout(WaiterError, TimeoutError):
    """`max_wait` seconds passed before an acceptor matched."""
