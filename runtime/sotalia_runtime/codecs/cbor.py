"""CBOR (RFC 8949), as far as services use it, with bounds on what a peer may send."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Any, Final

from ..errors import ResponseParseError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH: Final = 200
_BREAK: Final = 0xFF
_HALF: Final = Struct(">e")
_SINGLE: Final = Struct(">f")
_DOUBLE: Final = Struct(">d")
_WIDTHS: Final = {24: 1, 25: 2, 26: 4, 27: 8}
_SIMPLE: Final[dict[int, object]] = {20: False, 21: True, 22: None, 23: None}


class EpochSeconds:
    """A point in time on its way out: written under tag 1."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


def dumps(value: object) -> bytes:
    """One item. Raises ValueError or TypeError for what has no CBOR form."""
    out = bytearray()
    _write(out, value)
    return bytes(out)


def _head(out: bytearray, major: int, number: int) -> None:
    major <<= 5
    if number < 24:
        out.append(major | number)
    elif number < 0x100:
        out += bytes((major | 24, number))
    elif number < 0x10000:
        out.append(major | 25)
        out += number.to_bytes(2, "big")
    elif number < 0x1_0000_0000:
        out.append(major | 26)
        out += number.to_bytes(4, "big")
    else:
        out.append(major | 27)
        out += number.to_bytes(8, "big")  # OverflowError, a ValueError to callers, beyond 64 bits


def _write(out: bytearray, value: object) -> None:
    writer = _WRITERS.get(type(value))
    if writer is None:
        for kind, candidate in _WRITERS.items():
            if isinstance(value, kind):
                writer = candidate
                break
        else:
            raise TypeError("a value has no CBOR form")
    writer(out, value)


def _write_text(out: bytearray, value: str) -> None:
    data = value.encode()
    _head(out, 3, len(data))
    out += data


def _write_bytes(out: bytearray, value: bytes) -> None:
    _head(out, 2, len(value))
    out += value


def _write_integer(out: bytearray, value: int) -> None:
    if value >= 0:
        _head(out, 0, value)
    else:
        _head(out, 1, -1 - value)


def _write_float(out: bytearray, value: float) -> None:
    if value - value == 0:
        out.append(0xFB)
        out += _DOUBLE.pack(value)
    else:
        out.append(0xF9)
        out += _HALF.pack(value)


def _write_list(out: bytearray, value: list[object]) -> None:
    _head(out, 4, len(value))
    for item in value:
        _write(out, item)


def _write_map(out: bytearray, value: dict[object, object]) -> None:
    _head(out, 5, len(value))
    for key, item in value.items():
        _write(out, key)
        _write(out, item)


def _write_time(out: bytearray, value: EpochSeconds) -> None:
    out.append(0xC1)
    _write(out, value.seconds)


def _write_constant(out: bytearray, value: bool | None) -> None:
    out.append(0xF6 if value is None else 0xF5 if value else 0xF4)


# `bool` stands before `int`, whose subclass it is.
_WRITERS: Final[dict[type, Callable[[bytearray, Any], None]]] = {
    str: _write_text,
    dict: _write_map,
    list: _write_list,
    bool: _write_constant,
    int: _write_integer,
    float: _write_float,
    bytes: _write_bytes,
    bytearray: _write_bytes,
    EpochSeconds: _write_time,
    type(None): _write_constant,
}


def loads(data: bytes) -> Any:
    """The one item that `data` is. Timestamps come as their seconds. Raises `ResponseParseError`."""
    reader = _Reader(data)
    try:
        value = reader.item(0)
    except (IndexError, ValueError, OverflowError, TypeError):
        raise ResponseParseError("the answer is not CBOR, or is cut short") from None
    if reader.at != len(data):
        raise ResponseParseError("the answer goes on after its CBOR item")
    return value


class _Reader:
    """Reads items from bytes. Lengths are checked against what is there before anything is allocated."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def item(self, depth: int) -> Any:
        first = self.data[self.at]
        self.at += 1
        major = first >> 5
        info = first & 31
        if major < 2:
            number = self.number(info)
            return -1 - number if major else number
        if major == 2:
            return self.string(2, info)
        if major == 3:
            return self.string(3, info).decode()
        if major == 7:
            return self.simple(info)
        if depth >= MAX_DEPTH:
            raise ResponseParseError(f"the answer is nested more than {MAX_DEPTH} deep")
        if major == 4:
            return self.array(info, depth + 1)
        if major == 5:
            return self.map(info, depth + 1)
        return self.tagged(self.number(info), depth + 1)

    def number(self, info: int) -> int:
        if info < 24:
            return info
        return int.from_bytes(self.take(_WIDTHS.get(info, -1)), "big")

    def take(self, size: int) -> bytes:
        end = self.at + size
        if size < 0 or end > len(self.data):
            raise ValueError("cut short")
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def string(self, major: int, info: int) -> bytes:
        if info != 31:
            return self.take(self.number(info))
        chunks: list[bytes] = []
        while not self.broken():
            first = self.data[self.at]
            self.at += 1
            if first >> 5 != major:
                raise ValueError("a chunk of another kind")
            chunks.append(self.take(self.number(first & 31)))
        return b"".join(chunks)

    def broken(self) -> bool:
        """Whether an item of indefinite length ends here; steps over the mark."""
        if self.data[self.at] != _BREAK:
            return False
        self.at += 1
        return True

    def count(self, info: int, least: int) -> int:
        """The number of entries, each of at least `least` bytes."""
        number = self.number(info)
        if number * least > len(self.data) - self.at:
            raise ValueError("cut short")
        return number

    def array(self, info: int, depth: int) -> list[Any]:
        item = self.item
        if info != 31:
            return [item(depth) for _ in range(self.count(info, 1))]
        items: list[Any] = []
        while not self.broken():
            items.append(item(depth))
        return items

    def map(self, info: int, depth: int) -> dict[str, Any]:
        item = self.item
        entries: dict[str, Any] = {}
        remaining = -1 if info == 31 else self.count(info, 2)
        while remaining and not (remaining < 0 and self.broken()):
            key = item(depth)
            if not isinstance(key, str):
                raise TypeError("a map key is not text")
            entries[key] = item(depth)
            remaining -= 1
        return entries

    def tagged(self, tag: int, depth: int) -> Any:
        value = self.item(depth)
        if tag == 1:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise TypeError("a time is not a number")
            return value
        if tag in (2, 3) and isinstance(value, bytes):
            number = int.from_bytes(value, "big")
            return number if tag == 2 else -1 - number
        if tag == 4 and isinstance(value, list):
            exponent, mantissa = value  # type: ignore[misc]
            return float(f"{int(mantissa)}e{int(exponent)}")  # type: ignore[arg-type]
        return value

    def simple(self, info: int) -> Any:
        if info in _SIMPLE:
            return _SIMPLE[info]
        if info == 27:
            return _DOUBLE.unpack(self.take(8))[0]
        if info == 26:
            return _SINGLE.unpack(self.take(4))[0]
        if info == 25:
            return _HALF.unpack(self.take(2))[0]
        raise ValueError("a simple value that means nothing here")
