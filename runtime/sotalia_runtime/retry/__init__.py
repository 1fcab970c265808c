"""When a call is tried again, how long it waits before, and when it gives up."""

from __future__ import annotations

from .backoff import backoff, polls_slowly, retry_after
from .classify import RetryKind, classify
from .quota import Quota
from .settings import Retries
from .skew import clock_skew

__all__ = ["Quota", "Retries", "RetryKind", "backoff", "classify", "clock_skew", "polls_slowly", "retry_after"]
