"""What blocking and asynchronous clients share: construction, options, pickling, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from .call.core import ClientCore
from .call.flow import call
from .call.options import Options
from .errors import CredentialsError
from .services import customisation_of
from .session import default_session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .call.hooks import Hooks
    from .call.logging import LogMode
    from .checksums.response import ResponseChecksum
    from .credentials import Credentials, Provider
    from .flow import Flow
    from .http.messages import HttpResponse, ResponseBody
    from .model.structure import Input, Output
    from .operation import Service
    from .retry.settings import Retries
    from .session import Session
    from .transport import Transport
    from .transport.timeouts import Timeouts
    from .waiters import Poll, Waiter


class BaseClient:
    """A client without the methods that do I/O.

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

    _service: ClassVar[Service]
    _asynchronous: ClassVar[bool]
    _own: Options
    _core: ClientCore
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
            stream=self._stream,
            asynchronous=self._asynchronous,
        )

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

    def _call(self, input: object) -> Flow[Output]:
        core = self._core
        given = cast("Input", input)
        return call(core, core.plan(given), given)

    def _wait(
        self,
        waiter: Waiter[Any],
        input: object,
        max_wait: float | None,
        on_poll: Callable[[Poll], object] | None,
    ) -> Flow[Any]:
        from .waiters import wait

        clock = self._core.clock
        return wait(
            waiter,
            lambda: self._call(input),
            max_wait=waiter.default_max_wait if max_wait is None else max_wait,
            on_poll=on_poll,
            now=clock.monotonic,
            draw=clock.draw,
        )

    @classmethod
    def _stream(cls, response: HttpResponse, checksum: ResponseChecksum | None) -> object:
        """A streamed body as the caller gets it."""
        length = response.headers.get("Content-Length")
        size = int(length) if length is not None and length.isascii() and length.isdigit() else None
        return cls._body(response.body, size, checksum)

    @staticmethod
    def _body(body: ResponseBody, size: int | None, checksum: ResponseChecksum | None) -> object:
        raise NotImplementedError

    def _with(self, changes: Mapping[str, object]) -> Self:
        """Another client of the same session, with these options changed; hooks add up."""
        given: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
        other = type(self).__new__(type(self))
        other.__setstate__({"session": self._session, "own": Options(**given).over(self._own)})
        return other

    def __getstate__(self) -> dict[str, object]:
        from .credentials import Credentials

        if isinstance(self._own.credentials, Credentials):
            raise CredentialsError(
                f"{type(self).__name__} has explicit keys, which do not pickle; make it with a Session(profile=...), or"
                " leave the keys to the environment, and the other side looks them up itself"
            )
        return {"session": self._session, "own": self._own}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._open(state["session"], state["own"])

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __repr__(self) -> str:
        given = self._core.options
        shown = "".join(f" {name}={value!r}" for name in ("region", "endpoint_url") if (value := getattr(given, name)))
        return f"<{type(self).__name__}{shown}>"
