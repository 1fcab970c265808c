"""CRC-32C and CRC-64/NVME, in Python and from an installed native library.

The Python version does not go byte by byte. A CRC is the remainder of a polynomial division, so a byte may be
moved `d` bytes towards the end if it is multiplied by `x^(8*d)` modulo the polynomial first. That turns one byte
into `width + 1` bytes, each a table look-up of its own: `bytes.translate` does it for half a message at once, and
`int` adds the result to the other half. Halving until little is left costs about 10 ns a byte, a tenth of a loop.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# Below this a loop over the bytes is faster than folding them.
_LOOP: Final = 64


class Crc:
    """A running CRC whose polynomial has `width` bytes (4 or 8), all bits reflected, first and last value inverted."""

    __slots__ = ("_polynomial", "_state", "_width")

    def __init__(self, width: int, polynomial: int) -> None:
        self._width = width
        self._polynomial = polynomial
        self._state = (1 << 8 * width) - 1

    def update(self, data: bytes) -> None:
        """Take in the next bytes."""
        if len(data) > _LOOP:
            data, self._state = _folded(data, self._state, self._width, self._polynomial), 0
        state = self._state
        table = _byte_table(self._polynomial)
        for byte in data:
            state = table[(state ^ byte) & 0xFF] ^ (state >> 8)
        self._state = state

    def digest(self) -> bytes:
        """The CRC of what came so far, most significant byte first."""
        return (self._state ^ ((1 << 8 * self._width) - 1)).to_bytes(self._width, "big")


class NativeCrc:
    """A running CRC that a C function `(data, previous) -> value` computes."""

    __slots__ = ("_extend", "_value", "_width")

    def __init__(self, width: int, extend: Callable[[bytes, int], int]) -> None:
        self._width = width
        self._extend = extend
        self._value = 0

    def update(self, data: bytes) -> None:
        """Take in the next bytes."""
        self._value = self._extend(data, self._value)

    def digest(self) -> bytes:
        """The CRC of what came so far, most significant byte first."""
        return self._value.to_bytes(self._width, "big")


def crc32c() -> Crc | NativeCrc:
    """CRC-32C (Castagnoli), by `awscrt` or `google-crc32c` where one is installed."""
    extend = _native_crc32c()
    return NativeCrc(4, extend) if extend else Crc(4, 0x82F63B78)


def crc64nvme() -> Crc | NativeCrc:
    """CRC-64/NVME, by `awscrt` where it is installed."""
    extend = _native_crc64nvme()
    return NativeCrc(8, extend) if extend else Crc(8, 0x9A6C9329AC4BC9B5)


@cache
def _native_crc32c() -> Callable[[bytes, int], int] | None:
    extend = _installed("awscrt.checksums", "crc32c")
    # google_crc32c falls back to a loop over the bytes, which is what we are faster than.
    if extend is None and _installed("google_crc32c", "implementation") == "c":
        return _other_way_round(_installed("google_crc32c", "extend"))
    return extend


def _other_way_round(extend: Callable[[int, bytes], int]) -> Callable[[bytes, int], int]:
    return lambda data, previous: extend(previous, data)


@cache
def _native_crc64nvme() -> Callable[[bytes, int], int] | None:
    return _installed("awscrt.checksums", "crc64nvme")


def _installed(module: str, name: str) -> Any:
    try:
        return getattr(import_module(module), name, None)
    except ImportError:
        return None


def _folded(data: bytes, state: int, width: int, polynomial: int) -> bytes:
    """A short message whose CRC from state 0 on is that of `data` from `state` on."""
    size = len(data)
    data = (int.from_bytes(data, "little") ^ state).to_bytes(size, "little")
    while size > _LOOP:
        # The largest power of two that leaves something to move. A moved byte spills `width` bytes towards the
        # front, so the distance is that much more than half: what spills then stays behind the bytes moved.
        half = 1 << ((size - width - 1).bit_length() - 1)
        distance = half + width
        moved = size - distance
        head = data[:moved]
        fold = 0
        for shift, table in enumerate(_fold_tables(distance, width, polynomial)):
            fold ^= int.from_bytes(head.translate(table), "little") << 8 * shift
        rest = int.from_bytes(data[moved:], "little") ^ (fold << 8 * (half - moved))
        data = rest.to_bytes(distance, "little")
        size = distance
    return data


@lru_cache(maxsize=64)
def _fold_tables(distance: int, width: int, polynomial: int) -> list[bytes]:
    """For each byte of the product `byte * x^(8*distance)` a table by the value of `byte`."""
    factor = _power(8 * distance, 8 * width, polynomial)
    products = [0] * 256
    for byte in range(256):
        for bit in range(8):
            if byte >> bit & 1:
                products[byte] ^= factor << (bit + 1)
    return [bytes(product >> 8 * place & 0xFF for product in products) for place in range(width + 1)]


def _power(exponent: int, bits: int, polynomial: int) -> int:
    """`x^exponent` modulo the polynomial. Reflected: the highest bit is the coefficient of x^0."""
    result = 1 << (bits - 1)
    square = 1 << (bits - 2)
    while exponent:
        if exponent & 1:
            result = _multiply(result, square, bits, polynomial)
        square = _multiply(square, square, bits, polynomial)
        exponent >>= 1
    return result


def _multiply(left: int, right: int, bits: int, polynomial: int) -> int:
    product = 0
    for bit in reversed(range(bits)):
        if left >> bit & 1:
            product ^= right
        right = (right >> 1) ^ polynomial if right & 1 else right >> 1
    return product


@cache
def _byte_table(polynomial: int) -> list[int]:
    table: list[int] = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ polynomial if value & 1 else value >> 1
        table.append(value)
    return table
