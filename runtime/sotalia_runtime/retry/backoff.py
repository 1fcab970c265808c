"""How long to wait before the next attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .settings import rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..http.messages import Headers
    from .classify import RetryKind

CAP: Final = 20.0
THROTTLING_BASE: Final = 1.0
# How much longer than our own choice the service may make us wait.
HINT_EXTRA: Final = 5.0


def backoff(
    attempt: int, kind: RetryKind, *, draw: Callable[[], float], service: str = "", hint: float | None = None
) -> float:
    """Seconds to wait after `attempt` (1 for the first) failed: exponential, with full jitter.

    `draw` gives a number from 0 to 1, `hint` is what `retry_after` found in the answer: it may lengthen the wait,
    by five seconds at most.
    """
    base = THROTTLING_BASE if kind == "throttling" else rules(service).base
    # The exponent is bounded because 2**1100 does not fit a float; the cap is reached long before.
    wait = draw() * min(CAP, base * 2.0 ** min(attempt - 1, 64))
    return wait if hint is None else max(wait, min(hint, wait + HINT_EXTRA))


def retry_after(headers: Headers) -> float | None:
    """The service's hint in seconds, from `x-amz-retry-after` (milliseconds); None without one, or with garbage."""
    text = headers.get("x-amz-retry-after")
    # More digits than this would be longer than history.
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 15:
        return None
    return int(text) / 1000


def polls_slowly(service: str, operation: str) -> bool:
    """Whether a failed call must wait its backoff even if the quota forbids another attempt (see `ServiceRules`)."""
    return operation in rules(service).long_polls
