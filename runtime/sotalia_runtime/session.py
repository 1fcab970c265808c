"""Sessions: what clients have in common."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Self
from weakref import WeakSet

from .call.options import Options
from .errors import ClientClosed

if TYPE_CHECKING:
    from types import TracebackType

    from .call.core import ClientCore
    from .call.hooks import Hooks
    from .call.logging import LogMode
    from .config import ProfileFiles, Settings
    from .credentials import Credentials, CredentialStore, Provider
    from .operation import Service
    from .retry.settings import Retries
    from .transport import HttpTransport
    from .transport.timeouts import Timeouts


class Session:
    """Configuration, credentials and connections that clients share. Safe to share between threads.

    Constructing does no I/O: environment and shared files are read when the first call needs them. An argument
    goes before the environment, the environment before the profile; a client's own arguments go before all.

    - `profile`: the section of the shared files, else `AWS_PROFILE`, else "default"
    - `region`: such as "us-east-1"; ConfigError for what can be none
    - `credentials`: keys, or a provider of them, in place of those in environment and files
    - `endpoint_url`: send all requests there, for all services
    - `retries`, `timeouts`, `log`: defaults of the clients
    - `hooks`: run before the client's own
    - `use_fips`, `use_dualstack`: which variants of endpoints to use
    - `ca_bundle`, `client_cert`: paths of PEM files, for TLS
    - `max_connections`: how many connections may be open at once
    """

    def __init__(
        self,
        profile: str | None = None,
        region: str | None = None,
        *,
        credentials: Credentials | Provider | None = None,
        endpoint_url: str | None = None,
        retries: Retries | None = None,
        timeouts: Timeouts | None = None,
        hooks: Hooks | None = None,
        log: LogMode | None = None,
        use_fips: bool | None = None,
        use_dualstack: bool | None = None,
        ca_bundle: str | None = None,
        client_cert: str | tuple[str, str] | None = None,
        max_connections: int | None = None,
    ) -> None:
        self._profile = profile
        self._tls = (ca_bundle, client_cert)
        self._max_connections = max_connections
        self._options = Options(
            region=region,
            endpoint_url=endpoint_url,
            credentials=credentials,
            retries=retries,
            timeouts=timeouts,
            hooks=hooks,
            log=log,
            use_fips=use_fips,
            use_dualstack=use_dualstack,
        )
        self._start()

    def _start(self) -> None:
        self._lock = Lock()
        self._closed = False
        self._files: ProfileFiles | None = None
        self._store: CredentialStore | None = None
        # One for blocking clients, one for asynchronous ones, each while any of its clients is open.
        self._transports: dict[bool, HttpTransport] = {}
        self._leases: dict[bool, WeakSet[ClientCore]] = {False: WeakSet(), True: WeakSet()}

    @property
    def profile(self) -> str | None:
        """The profile that was given; None leaves it to the environment."""
        return self._profile

    @property
    def region(self) -> str | None:
        """The region that was given; None leaves it to environment and profile."""
        return self._options.region

    @property
    def options(self) -> Options:
        """What was given, for the clients."""
        return self._options

    def close(self) -> None:
        """Close all connections; calls of its clients raise ClientClosed from then on."""
        with self._lock:
            self._closed = True
            transports, self._transports = self._transports, {}
        for transport in transports.values():
            transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def settings(self, service: Service, options: Options) -> Settings:
        """The settings of a client of this session. Raises ConfigError."""
        from .config import resolve

        given = {
            "profile": self._profile,
            "region": options.region,
            "endpoint_url": options.endpoint_url,
            "use_fips_endpoint": options.use_fips,
            "use_dualstack_endpoint": options.use_dualstack,
            "ca_bundle": self._tls[0],
        }
        return resolve(given, os.environ, self._profile_files(), service=service.id)

    def _profile_files(self) -> ProfileFiles:
        if self._files is None:
            from .config import ProfileFiles

            self._files = ProfileFiles.from_environment(os.environ)
        return self._files

    def credentials(self) -> CredentialStore:
        """The credentials that clients without their own share."""
        with self._lock:
            if self._store is None:
                from .config.settings import profile_name
                from .credentials import Credentials, CredentialStore, Static, default_chain

                own = self._options.credentials
                if isinstance(own, Credentials):
                    provider: Provider = Static(own)
                elif own is not None:
                    provider = own
                else:
                    profile, _ = profile_name(self._profile, os.environ)
                    in_code = self._profile is not None
                    provider = default_chain(self._profile_files(), profile, profile_in_code=in_code)
                self._store = CredentialStore(provider)
            return self._store

    def lease(self, core: ClientCore, ca_bundle: str | None) -> HttpTransport:
        """The connections for a client, until it is released or forgotten. Raises ClientClosed."""
        with self._lock:
            if self._closed:
                raise ClientClosed("this session was closed")
            transport = self._transports.get(core.asynchronous)
            if transport is None:
                from .transport import HttpTransport

                more = {} if self._max_connections is None else {"max_connections": self._max_connections}
                transport = HttpTransport(ca_bundle=ca_bundle, client_cert=self._tls[1], **more)
                self._transports[core.asynchronous] = transport
            self._leases[core.asynchronous].add(core)
            return transport

    def release(self, core: ClientCore) -> None:
        """A client is closed. The last one of its kind closes the idle connections, too."""
        with self._lock:
            leases = self._leases[core.asynchronous]
            leases.discard(core)
            transport = None if leases else self._transports.pop(core.asynchronous, None)
        if transport is not None:
            transport.close()

    def __getstate__(self) -> dict[str, object]:
        names = ("_profile", "_tls", "_max_connections", "_options")
        return {name: self.__dict__[name] for name in names}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._start()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __repr__(self) -> str:
        return f"<Session profile={self._profile!r} region={self._options.region!r}>"


_default: Session | None = None
_default_lock = Lock()


def default_session() -> Session:
    """The session of clients that are made without one; the same for all of this process."""
    global _default
    with _default_lock:
        if _default is None:
            _default = Session()
        return _default


def reset_default_session() -> None:
    """Forget the default session, so that clients made from now on see today's environment. Open clients go on."""
    global _default
    with _default_lock:
        _default = None
