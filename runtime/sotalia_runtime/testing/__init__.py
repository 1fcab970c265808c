"""For tests of code that calls services, without a network: typed fakes, and moto in process."""

from typing import TYPE_CHECKING

from ..lazy import lazy_exports

if TYPE_CHECKING:
    from .fakes import FakeTransport as FakeTransport
    from .fakes import async_body as async_body
    from .fakes import body as body
    from .moto import mock_aws as mock_aws

    __all__ = ["FakeTransport", "async_body", "body", "mock_aws"]
else:
    __getattr__, __dir__, __all__ = lazy_exports(
        __name__, {"FakeTransport": "fakes", "async_body": "fakes", "body": "fakes", "mock_aws": "moto"}
    )
