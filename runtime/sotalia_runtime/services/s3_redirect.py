"""S3 buckets live in one region; a call that went to another is signed anew for the one that S3 names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..config.values import validate_region
from ..errors import ConfigError, ServiceError

if TYPE_CHECKING:
    from ..call.context import Call
    from ..http.messages import HttpResponse

_CODES: Final = frozenset(
    {
        "PermanentRedirect",
        "AuthorizationHeaderMalformed",
        "IllegalLocationConstraintException",
        "BadRequest",
        "400",
        "301",
    }
)
_REGION: Final = rb"<Region>([^<]*)</Region>"
_STATUSES: Final = frozenset({301, 302, 307})


def follow_region(call: Call, response: HttpResponse, error: Exception) -> bool:
    """Aim the next attempt at the bucket's region. Only a region is taken from the answer, never a host.

    False where the answer names no region, one that is none, or the one that was asked.
    """
    if not isinstance(error, ServiceError) or call.redirected:
        return False
    if response.status not in _STATUSES and error.code not in _CODES and call.operation.method != "HEAD":
        return False
    region = response.headers.get("x-amz-bucket-region")
    if region is None and (found := re.search(_REGION, call.error_body)) is not None:
        region = found[1].decode("utf-8", "replace")
    if region is None or region == call.region:
        return False
    try:
        call.redirected = validate_region(region)
    except ConfigError:
        return False
    return True
