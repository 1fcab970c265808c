"""DynamoDB: a checksum of its own on every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..call.customisation import Customisation, Entry
from ..checksums.response import verify_crc32

if TYPE_CHECKING:
    from ..call.context import Call
    from ..http.messages import HttpResponse


def _check_crc32(call: Call, response: HttpResponse, body: bytes) -> bool:
    verify_crc32(response.headers, body)
    return False


TABLE: Final = (
    Entry(
        Customisation(responses=(_check_crc32,)),
        because="x-amz-crc32 covers the body as sent; a mismatch is tried again",
    ),
)
