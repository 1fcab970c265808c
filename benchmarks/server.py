"""A server that answers every request on a port with the same bytes; one port for each document.

Its work is small and the same for whoever asks. It prints the ports as JSON and runs until its stdin closes.
"""

from __future__ import annotations

import asyncio
import json
import sys

import httptools

from .core import share_one_core
from .documents import ANSWERS


class Canned(asyncio.Protocol):
    """Reads requests to their end and writes the one answer."""

    transport: asyncio.Transport

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.parser = httptools.HttpRequestParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"expect":
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_message_complete(self) -> None:
        self.transport.write(self.answer)


async def main() -> None:
    share_one_core()
    loop = asyncio.get_running_loop()
    ports: dict[str, int] = {}
    for name, build in ANSWERS.items():
        answer = build().encode()
        server = await loop.create_server(lambda answer=answer: Canned(answer), "127.0.0.1", 0, backlog=256)
        ports[name] = server.sockets[0].getsockname()[1]
    print(json.dumps(ports), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
