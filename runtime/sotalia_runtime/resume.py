"""Resume tokens of pages as text: base64 of JSON, in the alphabet that is safe in URLs.

JSON has no bytes, and page tokens may (a DynamoDB key with a binary attribute), so a mapping is written as
`{"m": {...}}` and bytes as `{"b": "<base64>"}`.
"""

from __future__ import annotations

from typing import Any, cast

from .errors import InvalidInput, Problem


def encode(scope: str, tokens: tuple[object, ...], key: int, skip: int) -> str:
    """Write a position: `scope` says what it is a position in."""
    import json
    from base64 import urlsafe_b64encode

    document = [scope, [_plain(token) for token in tokens], key, skip]
    return urlsafe_b64encode(json.dumps(document, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(scope: str, text: str, tokens: int, keys: int) -> tuple[list[object], int, int]:
    """Read tokens, result key and offset. Raises InvalidInput unless there are `tokens` of them and the key is below `keys`."""
    import json
    from base64 import b64decode

    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        document = json.loads(b64decode(padded, b"-_", validate=True))
        found_scope, found, key, skip = document
        values = [_rich(value) for value in found]
        fits = type(key) is int and type(skip) is int and 0 <= key < keys and skip >= 0 and len(values) == tokens
    except (ValueError, TypeError, LookupError, RecursionError):
        raise _refused("is not a resume token") from None
    if not fits:
        raise _refused("is not a resume token")
    if found_scope != scope:
        raise _refused(f"is not a resume token of {scope}")
    return values, key, skip


def _refused(problem: str) -> InvalidInput:
    return InvalidInput("resume_from", [Problem("token", problem)])


def _plain(value: object) -> object:
    if isinstance(value, (bytes, bytearray)):
        from base64 import b64encode

        return {"b": b64encode(value).decode()}
    if isinstance(value, dict):
        return {"m": {key: _plain(entry) for key, entry in cast("dict[str, object]", value).items()}}
    if isinstance(value, list):
        return [_plain(entry) for entry in cast("list[object]", value)]
    return value


def _rich(value: Any) -> object:
    if isinstance(value, dict):
        ((kind, content),) = cast("dict[str, Any]", value).items()
        if kind == "m":
            return {str(key): _rich(entry) for key, entry in content.items()}
        from base64 import b64decode

        return b64decode(content, validate=True)
    if isinstance(value, list):
        return [_rich(entry) for entry in cast("list[object]", value)]
    return value
