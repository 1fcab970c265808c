"""What a setting's value may be. Each function takes text or a Python value and returns the checked one.

A wrong value is a ValueError that says what is allowed, in words that fit after "must be".
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from ..errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

_REGION_RULE: Final = "a host label such as us-east-1: letters, digits and inner hyphens, 63 at most"


def validate_region(text: str) -> str:
    """`text`, if it can be a region; else ConfigError."""
    try:
        return region(text)
    except ValueError as error:
        raise ConfigError(f"region must be {error}") from None


def region(value: object) -> str:
    """A region's name."""
    if not isinstance(value, str) or not _is_region(value):
        raise ValueError(_REGION_RULE)
    return value


def _is_region(text: str) -> bool:
    # A host label (RFC 1123) that is no number. The region becomes part of the host that requests, and keys, go to.
    return (
        0 < len(text) <= 63
        and text.isascii()
        and text.replace("-", "0").isalnum()
        and text[0] != "-"
        and text[-1] != "-"
        and not text.isdigit()
    )


def text(value: object) -> str:
    """Any printable text."""
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ValueError("printable text")
    return value


def flag(value: object) -> bool:
    """A boolean, or `true` and `false` in any case."""
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower())
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def number(least: int) -> Callable[[object], int]:
    """A whole number from `least` on."""

    def check(value: object) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(f"a whole number from {least} on")
        return value

    return check


def choice(*allowed: str) -> Callable[[object], str]:
    """One of these words, in any case."""

    def check(value: object) -> str:
        if not isinstance(value, str) or value.lower() not in allowed:
            raise ValueError(f"one of {', '.join(allowed)}")
        return value.lower()

    return check


def url(value: object) -> str:
    """The URL of an endpoint. User names in it are refused: they would go into logs with it."""
    try:
        parts = urlsplit(value) if isinstance(value, str) and value.isprintable() and " " not in value else None
        good = (
            parts is not None
            and parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
            and not (parts.query or parts.fragment or "@" in parts.netloc)
        )
    except ValueError:
        good = False
    if not good:
        raise ValueError("a URL that begins with http:// or https:// and has a host, without user, query and fragment")
    return str(value)


def path(exists: Callable[[str], bool]) -> Callable[[object], str]:
    """The path of something that is there."""

    def check(value: object) -> str:
        if isinstance(value, os.PathLike):
            value = os.fspath(cast("os.PathLike[str]", value))
        if not isinstance(value, str) or not value or "\0" in value or not exists(value):
            raise ValueError("the path of an existing file or directory")
        return value

    return check
