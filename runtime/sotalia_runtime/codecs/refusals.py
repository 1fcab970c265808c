"""How encoders say that a value cannot be sent."""

from __future__ import annotations


class Unencodable(Exception):
    """A value that no request can carry.

    Encoders raise it without a place: they run on every call and keep no track of where they are. Whoever
    catches it walks the input once more, and collects every problem with its path (`checks`).
    """
