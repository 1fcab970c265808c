"""Scalars as the text protocols write them."""

from __future__ import annotations

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from math import isfinite

from ..errors import ResponseParseError


def blob_text(value: bytes) -> str:
    """Base64 in the standard alphabet."""
    return b2a_base64(value, newline=False).decode("ascii")


def blob_bytes(text: object) -> bytes:
    """What `blob_text` wrote. Raises `ResponseParseError`."""
    if isinstance(text, str):
        try:
            # Long ones come in lines.
            return a2b_base64("".join(text.split()), strict_mode=True)
        except (Base64Error, ValueError):
            pass
    raise ResponseParseError("the answer has a byte string that is not base64")


def float_text(value: float) -> str:
    """Shortest decimal; `NaN`, `Infinity` and `-Infinity` by name."""
    if isfinite(value):
        return str(value)
    if value > 0:
        return "Infinity"
    return "-Infinity" if value < 0 else "NaN"


def boolean_text(value: object) -> str:
    """`true` or `false`."""
    return "true" if value else "false"
