"""The blocking client, which generated clients extend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from .call.core import ClientCore
from .call.flow import call
from .call.options import Options
from .call.shell import Shell
from .drivers.blocking import BlockingPerformer
from .model.structure import Output, Returns
from .services import customisation_of
from .session import default_session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from .call.hooks import Hooks
    from .call.logging import LogMode
    from .call.request import Request
    from .checksums.response import ResponseChecksum
    from .credentials import Credentials, Provider
    from .http.messages import HttpResponse
    from .model.structure import Input
    from .retry.settings import Retries
    from .session import Session
    from .transport import Transport
    from .transport.timeouts import Timeouts
    from .waiters import Poll, Waiter

OutputT = TypeVar("OutputT", bound=Output)
AbsentT = TypeVar("AbsentT")

_PERFORMER = BlockingPerformer()


class Client(Shell):
    """A client for one service, safe to share between threads.

    Everything is optional, and nothing is read or opened before the first call. What is given here goes before
    the session's arguments, the environment and the profile; `hooks` run after the session's.

    - `session`: what is shared with other clients; without one, all clients share the default session
    - `region`, `endpoint_url`: where requests go
    - `credentials`: keys, or a provider of them, in place of the session's
    - `retries`: how often a call is sent; each client has a retry quota of its own
    - `timeouts`: in seconds, for connecting, for silence, and for the whole call
    - `log`: what to log of the wire
    - `use_fips`, `use_dualstack`: which variants of endpoints to use
    - `transport`: carries requests in place of the session's connections, such as a fake in a test
    - `client_params`: parameters of the service's endpoint rules, by Python name

    Raises ConfigError.
    """

    _session: Session | None

    def __init__(
        self,
        session: Session | None = None,
        *,
        region: str | None = None,
        endpoint_url: str | None = None,
        credentials: Credentials | Provider | None = None,
        retries: Retries | None = None,
        timeouts: Timeouts | None = None,
        hooks: Hooks | None = None,
        log: LogMode | None = None,
        use_fips: bool | None = None,
        use_dualstack: bool | None = None,
        transport: Transport | None = None,
        client_params: Mapping[str, object] | None = None,
    ) -> None:
        self._open(
            session,
            Options(
                region=region,
                endpoint_url=endpoint_url,
                credentials=credentials,
                retries=retries,
                timeouts=timeouts,
                hooks=hooks,
                log=log,
                use_fips=use_fips,
                use_dualstack=use_dualstack,
                transport=transport,
                client_params=client_params or None,
            ),
        )

    def _open(self, session: Session | None, own: Options) -> None:
        home = session if session is not None else default_session()
        self._session = session
        self._own = own
        self._core = ClientCore(
            self._service,
            home,
            own.over(home.options),
            customise=customisation_of,
            stream=_stream,
            asynchronous=False,
        )

    def send(self, input: Returns[OutputT, Output]) -> OutputT:
        """Make a call with an input of the service's `operations`. Raises what the operation raises.

        Errors: InvalidInput before anything is sent; ServiceError and its subclasses; TransportError; ResponseError;
        CredentialsError; EndpointError; ClientClosed.
        """
        core = self._core
        given = cast("Input", input)
        return cast("OutputT", _PERFORMER.run(call(core, core.plan(given), given)))

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
        from .waiters import wait

        core = self._core
        given = cast("Input", input)
        flow = wait(
            waiter,
            lambda: call(core, core.plan(given), given),
            max_wait=waiter.default_max_wait if max_wait is None else max_wait,
            on_poll=on_poll,
            now=core.clock.monotonic,
            draw=core.clock.draw,
        )
        return cast("Any", _PERFORMER.run(flow))

    def with_options(
        self,
        *,
        region: str | None = None,
        endpoint_url: str | None = None,
        credentials: Credentials | Provider | None = None,
        retries: Retries | None = None,
        timeouts: Timeouts | None = None,
        hooks: Hooks | None = None,
        log: LogMode | None = None,
        use_fips: bool | None = None,
        use_dualstack: bool | None = None,
        transport: Transport | None = None,
        client_params: Mapping[str, object] | None = None,
    ) -> Self:
        """Another client with some options changed: same session and connections, a retry quota of its own.

        `hooks` run after those that this client has.
        """
        return self._with(
            {
                "region": region,
                "endpoint_url": endpoint_url,
                "credentials": credentials,
                "retries": retries,
                "timeouts": timeouts,
                "hooks": hooks,
                "log": log,
                "use_fips": use_fips,
                "use_dualstack": use_dualstack,
                "transport": transport,
                "client_params": client_params,
            }
        )

    def close(self) -> None:
        """Refuse further calls. The last client of a session to close closes the session's idle connections, too."""
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _stream(response: HttpResponse, checksum: ResponseChecksum | None) -> object:
    from .streaming import StreamingBody

    length = response.headers.get("Content-Length")
    size = int(length) if length is not None and length.isascii() and length.isdigit() else None
    return StreamingBody(response.body, _PERFORMER, content_length=size, checksum=checksum)
