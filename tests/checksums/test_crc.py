"""CRCs against their published check values and a bit-by-bit reckoning."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sotalia_runtime.checksums.algorithms import ALGORITHMS
from sotalia_runtime.checksums.crc import Crc, crc32c, crc64nvme

CRC32 = (4, 0xEDB88320)
CRC32C = (4, 0x82F63B78)
CRC64NVME = (8, 0x9A6C9329AC4BC9B5)


def bit_by_bit(data: bytes, width: int, polynomial: int) -> bytes:
    mask = (1 << 8 * width) - 1
    state = mask
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = (state >> 1) ^ (polynomial if state & 1 else 0)
    return (state ^ mask).to_bytes(width, "big")


@pytest.mark.parametrize(
    ("kind", "expected"), [(CRC32, "cbf43926"), (CRC32C, "e3069283"), (CRC64NVME, "ae8b14860a799888")]
)
def test_check_value_of_the_catalogue(kind: tuple[int, int], expected: str) -> None:
    crc = Crc(*kind)
    crc.update(b"123456789")
    assert crc.digest().hex() == expected


# RFC 3720 appendix B.4
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (bytes(32), "8a9136aa"),
        (b"\xff" * 32, "62a8ab43"),
        (bytes(range(32)), "46dd794e"),
        (bytes(reversed(range(32))), "113fdb5c"),
    ],
)
def test_crc32c_of_the_iscsi_examples(data: bytes, expected: str) -> None:
    crc = crc32c()
    crc.update(data)
    assert crc.digest().hex() == expected


@pytest.mark.parametrize("kind", [CRC32C, CRC64NVME])
@pytest.mark.parametrize("size", [*range(200), 255, 256, 257, 511, 512, 513, 1_023, 1_032, 1_040, 4_100])
def test_folding_agrees_with_bit_by_bit(kind: tuple[int, int], size: int) -> None:
    data = bytes((i * 7 + i // 256) & 0xFF for i in range(size))
    crc = Crc(*kind)
    crc.update(data)
    assert crc.digest() == bit_by_bit(data, *kind)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=6))
@example([bytes(70), b"", b"x" * 10_000])
def test_pieces_do_not_matter(pieces: list[bytes]) -> None:
    crc = Crc(*CRC32)
    for piece in pieces:
        crc.update(piece)
    assert int.from_bytes(crc.digest(), "big") == zlib.crc32(b"".join(pieces))


@pytest.mark.parametrize("data", [b"", b"123456789", bytes(range(256)) * 40])
def test_an_installed_library_gives_what_python_gives(data: bytes) -> None:
    for start, kind in ((crc32c, CRC32C), (crc64nvme, CRC64NVME)):
        chosen, ours = start(), Crc(*kind)
        for piece in (data[:5], data[5:]):
            chosen.update(piece)
            ours.update(piece)
        assert chosen.digest() == ours.digest()


@pytest.mark.parametrize("name", ALGORITHMS)
def test_size_of_each_algorithm(name: str) -> None:
    assert len(ALGORITHMS[name].start().digest()) == ALGORITHMS[name].size
