"""The checksum that a service sends with its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import ChecksumMismatch

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..http.messages import Headers

# The order in which the SDKs choose where an answer has several. The xxHash family is left out: we lack it.
PRIORITY: Final = ("CRC64NVME", "CRC32C", "CRC32", "SHA1", "SHA256", "SHA512")


class ResponseChecksum:
    """A check that runs along while a body is read. `algorithm` is its name."""

    __slots__ = ("_expected", "_running", "algorithm")

    def __init__(self, algorithm: str, expected: str) -> None:
        # Most answers come without a checksum, whatever their models allow.
        from .algorithms import ALGORITHMS

        self.algorithm = algorithm
        self._expected = expected
        self._running = ALGORITHMS[algorithm].start()

    def update(self, data: bytes) -> None:
        """Take in the next bytes of the body, as they came (not decompressed)."""
        self._running.update(data)

    def verify(self) -> None:
        """Compare, once the body is at its end. ChecksumMismatch where it is not what was announced."""
        from .algorithms import header_text

        actual = header_text(self._running.digest())
        if actual != self._expected:
            raise ChecksumMismatch(f"the body's {self.algorithm} is {actual}, but the service announced another")


def validator(headers: Headers, algorithms: Collection[str]) -> ResponseChecksum | None:
    """The check to make for an answer with these headers, or None where there is nothing to compare with.

    `algorithms` are those that the model names for the operation.
    """
    for name in PRIORITY:
        if name not in algorithms:
            continue
        expected = headers.get(f"x-amz-checksum-{name.lower()}")
        # "-N" marks a checksum of the checksums of N parts, which says nothing about the bytes as a whole.
        if expected is not None and "-" not in expected:
            return ResponseChecksum(name, expected.strip())
    return None
