"""Requests and answers as plain values, before and after the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from ..flow import Flow


class Headers:
    """Header fields: case-insensitive, ordered, spelled as first set. Repeated fields are joined with a comma."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, tuple[str, str]] = {}
        for name, value in fields:
            self.add(name, value)

    @classmethod
    def received(cls, fields: dict[str, tuple[str, str]]) -> Headers:
        """Headers that own `fields`, as a parser collected them: lower-case name -> (name as spelled, value)."""
        headers = cls.__new__(cls)
        headers._fields = fields
        return headers

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of a field, or `default`."""
        field = self._fields.get(name.lower())
        return default if field is None else field[1]

    def set(self, name: str, value: str) -> None:
        """Replace a field. Line breaks in name or value, or a colon in the name, are a ValueError: they would forge other fields."""
        if (
            "\n" in value
            or "\r" in value
            or "\0" in value
            or not name.isascii()
            or not name.isprintable()
            or " " in name
            or ":" in name
            or not name
        ):
            raise ValueError(f"header {name!r} has a name or value that cannot be sent")
        self._fields[name.lower()] = (name, value)

    __setitem__ = set

    def add(self, name: str, value: str) -> None:
        """Append to a field, as a peer does that repeats it."""
        held = self._fields.get(name.lower())
        self.set(name, value if held is None else f"{held[1]}, {value}")

    def remove(self, name: str) -> None:
        """Drop a field, if it is there."""
        self._fields.pop(name.lower(), None)

    __delitem__ = remove

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def items(self) -> Iterable[tuple[str, str]]:
        """Names as spelled, with values, in the order set."""
        return self._fields.values()

    def fields(self) -> Iterable[tuple[str, tuple[str, str]]]:
        """Lower-case names, each with the name as spelled and the value, in the order set."""
        return self._fields.items()

    def lowered(self) -> Iterator[tuple[str, str]]:
        """Lower-case names with values."""
        return ((key, value) for key, (_, value) in self._fields.items())

    def copy(self) -> Headers:
        """An independent copy."""
        twin = Headers()
        twin._fields = self._fields.copy()
        return twin

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and dict(self.lowered()) == dict(other.lowered())

    def __repr__(self) -> str:
        # Names only: values carry tokens and signatures.
        return f"Headers({list(self)})"


# RFC 3986 unreserved characters stay; everything else is percent-encoded, as SigV4 wants it too.
UNRESERVED = "-_.~"


class RequestBody(Protocol):
    """A body to send. `open` starts it from its beginning; on one that is not `replayable` only once."""

    @property
    def length(self) -> int | None:
        """Its size in bytes, or None where only reading tells."""
        ...

    @property
    def replayable(self) -> bool:
        """Whether `open` may be called again after bytes were taken."""
        ...

    def open(self) -> Iterator[bytes] | AsyncIterator[bytes]:
        """The bytes, in chunks. Once bytes were taken of a body that is not replayable, raises `BodyNotReplayable`."""
        ...


class BytesBody:
    """A body held in memory."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    @property
    def length(self) -> int | None:
        """Its size in bytes."""
        return len(self.data)

    @property
    def replayable(self) -> bool:
        """Always."""
        return True

    def open(self) -> Iterator[bytes]:
        """All of it as one chunk."""
        return iter((self.data,)) if self.data else iter(())


EMPTY: Final = BytesBody(b"")


class HttpRequest:
    """One request. `path` is percent-encoded as sent; `query` is decoded, a None value is a bare name."""

    __slots__ = ("body", "headers", "host", "method", "path", "port", "query", "scheme")

    def __init__(
        self,
        method: str,
        *,
        scheme: str = "https",
        host: str = "",
        port: int | None = None,
        path: str = "/",
        query: Iterable[tuple[str, str | None]] = (),
        headers: Headers | None = None,
        body: RequestBody | None = None,
    ) -> None:
        self.method = method
        self.scheme = scheme
        self.host = host  # a name, or an address (IPv6 in brackets)
        self.port = port  # None for the scheme's own
        self.path = path
        self.query: list[tuple[str, str | None]] = list(query)
        self.headers = headers if headers is not None else Headers()
        self.body: RequestBody = body if body is not None else EMPTY

    @property
    def authority(self) -> str:
        """What the Host header says."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def query_string(self) -> str:
        """The query as sent, without the question mark."""
        return "&".join(
            (
                quote(name, safe=UNRESERVED)
                if value is None
                else f"{quote(name, safe=UNRESERVED)}={quote(value, safe=UNRESERVED)}"
            )
            for name, value in self.query
        )

    @property
    def target(self) -> str:
        """Path and query, as the request line has them."""
        return f"{self.path}?{self.query_string}" if self.query else self.path

    @property
    def url(self) -> str:
        """The whole URL."""
        return f"{self.scheme}://{self.authority}{self.target}"

    def copy(self) -> HttpRequest:
        """A copy whose headers and query may be changed; the body is shared."""
        return HttpRequest(
            self.method,
            scheme=self.scheme,
            host=self.host,
            port=self.port,
            path=self.path,
            query=self.query,
            headers=self.headers.copy(),
            body=self.body,
        )


class ResponseBody(Protocol):
    """The body of an answer, still on the wire. Reading it to its end, or `close`, gives the connection back."""

    def read(self, size: int) -> Flow[bytes]:
        """Up to `size` bytes, at least one; empty at the end. A body cut short raises `ConnectionClosed`."""
        ...

    def read_all(self) -> Flow[bytes]:
        """The rest."""
        ...

    def close(self) -> None:
        """Let go without reading the rest. Safe to call twice."""
        ...


class HttpResponse:
    """The head of an answer, and its body still to be read."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Headers, body: ResponseBody) -> None:
        self.status = status
        self.headers = headers
        self.body = body
