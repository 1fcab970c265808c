"""Structures that are a key and a value, such as tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from .structure import Structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Pair(Structure):
    """A key and a value, both text. Lists of it convert from and to a dict."""

    @classmethod
    def from_dict(cls, pairs: Mapping[str, str]) -> list[Self]:
        """One instance for each entry, in its order: `Tag.from_dict({"cost-centre": "42"})`. Raises `InvalidInput`."""
        key, value = cls.__members__
        return [cls(**{key: name, value: text}) for name, text in pairs.items()]

    @classmethod
    def to_dict(cls, pairs: Iterable[Self]) -> dict[str, str]:
        """The pairs as a dict. Of two with one key the last counts; what a pair does not have is empty text."""
        key, value = cls.__members__
        return {getattr(pair, key) or "": getattr(pair, value) or "" for pair in pairs}
