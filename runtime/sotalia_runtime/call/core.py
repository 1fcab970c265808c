"""What a client is behind its methods; the blocking and the asynchronous one are shells around it."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, cast

from ..credentials import Credentials, CredentialStore, Static
from ..errors import ClientClosed, ConfigError, CredentialsError
from ..retry.quota import Quota
from ..retry.settings import Retries
from ..transport.timeouts import Timeouts
from .builtins import parameters_of
from .endpoint import Keywords
from .hooks import NO_HOOKS
from .options import CLOCK
from .plan import Plan
from .user_agent import user_agent

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..checksums.response import ResponseChecksum
    from ..config import Settings
    from ..flow import Flow
    from ..http.messages import HttpResponse
    from ..model.structure import Input, Output
    from ..operation import Operation, Service
    from ..transport import Transport
    from .context import Call
    from .customisation import Customisation
    from .endpoint import Target
    from .hooks import Hooks
    from .logging import WireLog
    from .options import Clock, Options


class Home(Protocol):
    """What a client needs of its session."""

    def settings(self, service: Service, options: Options) -> Settings:
        """The settings of a client; the first time this reads the shared files."""
        ...

    def lease(self, core: ClientCore, ca_bundle: str | None) -> Transport:
        """The session's connections, kept open until `release`."""
        ...

    def release(self, core: ClientCore) -> None:
        """The client needs no connections any more."""
        ...

    def credentials(self) -> CredentialStore:
        """The session's credentials, for clients without their own."""
        ...


class ClientCore:
    """Configuration and shared state of one client; safe to share between threads.

    Nothing is read before the first call. From then on the attributes below `settings` are there.
    """

    region: str | None
    endpoint_url: str | None
    max_attempts: int
    timeouts: Timeouts
    quota: Quota | None
    transport: Transport
    user_agent: str
    sends_checksums: bool
    checks_answers: bool
    transport_answers: Callable[[Call], Flow[Output]] | None
    stored: Callable[[], Credentials | None]
    forget_credentials: Callable[[], None]

    def __init__(
        self,
        service: Service,
        home: Home,
        options: Options,
        *,
        customise: Callable[[Operation], Customisation],
        stream: Callable[[HttpResponse, ResponseChecksum | None], object],
        asynchronous: bool,
        clock: Clock = CLOCK,
    ) -> None:
        self.service = service
        self.home = home
        self.options = options  # with those of the session under them
        self.asynchronous = asynchronous
        self.customise = customise
        self.stream = stream
        self.clock = clock
        # A copy: lists of the user's may change, a client does not.
        self.hooks: Hooks = NO_HOOKS.then(options.hooks)
        self.log: WireLog | None = _wire_log(options)
        self.timeouts_given = options.timeouts is not None
        self.closed = False
        self.skew = 0.0  # seconds that the services' clock is ahead of ours
        self.targets: dict[tuple[object, ...], Target] = {}
        self.homes: dict[str, str] = {}  # regions of buckets that were found elsewhere
        self._plans: dict[type[Input], Plan] = {}
        self._ready = False
        self._lock = Lock()
        self._in_lambda = "AWS_LAMBDA_FUNCTION_NAME" in os.environ
        unknown = set(options.client_params or ()) - set(service.client_params)
        if unknown:
            raise ConfigError(f"{service.id} has no client parameter {', '.join(sorted(unknown))}")

    def plan(self, input: Input) -> Plan:
        """The plan of an input's operation."""
        plan = self._plans.get(type(input))
        return plan if plan is not None else self._make_plan(type(input))

    def _make_plan(self, input_class: type[Input]) -> Plan:
        operation = getattr(input_class, "__operation__", None)
        if operation is None or operation.service is not self.service:
            raise TypeError(f"{input_class.__name__} is no input of {self.service.id}")
        self.prepare()
        plan = self._plans[input_class] = Plan(
            input_class,
            output=operation.async_output if self.asynchronous else operation.output,
            keywords=self._keywords,
            parameters=self._parameters,
            accounts=self._accounts,
            custom=self.customise(operation),
            timeouts=self.timeouts,
            max_attempts=self.max_attempts,
        )
        return plan

    def prepare(self) -> None:
        """Resolve the settings, once."""
        if self.closed:
            raise ClientClosed(f"this {self.service.id} client was closed")
        with self._lock:
            if not self._ready:
                self._resolve(self.home.settings(self.service, self.options))
                self._ready = True

    def _resolve(self, settings: Settings) -> None:
        options = self.options
        self.region = settings.region
        self.endpoint_url = settings.endpoint_url
        retries = options.retries or Retries(settings.retry_mode, settings.max_attempts)
        if retries.max_attempts is None and settings.max_attempts is not None:
            retries = Retries(retries.mode, settings.max_attempts)
        self.max_attempts = retries.attempts(self.service.id)
        self.quota = Quota() if retries.mode == "standard" else None
        self.timeouts = options.timeouts or Timeouts()
        self.user_agent = user_agent(self.service, settings.user_agent_appid)
        self.sends_checksums = settings.request_checksum_calculation == "when_supported"
        self.checks_answers = settings.response_checksum_validation == "when_supported"
        self.transport = (
            options.transport if options.transport is not None else self.home.lease(self, settings.ca_bundle)
        )
        # A fake that knows operations: it answers before there are bytes.
        self.transport_answers = cast("Any", getattr(self.transport, "answer", None))
        own = options.credentials
        if own is None:
            self._store = self.home.credentials()
        else:
            self._store = CredentialStore(Static(own) if isinstance(own, Credentials) else own)
        # Held credentials without a flow: the usual case, on the path of every call.
        self.stored = self._store.current
        self.forget_credentials = self._store.forget
        self._keywords = Keywords(self.service.endpoint)
        self._parameters, self._accounts = parameters_of(self.service, self._keywords, settings, options.client_params)

    def credentials(self) -> Flow[Credentials]:
        """The credentials to sign with. Raises CredentialsError where there are none."""
        return self._store.resolve()

    def token(self) -> Flow[str]:
        """The bearer token for services that take one."""
        name = f"AWS_BEARER_TOKEN_{self.service.signing_name.replace('-', '_').upper()}"
        token = os.environ.get(name)
        if not token:
            raise CredentialsError(f"{self.service.id} wants a bearer token: set {name}")
        return token
        yield  # a flow, as tokens from elsewhere need I/O

    def trace_id(self) -> str | None:
        """The trace header inside a Lambda function, by which the service notices recursion."""
        return os.environ.get("_X_AMZN_TRACE_ID") if self._in_lambda else None

    def close(self) -> None:
        """Refuse further calls, and give the connections back to the session."""
        if not self.closed:
            self.closed = True
            self.home.release(self)


def _wire_log(options: Options) -> WireLog | None:
    if not options.log:
        return None
    from .logging import WireLog

    return WireLog(options.log)
