"""Runtime of the service packages that sotalia generates: clients, credentials, retries and transport."""

from typing import TYPE_CHECKING

from .lazy import lazy_exports

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .aio import AsyncClient as AsyncClient
    from .call.context import Call as Call
    from .call.hooks import Hooks as Hooks
    from .call.logging import LogMode as LogMode
    from .call.request import Request as Request
    from .client import Client as Client
    from .credentials import Credentials as Credentials
    from .errors import SdkError as SdkError
    from .errors import ServiceError as ServiceError
    from .retry.settings import Retries as Retries
    from .session import Session as Session
    from .transport.timeouts import Timeouts as Timeouts
    from .waiters import Poll as Poll

    __all__ = [
        "AsyncClient",
        "Call",
        "Client",
        "Credentials",
        "Hooks",
        "LogMode",
        "Poll",
        "Request",
        "Retries",
        "SdkError",
        "ServiceError",
        "Session",
        "Timeouts",
    ]
else:
    __getattr__, __dir__, __all__ = lazy_exports(
        __name__,
        {
            "AsyncClient": "aio",
            "Call": "call.context",
            "Client": "client",
            "Credentials": "credentials",
            "Hooks": "call.hooks",
            "LogMode": "call.logging",
            "Poll": "waiters",
            "Request": "call.request",
            "Retries": "retry.settings",
            "SdkError": "errors",
            "ServiceError": "errors",
            "Session": "session",
            "Timeouts": "transport.timeouts",
        },
    )
