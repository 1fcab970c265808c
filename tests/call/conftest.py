"""Clients of two small services, and the keys that they sign with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from sotalia_runtime import Credentials
from support.callers import Caller
from support.mini_json.clients import MiniClient
from support.mini_s3.clients import S3Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sotalia_runtime.client import Client

    ClientT = TypeVar("ClientT", bound=Client)

KEYS = Credentials("AKIA", "SECRET", "SESSION/TOKEN+VALUE==")


@pytest.fixture
def open_client() -> Iterator[Callable[..., Any]]:
    """Make clients that do not wait between attempts; they are closed after the test."""
    opened: list[Client] = []

    def make(kind: type[Client], url: str, **options: Any) -> Client:
        options.setdefault("credentials", KEYS)
        client = kind(region="us-east-1", endpoint_url=url, **options)
        core = client._core
        core.clock = core.clock.replace(draw=lambda: 0.0)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def mini(open_client: Callable[..., Any]) -> Callable[..., MiniClient]:
    """Make a client of the JSON service, of the server at a URL."""
    return lambda url, **options: open_client(MiniClient, url, **options)


@pytest.fixture
def s3(open_client: Callable[..., Any]) -> Callable[..., S3Client]:
    """Make a client of S3, of the server at a URL."""
    return lambda url, **options: open_client(S3Client, url, **options)


@pytest.fixture(params=["sync", "async"])
def caller(request: pytest.FixtureRequest) -> Caller:
    """Calls generated packages, by either client."""
    return Caller(request.param)
