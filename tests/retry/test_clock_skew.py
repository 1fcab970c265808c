"""Promise 7: a clock that is an hour off is found out from the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sotalia_runtime.retry.skew import clock_skew, parse_date

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC).timestamp()
DATE = "Wed, 04 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("code", "ours", "expected"),
    [
        ("RequestTimeTooSkewed", NOON - 3_600, 3_600),
        ("RequestTimeTooSkewed", NOON + 3_600, -3_600),
        ("InvalidSignatureException", NOON - 301, 301),
        ("SignatureDoesNotMatch", NOON - 10, None),
        ("AuthFailure", NOON + 86_400, -86_400),
        ("RequestExpired", NOON - 3_600, 3_600),
        ("403", NOON - 3_600, 3_600),
        ("AccessDenied", NOON - 3_600, None),
        ("", NOON - 3_600, None),
    ],
)
def test_correction_by_code(code: str, ours: float, expected: float | None) -> None:
    assert clock_skew(code, DATE, now=ours) == expected


def test_a_clock_that_was_corrected_is_not_corrected_again() -> None:
    assert clock_skew("RequestTimeTooSkewed", DATE, now=NOON - 3_600, correction=3_598) is None


def test_a_correction_that_is_itself_wrong_is_replaced() -> None:
    assert clock_skew("RequestTimeTooSkewed", DATE, now=NOON, correction=3_600) == 0


@pytest.mark.parametrize(
    "date", [None, "", "soup", "Wed, 32 Mar 2026 12:00:00 GMT", "Wed, 04 Foo 2026 12:00:00 GMT", "1"]
)
def test_no_correction_without_a_date(date: str | None) -> None:
    assert clock_skew("RequestTimeTooSkewed", date, now=NOON - 3_600) is None


@given(st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1)).map(lambda d: d.replace(microsecond=0, tzinfo=UTC)))
def test_dates_are_read_as_the_standard_library_writes_them(moment: datetime) -> None:
    text = format_datetime(moment, usegmt=True)
    assert parse_date(text) == moment.timestamp() == parsedate_to_datetime(text).timestamp()


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parse_date(text)
