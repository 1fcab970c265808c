"""DynamoDB: a checksum of its own on every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zlib import crc32

from ..call.customisation import Customisation, Entry
from ..errors import ChecksumMismatch

if TYPE_CHECKING:
    from ..call.context import Call
    from ..http.messages import Headers, HttpResponse


def verify_crc32(headers: Headers, body: bytes) -> None:
    """Compare with `x-amz-crc32` (decimal, of the body before decompression), where the answer has one."""
    expected = headers.get("x-amz-crc32")
    if expected is not None and expected.strip() != str(crc32(body)):
        raise ChecksumMismatch(f"the body's CRC32 is {crc32(body)}, but the service announced another")


def _check_crc32(call: Call, response: HttpResponse, body: bytes) -> bool:
    verify_crc32(response.headers, body)
    return False


TABLE: Final = (
    Entry(
        Customisation(responses=(_check_crc32,)),
        because="x-amz-crc32 covers the body as sent; a mismatch is tried again",
    ),
)
