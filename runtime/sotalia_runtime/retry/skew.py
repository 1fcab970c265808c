"""Finding out from an answer that our clock is wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

# Said of a signature that is too old or from the future.
_ABOUT_TIME: Final = frozenset({"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"})

# Said of any wrong signature. A HEAD answer has no body, so that the code is made of the status.
_PERHAPS_TIME: Final = frozenset(
    {"InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "403", "Forbidden"}
)

# Services tolerate five minutes, S3 fifteen. A smaller difference did not cause the error.
TOLERANCE: Final = 240.0

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Compiled when it is first used: most clocks are right.
_DATE: Final = r"(?a:[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT)"


def clock_skew(code: str, date: str | None, *, now: float, correction: float = 0.0) -> float | None:
    """Seconds to add to the local clock, where an error answer says that the time of the signature was wrong.

    `code` is the error's code, `date` the answer's Date header, `now` the local clock (POSIX seconds, without any
    correction), `correction` what was added to it for this signature. None where time is not to blame; otherwise
    the attempt may be signed and sent again.
    """
    if code not in _ABOUT_TIME and code not in _PERHAPS_TIME:
        return None
    theirs = parse_date(date)
    if theirs is None:
        return None
    skew = theirs - now
    return skew if abs(skew - correction) >= TOLERANCE else None


def parse_date(text: str | None) -> float | None:
    """POSIX seconds of an HTTP date ("Sun, 06 Nov 1994 08:49:37 GMT"), None for anything else."""
    found = re.fullmatch(_DATE, text.strip()) if text else None
    if found is None:
        return None
    day, month, year, hour, minute, second = found.groups()
    try:
        number = _MONTHS.index(month) + 1
        return datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=UTC).timestamp()
    except ValueError:
        return None
