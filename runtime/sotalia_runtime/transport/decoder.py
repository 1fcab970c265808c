"""From bytes to answers: what one connection has received, by httptools (llhttp)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from ..errors import ConnectionClosed, ProtocolError

if TYPE_CHECKING:
    from typing import NoReturn

# An honest answer has about a dozen fields in 2 KiB; S3 adds up to 2 KiB of user metadata.
MAX_HEAD_BYTES: Final = 128 * 1024
MAX_FIELDS: Final = 256

_NO_BODY: Final = frozenset((204, 304))


class ResponseDecoder:
    """Decodes the answers of one connection, one at a time.

    `begin` announces the next answer, `feed` takes bytes, `end` says that the peer has closed. After them:
    `status` is 0 until a final head came, `chunks` holds the body bytes not taken yet, `complete` says that
    the answer is whole, `continued` that an interim answer (1xx) came, `silent` that no byte did.
    """

    __slots__ = (
        "_bodiless",
        "_fields",
        "_idle_bytes",
        "_interim",
        "_keep_alive",
        "_left",
        "_parser",
        "_spent",
        "_surplus",
        "_until_close",
        "_violation",
        "chunks",
        "complete",
        "continued",
        "fields",
        "silent",
        "status",
    )

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._spent = False
        self.chunks: deque[bytes] = deque()
        self.begin(bodiless=False)

    def begin(self, *, bodiless: bool) -> None:
        """Expect a new answer; `bodiless` where the request was a HEAD."""
        if self._spent:
            self._parser = HttpResponseParser(self)
        self._spent = False
        self._bodiless = bodiless
        self._fields = 0
        self._idle_bytes = 0
        self._interim = False
        self._keep_alive = False
        self._left: int | None = None  # of a sized body: bytes still to come
        self._surplus = False
        self._until_close = False
        self._violation: str | None = None
        self.chunks = deque()
        self.complete = False
        self.continued = False
        self.fields: dict[str, tuple[str, str]] = {}
        self.silent = True
        self.status = 0

    @property
    def reusable(self) -> bool:
        """Whether the connection may carry another request: the answer is whole, and nothing came after it."""
        return self.complete and self._keep_alive and not self._surplus

    def feed(self, data: bytes) -> None:
        """Take bytes of the peer. Raises `ProtocolError`."""
        self.silent = False
        if self.complete:
            self._surplus = True
        elif self._spent:
            self._feed_sized(data)
        else:
            self._feed_parser(data)

    def end(self) -> None:
        """The peer has closed. Raises `ConnectionClosed` if the answer is not whole."""
        if self._until_close:
            self.complete = True
        if not self.complete:
            raise ConnectionClosed(
                "the peer closed the connection in the middle of its answer"
                if not self.silent
                else "the peer closed the connection without an answer"
            )

    def _feed_sized(self, data: bytes) -> None:
        # The rest of a body of known size goes past the parser, which would copy it.
        left = self._left or 0
        if len(data) > left:
            self._surplus = True
            data = data[:left]
        self._left = left - len(data)
        self.complete = not self._left
        self.chunks.append(data)

    def _feed_parser(self, data: bytes) -> None:
        held = len(self.chunks)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            if self._violation is None and self.complete:
                self._surplus = True
                return
            raise ProtocolError(self._violation or f"the answer is not HTTP/1.1: {error}") from None
        if not self.complete:
            if self._left:
                self._spent = True
            # Heads, chunk extensions and trailers: whatever is no body is bounded.
            self._idle_bytes = 0 if len(self.chunks) > held else self._idle_bytes + len(data)
            if self._idle_bytes > MAX_HEAD_BYTES:
                raise ProtocolError(f"the answer's head or trailer exceeds {MAX_HEAD_BYTES} bytes")

    # What follows is called by the parser.

    def _refuse(self, violation: str) -> NoReturn:
        self._violation = violation
        raise ProtocolError(violation)

    def on_message_begin(self) -> None:
        """An answer begins, maybe one that nobody asked for."""
        if self.complete:
            self._surplus = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """One field of a head or a trailer."""
        if self.complete:
            return
        self._fields += 1
        if self._fields > MAX_FIELDS:
            self._refuse(f"the answer has more than {MAX_FIELDS} header fields")
        if self.status:
            return  # a trailer, which no service defines
        spelled = name.decode("latin-1")
        text = value.decode("latin-1").rstrip(" \t")  # the parser keeps trailing blanks
        key = spelled.lower()
        held = self.fields.get(key)
        self.fields[key] = (spelled, text) if held is None else (held[0], f"{held[1]}, {text}")

    def on_headers_complete(self) -> None:
        """A head is whole: decide how its body ends."""
        if self.complete:
            return
        status = self._parser.get_status_code()
        if status < 200:
            if status < 100:
                self._refuse(f"the answer has the status {status}")
            self._interim = True
            self.continued = True
            self.fields = {}
            return
        self.status = status
        self._keep_alive = self._parser.should_keep_alive()
        if self._bodiless or status in _NO_BODY:
            # The parser does not know of HEAD and may wait for a body now.
            self._keep_alive = self._keep_alive or self._persistent()
            self._spent = True
            self.complete = True
            return
        if "content-length" in self.fields:
            self._left = int(self.fields["content-length"][1])
        elif "transfer-encoding" not in self.fields:
            self._until_close = True
        elif self.fields["transfer-encoding"][1].strip().lower() != "chunked":
            self._refuse("the answer has a transfer encoding that was not asked for")

    def _persistent(self) -> bool:
        _, options = self.fields.get("connection", ("", ""))
        return self._parser.get_http_version() == "1.1" and "close" not in options.lower()

    def on_body(self, data: bytes) -> None:
        """A piece of a body."""
        if self.complete:
            self._surplus = True
            return
        if self._interim:
            self._refuse("an interim answer has a body")
        if self._left is not None:
            self._left -= len(data)
        self.chunks.append(data)

    def on_message_complete(self) -> None:
        """An answer, or an interim one, is whole."""
        if self._interim:
            self._interim = False
        else:
            self.complete = True
