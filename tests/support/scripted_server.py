"""A server that plays byte-level scripts: what it says, when, and how it hangs up is the test's business.

    with ScriptedServer([Answer(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok")]) as server:
        ...                       # server.url, server.port
    server.requests               # what was received: method, target, headers, body, connection

Scripts are played in order, one per connection; the last one serves all further connections. A script is a list of
steps, or a function of the connection for what steps cannot say.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]  # lower-case names
    body: bytes
    connection: int
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """Read one request whole, then send `data`, in `pieces` of so many bytes where set, `pause` seconds apart."""

    data: bytes
    piece: int | None = None
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Say:
    """Send `data` without waiting for anything."""

    data: bytes


@dataclass(frozen=True, slots=True)
class ReadHead:
    """Read a request's head and leave its body where it is."""


@dataclass(frozen=True, slots=True)
class ReadSome:
    """Read at least `size` bytes of whatever comes."""

    size: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for `seconds`, or until the server stops."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Close:
    """Hang up politely."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Hang up with a TCP reset."""


@dataclass(frozen=True, slots=True)
class Loop:
    """Play the steps again and again, until the peer is gone."""

    steps: Sequence[Step]


Step = Answer | Say | ReadHead | ReadSome | Wait | Close | Reset | Loop
Script = Sequence[Step] | Callable[["Peer"], None]


def reply(body: bytes = b"", status: str = "200 OK", *fields: str, length: bool = True) -> bytes:
    """An answer with a Content-Length."""
    lines = [f"HTTP/1.1 {status}", *fields, *([f"Content-Length: {len(body)}"] if length else [])]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


OK = (Loop((Answer(reply(b"ok")),)),)


class PeerGone(Exception):
    """The client has closed."""


class Peer:
    """One accepted connection."""

    def __init__(self, server: ScriptedServer, sock: socket.socket, index: int) -> None:
        self.server = server
        self.sock = sock
        self.index = index
        self._buffer = b""

    def fill(self) -> None:
        """Read more."""
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            raise PeerGone from error
        if not data:
            raise PeerGone
        self._buffer += data

    def take(self, size: int) -> bytes:
        """Exactly `size` bytes."""
        while len(self._buffer) < size:
            self.fill()
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def line(self) -> bytes:
        """Up to and with the next CRLF."""
        while b"\r\n" not in self._buffer:
            self.fill()
        return self.take(self._buffer.index(b"\r\n") + 2)

    def read_head(self) -> Received:
        """A request without its body, which is recorded so."""
        while b"\r\n\r\n" not in self._buffer:
            self.fill()
        head = self.take(self._buffer.index(b"\r\n\r\n") + 4)
        first, *rest = head.decode("utf-8").split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
        return Received(method, target, headers, b"", self.index, head)

    def read_body(self, head: Received) -> bytes:
        """The body that belongs to `head`, without its framing."""
        if head.headers.get("transfer-encoding") != "chunked":
            return self.take(int(head.headers.get("content-length", "0")))
        body = b""
        while size := int(self.line().partition(b";")[0], 16):
            body += self.take(size)
            assert self.line() == b"\r\n"
        while self.line() != b"\r\n":
            pass
        return body

    def read_request(self) -> Received:
        """A whole request, recorded."""
        head = self.read_head()
        request = Received(head.method, head.target, head.headers, self.read_body(head), self.index, head.head)
        self.server.record(request)
        return request

    def send(self, data: bytes) -> None:
        """Send all of `data`."""
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise PeerGone from error

    def reset(self) -> None:
        """Hang up with a TCP reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def play(self, steps: Sequence[Step]) -> None:
        """Play a script to its end."""
        for step in steps:
            match step:
                case Answer():
                    self._answer(step)
                case Say(data):
                    self.send(data)
                case ReadHead():
                    self.server.record(self.read_head())
                case ReadSome(size):
                    self.take(size)
                case Wait(seconds):
                    self.server.sleep(seconds)
                case Close():
                    raise PeerGone
                case Reset():
                    self.reset()
                    raise PeerGone
                case Loop(inner):
                    self._repeat(inner)

    def _answer(self, answer: Answer) -> None:
        self.read_request()
        size = answer.piece or len(answer.data) or 1
        for start in range(0, len(answer.data), size):
            if start and answer.pause:
                self.server.sleep(answer.pause)
            self.send(answer.data[start : start + size])

    def _repeat(self, steps: Sequence[Step]) -> None:
        while True:
            self.play(steps)


@dataclass
class ScriptedServer:
    """Listens on a free port of the loopback interface while its context is open."""

    script: Script | Sequence[Script]
    tls: ssl.SSLContext | None = None
    requests: list[Received] = field(default_factory=list[Received])
    connections: int = 0
    open_connections: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        self._scripts = self._several()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        self._socks: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            socks = list(self._socks)
        for sock in socks:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(5)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def _several(self) -> list[Script]:
        script = self.script
        if callable(script):
            return [script]
        steps = (Answer, Say, ReadHead, ReadSome, Wait, Close, Reset, Loop)
        if all(isinstance(step, steps) for step in script):
            return [script]  # type: ignore[list-item]
        return list(script)  # type: ignore[arg-type]

    def record(self, request: Received) -> None:
        """Keep a request for the test to look at."""
        with self._lock:
            self.requests.append(request)

    def sleep(self, seconds: float) -> None:
        """Sleep, unless the server stops."""
        if self._stopping.wait(seconds):
            raise PeerGone

    def wait_until(self, condition: Callable[[], bool], seconds: float = 5.0) -> bool:
        """Whether `condition` comes true in time."""
        ends = time.monotonic() + seconds
        while not condition() and time.monotonic() < ends:
            time.sleep(0.005)
        return condition()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                index = self.connections
                self.connections += 1
                self.open_connections += 1
                self._socks.append(sock)
            thread = threading.Thread(target=self._serve, args=(sock, index), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, index: int) -> None:
        try:
            if self.tls is not None:
                sock = self.tls.wrap_socket(sock, server_side=True)
                with self._lock:
                    self._socks.append(sock)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            script = self._scripts[min(index, len(self._scripts) - 1)]
            peer = Peer(self, sock, index)
            if callable(script):
                script(peer)
            else:
                peer.play(script)
        except (PeerGone, OSError):
            pass
        finally:
            sock.close()
            with self._lock:
                self.open_connections -= 1
