"""Both drivers behind one face, so that each promise is tested with either."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sotalia_runtime.drivers.aio import AsyncPerformer
from sotalia_runtime.drivers.blocking import BlockingPerformer
from sotalia_runtime.http.messages import BytesBody, Headers, HttpRequest, RequestBody
from sotalia_runtime.transport import HttpTransport, Limits, Timeouts

if TYPE_CHECKING:
    from sotalia_runtime.flow import Flow
    from sotalia_runtime.transport.pool import Pool

T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    status: int
    headers: Headers
    body: bytes


class Driver:
    """One transport with one driver."""

    kind: str

    def __init__(self, **options: object) -> None:
        self.transport = HttpTransport(**options)  # type: ignore[arg-type]

    @property
    def pool(self) -> Pool:
        raise NotImplementedError

    def run(self, flow: Flow[T]) -> T:
        raise NotImplementedError

    def close(self) -> None:
        self.transport.close()

    def fetch(self, request: HttpRequest, timeouts: Timeouts | None = None) -> Seen:
        return self.run(fetching(self.transport, request, timeouts))


def fetching(transport: HttpTransport, request: HttpRequest, timeouts: Timeouts | None = None) -> Flow[Seen]:
    from time import monotonic

    limits = Limits.starting(timeouts or Timeouts(connect=5, read=5), monotonic())
    response = yield from transport.exchange(request, limits)
    body = yield from response.body.read_all()
    return Seen(response.status, response.headers, body)


class BlockingDriver(Driver):
    kind = "blocking"

    @property
    def pool(self) -> Pool:
        return self.transport.pools.blocking

    def run(self, flow: Flow[T]) -> T:
        return BlockingPerformer().run(flow)


class AsyncDriver(Driver):
    kind = "asyncio"

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.runner = asyncio.Runner()

    @property
    def pool(self) -> Pool:
        return self.transport.pools.of_loop(self.runner.get_loop(), lambda loop: False)

    def run(self, flow: Flow[T]) -> T:
        return self.runner.run(AsyncPerformer().run(flow))

    def close(self) -> None:
        super().close()
        self.runner.run(asyncio.sleep(0.01))
        self.runner.close()


def request_to(
    url: str, method: str = "GET", body: bytes | RequestBody = b"", path: str = "/", **fields: str
) -> HttpRequest:
    scheme, _, authority = url.partition("://")
    host, _, port = authority.rpartition(":")
    headers = Headers((name.replace("_", "-"), value) for name, value in fields.items())
    content = BytesBody(body) if isinstance(body, bytes) else body
    return HttpRequest(method, scheme=scheme, host=host, port=int(port), path=path, headers=headers, body=content)
