"""The blocking client, which generated clients extend."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar, cast

from .client_base import BaseClient
from .drivers.blocking import BlockingPerformer
from .model.structure import Output, Returns

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from .call.request import Request
    from .checksums.response import ResponseChecksum
    from .http.messages import ResponseBody
    from .model.structure import Input
    from .waiters import Poll, Waiter

OutputT = TypeVar("OutputT", bound=Output)
AbsentT = TypeVar("AbsentT")

_PERFORMER = BlockingPerformer()


class Client(BaseClient):
    """A client for one service, safe to share between threads. See `BaseClient` for its arguments."""

    _asynchronous: ClassVar[bool] = False

    def send(self, input: Returns[OutputT, Output]) -> OutputT:
        """Make a call with an input of the service's `operations`. Raises what the operation raises.

        Errors: InvalidInput before anything is sent; ServiceError and its subclasses; TransportError; ResponseError;
        CredentialsError; EndpointError; ClientClosed.
        """
        return cast("OutputT", _PERFORMER.run(self._call(input)))

    def request(self, input: Returns[OutputT, Output]) -> Request[OutputT]:
        """The same call one step at a time: validate, build, sign, send; or as a presigned URL."""
        from .call.request import Request

        return Request(self._core, cast("Input", input), _PERFORMER)

    def wait(
        self,
        waiter: Waiter[AbsentT],
        input: Returns[OutputT, Output],
        *,
        max_wait: float | None = None,
        on_poll: Callable[[Poll], object] | None = None,
    ) -> OutputT | AbsentT:
        """Make a call again and again until an acceptor of `waiter` is satisfied; the output that did it.

        `max_wait` is in seconds. Raises WaiterFailed and WaiterTimeout, and errors that no acceptor knows.
        """
        return _PERFORMER.run(self._wait(waiter, input, max_wait, on_poll))

    def close(self) -> None:
        """Refuse further calls. The last client of a session to close closes the session's idle connections, too."""
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def _body(body: ResponseBody, size: int | None, checksum: ResponseChecksum | None) -> object:
        from .streaming import StreamingBody

        return StreamingBody(body, _PERFORMER, content_length=size, checksum=checksum)
