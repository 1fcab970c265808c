"""One service called by its generated package: by the blocking or the asynchronous client."""

from __future__ import annotations

import asyncio
import itertools
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sotalia_runtime import Credentials
from support.scripted_server import Peer, ScriptedServer

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = Credentials("AKIA", "SECRET")
CLIENTS = {
    "dynamodb": "DynamoDBClient",
    "ec2": "EC2Client",
    "lambda": "LambdaClient",
    "s3": "S3Client",
    "sqs": "SQSClient",
    "sts": "STSClient",
}


class Caller:
    """Calls one service by the blocking or the asynchronous client; no attempt waits for the one before."""

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def run(self, service: str, url: str, use: Callable[[Any], Any], **options: Any) -> Any:
        """The result of `use(client)`, awaited where there is something to await."""
        package = import_module(f"sotalia_{service}")
        cls = getattr(package, ("Async" if self.mode == "async" else "") + CLIENTS[service])
        client = cls(region="us-east-1", endpoint_url=url, credentials=KEYS, **options)
        client._core.clock = client._core.clock.replace(draw=lambda: 0.0)
        if self.mode == "sync":
            with client:
                return use(client)

        async def main() -> Any:
            async with client:
                return await _awaited(use(client))

        return asyncio.run(main())

    def call(self, service: str, url: str, method: str, **arguments: Any) -> Any:
        """The output of one call."""
        return self.run(service, url, lambda client: getattr(client, method)(**arguments))


async def _awaited(result: Any) -> Any:
    return [item async for item in result] if hasattr(result, "__aiter__") else await result


def then(*answers: bytes) -> ScriptedServer:
    """One answer after the other, the last for ever; connections do not matter."""
    left = iter([*answers, *itertools.repeat(answers[-1], 1000)])

    def serve(peer: Peer) -> None:
        while True:
            peer.read_request()
            peer.send(next(left))

    return ScriptedServer(serve)
