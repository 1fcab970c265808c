"""The head of a request as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import InvalidInput, Problem

if TYPE_CHECKING:
    from ..http.messages import HttpRequest

# The transport frames the message itself.
_OURS: Final = frozenset(("content-length", "transfer-encoding"))
_EXPECT_LENGTH: Final = frozenset(("POST", "PUT", "PATCH"))


def encode_head(request: HttpRequest) -> bytes:
    """Request line and header fields. Raises `InvalidInput` where a part would break the head into other ones."""
    target = request.target
    lines = [f"{request.method} {target} HTTP/1.1"]
    host = False
    for lowered, (name, value) in request.headers.fields():
        if lowered in _OURS:
            continue
        host = host or lowered == "host"
        lines.append(f"{name}: {value}")
    if not host:
        lines.insert(1, f"Host: {request.authority}")
    length = request.body.length
    if length is None:
        lines.append("Transfer-Encoding: chunked")
    elif length or request.method in _EXPECT_LENGTH:
        lines.append(f"Content-Length: {length}")
    text = "\r\n".join(lines)
    breaks = len(lines) - 1
    if text.count("\n") != breaks or text.count("\r") != breaks or "\0" in text or " " in target:
        raise _invalid("a line break, NUL or blank where none may be")
    try:
        # UTF-8 is what signatures are computed over.
        return b"%b\r\n\r\n" % text.encode()
    except UnicodeEncodeError:
        raise _invalid("a character that cannot be encoded") from None


def _invalid(what: str) -> InvalidInput:
    return InvalidInput("request", [Problem("", f"method, path, host or a header has {what}")])
