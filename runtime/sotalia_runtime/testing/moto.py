"""moto's server in this process, with the environment pointing at it."""

from __future__ import annotations

import os
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Self, TypeVar, cast

from ..credentials import Credentials
from ..errors import ConfigError
from ..session import Session, reset_default_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

P = ParamSpec("P")
T = TypeVar("T")

REGION: Final = "us-east-1"
_KEYS: Final = ("AKIAIOSFODNN7EXAMPLE", "moto-takes-any-secret")
# Settings of whoever runs the tests that would lead requests elsewhere.
_UNSET: Final = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
)


class mock_aws:  # noqa: N801 - moto's own name for it
    """A local AWS while its context is open, or while a decorated function runs, coroutine functions included.

    Clients and sessions that are made meanwhile, and name neither an endpoint nor credentials, talk to it: their
    default region is us-east-1. `endpoint_url` is where it is, for everybody else. Each use starts empty.
    Needs moto: `pip install 'moto[server]'`. As moto keeps its state per process, use one at a time.
    """

    endpoint_url: str

    def __enter__(self) -> Self:
        self._server = _started()
        host, port = self._server.get_host_and_port()
        _reset(host, port)
        self.endpoint_url = f"http://{host}:{port}"
        self._saved = dict(os.environ)
        for name in [name for name in os.environ if name in _UNSET or name.startswith("AWS_ENDPOINT_URL_")]:
            del os.environ[name]
        os.environ |= {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": _KEYS[0],
            "AWS_SECRET_ACCESS_KEY": _KEYS[1],
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        reset_default_session()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        os.environ.clear()
        os.environ.update(self._saved)
        reset_default_session()
        self._server.stop()

    def session(self, region: str = REGION) -> Session:
        """A session whose clients talk to this local AWS, whatever the environment says."""
        return Session(region=region, endpoint_url=self.endpoint_url, credentials=Credentials(*_KEYS))

    def __call__(self, function: Callable[P, T]) -> Callable[P, T]:
        """Decorate a function; each run has a local AWS of its own."""
        if iscoroutinefunction(function):

            @wraps(function)
            async def run_async(*args: P.args, **kwargs: P.kwargs) -> Any:
                with type(self)():
                    return await function(*args, **kwargs)

            return cast("Callable[P, T]", run_async)

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            with type(self)():
                return function(*args, **kwargs)

        return run


def _started() -> Any:
    try:
        from moto.server import ThreadedMotoServer
    except ImportError as error:
        raise ConfigError("mock_aws needs moto: pip install 'moto[server]'") from error
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    return server


def _reset(host: str, port: int) -> None:
    """Empty it: what an earlier server of this process held is still there."""
    from http.client import HTTPConnection

    connection = HTTPConnection(host, port, timeout=30)
    try:
        connection.request("POST", "/moto-api/reset")
        connection.getresponse().read()
    finally:
        connection.close()
