"""Points in time, in the three forms that the protocols know."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..model.shapes import TimestampFormat

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Compiled when it is first used: most answers have dates in another form.
_HTTP_DATE: Final = (
    r"[A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)(\.\d{1,9})? (?:GMT|UTC|\+0000)"
)


def aware(value: datetime) -> datetime:
    """The same instant in UTC. A datetime without a zone is taken to be UTC already."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def epoch(value: datetime) -> int | float:
    """Seconds since 1970: an int where they are whole, exact to the microsecond otherwise."""
    elapsed = aware(value) - _EPOCH
    seconds = elapsed.days * 86_400 + elapsed.seconds
    # One division rounds once; adding a fraction to the seconds would round twice.
    return (seconds * 1_000_000 + elapsed.microseconds) / 1_000_000 if elapsed.microseconds else seconds


def iso8601(value: datetime) -> str:
    """`2024-05-06T07:08:09Z`, with microseconds where there are any."""
    return aware(value).isoformat()[:-6] + "Z"


def rfc822(value: datetime) -> str:
    """`Mon, 06 May 2024 07:08:09 GMT`; fractions of a second are dropped."""
    at = aware(value)
    return (
        f"{_DAYS[at.weekday()]}, {at.day:02d} {_MONTHS[at.month - 1]} {at.year:04d} "
        f"{at.hour:02d}:{at.minute:02d}:{at.second:02d} GMT"
    )


def epoch_text(value: datetime) -> str:
    """Seconds since 1970 as text."""
    return str(epoch(value))


WRITERS: Final = {"iso8601": iso8601, "rfc822": rfc822, "unixTimestamp": epoch_text}


def write(value: datetime, form: TimestampFormat) -> str:
    """The text of a point in time."""
    return WRITERS[form](value)


def from_epoch(seconds: float) -> datetime:
    """The instant so many seconds after 1970. Raises ValueError where that is no datetime."""
    try:
        return _EPOCH + seconds * _SECOND
    except OverflowError:
        raise ValueError("a timestamp is out of range") from None


def read(value: str | float) -> datetime:
    """Any form a service writes: seconds, ISO 8601, RFC 822. Raises ValueError for anything else.

    The result has a zone; a text without one is taken to be UTC.
    """
    if not isinstance(value, str):
        return from_epoch(value)
    text = value.strip()
    matched = re.fullmatch(_HTTP_DATE, text) if text[3:4] == "," else None
    try:
        if matched is not None:
            day, month, year, hour, minute, second, fraction = matched.groups()
            micros = int(fraction[1:7].ljust(6, "0")) if fraction else 0
            return datetime(
                int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), micros, UTC
            )
        if len(text) > 5 and text[4:5] in "-0123456789" and ("-" in text[1:] or "T" in text):
            return aware(datetime.fromisoformat(text))
        return from_epoch(float(text))
    except (ValueError, OverflowError):
        raise ValueError("not a timestamp") from None
