"""Which failures are worth another try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from ..errors import PoolTimeout, ResponseError, ServiceError, TotalTimeout, TransportError
from .settings import rules

if TYPE_CHECKING:
    from collections.abc import Collection

RetryKind = Literal["transient", "throttling"]

TRANSIENT_STATUS: Final = frozenset({500, 502, 503, 504})
TRANSIENT_CODES: Final = frozenset({"RequestTimeout", "RequestTimeoutException"})
THROTTLING_CODES: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)


def classify(error: BaseException, *, service: str = "") -> RetryKind | None:
    """Whether an attempt that ended in `error` may be repeated, and why; None where it must not be.

    `service` is the id of the service. An answer that came broken counts like one that did not come.
    """
    if isinstance(error, ServiceError):
        return classify_answer(
            error.status,
            error.code,
            modelled=type(error).__retryable__,
            known=bool(type(error).__code__),
            transient_codes=rules(service).transient_codes,
        )
    if isinstance(error, (PoolTimeout, TotalTimeout)):
        # Our own limits: the pool is busy with other calls, or the call's time is up.
        return None
    return "transient" if isinstance(error, (TransportError, ResponseError)) else None


def classify_answer(
    status: int,
    code: str,
    *,
    modelled: Literal["error", "throttling"] | None = None,
    known: bool = False,
    transient_codes: Collection[str] = (),
) -> RetryKind | None:
    """The same for an error answer by its facts.

    `modelled` is the retry trait that the model gives the error, `known` whether the model has the error at all.
    """
    if code in THROTTLING_CODES or modelled == "throttling":
        return "throttling"
    # A bare 429 comes from a gateway. Where the model knows the error, it also knows whether to retry.
    if status == 429 and not known:
        return "throttling"
    if modelled == "error" or code in TRANSIENT_CODES or code in transient_codes:
        return "transient"
    # 2xx: S3 began its answer before the work was done, and then it failed.
    return "transient" if status in TRANSIENT_STATUS or 200 <= status < 300 else None
