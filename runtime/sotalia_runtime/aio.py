"""The asynchronous client, which generated clients extend."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar, cast

from .client_base import BaseClient
from .drivers.aio import AsyncPerformer
from .model.structure import Output, Returns

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from .call.request import AsyncRequest
    from .checksums.response import ResponseChecksum
    from .http.messages import ResponseBody
    from .model.structure import Input
    from .waiters import Poll, Waiter

AsyncOutputT = TypeVar("AsyncOutputT", bound=Output)
AbsentT = TypeVar("AbsentT")

_PERFORMER = AsyncPerformer()


class AsyncClient(BaseClient):
    """A client for one service, safe to share between the tasks of a program, on any event loop. See `BaseClient` for its arguments."""

    _asynchronous: ClassVar[bool] = True

    async def send(self, input: Returns[Output, AsyncOutputT]) -> AsyncOutputT:
        """Make a call with an input of the service's `operations`. Raises what the operation raises.

        Errors: InvalidInput before anything is sent; ServiceError and its subclasses; TransportError; ResponseError;
        CredentialsError; EndpointError; ClientClosed.
        """
        return cast("AsyncOutputT", await _PERFORMER.run(self._call(input)))

    def request(self, input: Returns[Output, AsyncOutputT]) -> AsyncRequest[AsyncOutputT]:
        """The same call one step at a time: validate, build, sign, send; or as a presigned URL."""
        from .call.request import AsyncRequest

        return AsyncRequest(self._core, cast("Input", input), _PERFORMER)

    async def wait(
        self,
        waiter: Waiter[AbsentT],
        input: Returns[Output, AsyncOutputT],
        *,
        max_wait: float | None = None,
        on_poll: Callable[[Poll], object] | None = None,
    ) -> AsyncOutputT | AbsentT:
        """Make a call again and again until an acceptor of `waiter` is satisfied; the output that did it.

        `max_wait` is in seconds. Raises WaiterFailed and WaiterTimeout, and errors that no acceptor knows.
        """
        return await _PERFORMER.run(self._wait(waiter, input, max_wait, on_poll))

    async def close(self) -> None:
        """Refuse further calls. The last client of a session to close closes the session's idle connections, too."""
        self._core.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    @staticmethod
    def _body(body: ResponseBody, size: int | None, checksum: ResponseChecksum | None) -> object:
        from .streaming import AsyncStreamingBody

        return AsyncStreamingBody(body, _PERFORMER, content_length=size, checksum=checksum)
