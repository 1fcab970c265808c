"""The checksums by their names in the models, and their text in a header."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING, Final, Protocol
from zlib import crc32

from ..errors import BodyNotReplayable, InvalidInput, Problem
from ..flow import Pull

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..flow import Flow
    from ..http.messages import Headers, RequestBody

PREFIX: Final = "x-amz-checksum-"
DEFAULT: Final = "CRC32"

# These begin like a checksum's header but speak about it.
_NOT_CHECKSUMS: Final = frozenset({"x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"})


class Checksum(Protocol):
    """A running checksum."""

    def update(self, data: bytes, /) -> object:
        """Take in the next bytes."""
        ...

    def digest(self) -> bytes:
        """The checksum of what came so far."""
        ...


class Algorithm:
    """How to start a checksum, and how many bytes it has."""

    __slots__ = ("size", "start")

    def __init__(self, start: Callable[[], Checksum], size: int) -> None:
        self.start = start
        self.size = size


class _Crc32:
    __slots__ = ("_value",)

    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes) -> None:
        self._value = crc32(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(4, "big")


def _crc32c() -> Checksum:
    from .crc import crc32c

    return crc32c()


def _crc64nvme() -> Checksum:
    from .crc import crc64nvme

    return crc64nvme()


# MD5 and SHA-1 find accidents here, so that a FIPS build of OpenSSL may allow them.
ALGORITHMS: Final[dict[str, Algorithm]] = {
    "CRC32": Algorithm(_Crc32, 4),
    "CRC32C": Algorithm(_crc32c, 4),
    "CRC64NVME": Algorithm(_crc64nvme, 8),
    "SHA1": Algorithm(lambda: hashlib.sha1(usedforsecurity=False), 20),
    "SHA256": Algorithm(hashlib.sha256, 32),
    "SHA512": Algorithm(hashlib.sha512, 64),
    "MD5": Algorithm(lambda: hashlib.md5(usedforsecurity=False), 16),
}


def algorithm(name: str) -> Algorithm:
    """The algorithm of that name, in any case. InvalidInput where there is none."""
    found = ALGORITHMS.get(name.upper())
    if found is None:
        raise InvalidInput("checksum algorithm", [Problem("", f"must be one of {', '.join(ALGORITHMS)}")])
    return found


def header_name(name: str) -> str:
    """The header or trailer that carries the checksum `name`."""
    return PREFIX + name.lower()


def header_text(digest: bytes) -> str:
    """A digest as headers and trailers spell it."""
    return b64encode(digest).decode()


def checksum_text(name: str, data: bytes) -> str:
    """The header text for a body in memory."""
    running = algorithm(name).start()
    running.update(data)
    return header_text(running.digest())


def body_digest(name: str, body: RequestBody) -> Flow[bytes]:
    """The digest of a whole body, which is read once for it and must be `replayable`; else BodyNotReplayable."""
    if not body.replayable:
        raise BodyNotReplayable(f"a {name} header needs the whole body before it is sent, and this one is read once")
    running = algorithm(name).start()
    chunks = body.open()
    while (chunk := (yield Pull(chunks))) is not None:
        running.update(chunk)
    return running.digest()


def has_checksum(headers: Headers) -> bool:
    """Whether the caller has set a checksum of their own, which then stands."""
    return any(name.startswith(PREFIX) and name not in _NOT_CHECKSUMS for name, _ in headers.lowered())
