"""Which failures are tried again, how often and how long after; botocore is the yardstick."""

from __future__ import annotations

import pickle
import random
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.retries import standard
from hypothesis import given
from hypothesis import strategies as st
from sotalia_runtime import errors
from sotalia_runtime.http.messages import Headers
from sotalia_runtime.model.metadata import ResponseMetadata
from sotalia_runtime.retry.backoff import backoff, polls_slowly, retry_after
from sotalia_runtime.retry.classify import (
    THROTTLING_CODES,
    TRANSIENT_CODES,
    TRANSIENT_STATUS,
    classify,
    classify_answer,
)
from sotalia_runtime.retry.quota import Quota
from sotalia_runtime.retry.settings import Retries


def answer(code: str, status: int, **traits: Any) -> errors.ServiceError:
    kind = type("Modelled", (errors.ServiceError,), traits)
    metadata = ResponseMetadata(status=status, headers=Headers())
    return kind(code, "no", operation="Op", response_metadata=metadata)


def botocore_says(code: str, status: int, model: list[Any]) -> str | None:
    context = standard.RetryContext(
        attempt_number=1,
        operation_model=SimpleNamespace(error_shapes=model, service_model=SimpleNamespace(service_name="x")),
        parsed_response={"Error": {"Code": code}},
        http_response=SimpleNamespace(status_code=status, headers={}, content=b""),
    )
    if not standard.StandardRetryConditions().is_retryable(context):
        return None
    detector = standard.ThrottlingErrorDetector(standard.RetryEventAdapter())
    return "throttling" if detector.is_throttling_error_from_context(context) else "transient"


CODES = ["", "Odd", *sorted(THROTTLING_CODES | TRANSIENT_CODES), "ValidationException", "InternalError"]


@pytest.mark.parametrize("status", [400, 403, 404, 408, 409, 429, 500, 501, 502, 503, 504])
@pytest.mark.parametrize("trait", ["unknown", "known", "error", "throttling"])
def test_same_verdict_as_botocore(status: int, trait: str) -> None:
    for code in CODES:
        retryable = {"error": {"throttling": False}, "throttling": {"throttling": True}}.get(trait)
        shape = SimpleNamespace(name=code, metadata={"retryable": retryable} if retryable else {})
        expected = botocore_says(code, status, [] if trait == "unknown" else [shape])
        modelled = trait if trait in ("error", "throttling") else None
        ours = classify_answer(status, code, modelled=modelled, known=trait != "unknown")  # type: ignore[arg-type]
        assert ours == expected, code


def test_lists_equal_botocores() -> None:
    assert set(standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES) == THROTTLING_CODES
    assert set(standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES) <= TRANSIENT_CODES | THROTTLING_CODES
    assert set(standard.TransientRetryableChecker._TRANSIENT_STATUS_CODES) == TRANSIENT_STATUS
    for service, operations in standard.RetryHandler._LONG_POLLING_OPERATIONS.items():
        name = {"kinesis": "Kinesis"}.get(service, service.upper())
        assert all(polls_slowly(name, operation) for operation in operations)
    assert not polls_slowly("SQS", "SendMessage")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.ConnectError("x"), "transient"),
        (errors.TlsError("x"), "transient"),
        (errors.ConnectTimeout("x"), "transient"),
        (errors.ReadTimeout("x"), "transient"),
        (errors.ConnectionClosed("x"), "transient"),
        (errors.ProtocolError("x"), "transient"),
        (errors.ResponseParseError("x"), "transient"),
        (errors.ChecksumMismatch("x"), "transient"),
        (errors.PoolTimeout("x"), None),
        (errors.TotalTimeout("x"), None),
        (errors.CredentialsError("x"), None),
        (errors.InvalidInput("x", []), None),
        (errors.BodyNotReplayable("x"), None),
        (errors.ClientClosed("x"), None),
        (KeyboardInterrupt(), None),
    ],
)
def test_verdict_on_what_is_no_answer(error: BaseException, expected: str | None) -> None:
    assert classify(error) == expected


def test_verdict_on_answers() -> None:
    assert classify(answer("Nope", 400)) is None
    assert classify(answer("Busy", 400, __code__="Busy", __retryable__="throttling")) == "throttling"
    assert classify(answer("Busy", 429, __code__="Busy")) is None
    assert classify(answer("", 429)) == "throttling"
    assert classify(answer("InternalError", 200)) == "transient"
    assert classify(answer("IDPCommunicationError", 400), service="STS") == "transient"
    assert classify(answer("IDPCommunicationError", 400), service="S3") is None


@pytest.mark.parametrize(
    ("service", "mode", "expected"),
    [
        ("S3", "standard", 3),
        ("DynamoDB", "standard", 4),
        ("DynamoDB Streams", "standard", 4),
        ("S3", "legacy", 5),
        ("DynamoDB", "legacy", 10),
    ],
)
def test_attempts_by_mode_and_service(service: str, mode: Any, expected: int) -> None:
    assert Retries(mode).attempts(service) == expected
    assert Retries(mode, max_attempts=2).attempts(service) == 2


@pytest.mark.parametrize(
    "wrong", [{"max_attempts": 0}, {"max_attempts": True}, {"max_attempts": 1.5}, {"mode": "fast"}]
)
def test_wrong_settings_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(errors.ConfigError, match=f"Retries.{next(iter(wrong))}"):
        Retries(**wrong)


@pytest.mark.parametrize("service", ["S3", "DynamoDB"])
@pytest.mark.parametrize("code", ["Odd", "Throttling"])
@given(st.integers(1, 40), st.floats(0, 1), st.none() | st.integers(0, 10**7) | st.just("-1") | st.just("soup"))
def test_backoff_equals_botocores(service: str, code: str, attempt: int, drawn: float, hint: object) -> None:
    headers = {} if hint is None else {"x-amz-retry-after": str(hint)}
    theirs = standard.ExponentialBackoff(
        random=lambda: drawn,
        service_name=service.lower(),
        throttling_detector=standard.ThrottlingErrorDetector(standard.RetryEventAdapter()),
    ).delay_amount(
        standard.RetryContext(
            attempt_number=attempt,
            parsed_response={"Error": {"Code": code}},
            http_response=SimpleNamespace(status_code=400, headers=headers),
        )
    )
    kind = "throttling" if code == "Throttling" else "transient"
    seconds = retry_after(Headers(headers.items()))
    assert backoff(attempt, kind, draw=lambda: drawn, service=service, hint=seconds) == pytest.approx(theirs)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1500", 1.5),
        ("0", 0.0),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("١", None),
        ("9" * 5000, None),
        ("1_0", None),
    ],
)
def test_hint_of_the_service(text: str, seconds: float | None) -> None:
    assert retry_after(Headers([("x-amz-retry-after", text)])) == seconds


def test_backoff_after_thousands_of_attempts_is_the_cap() -> None:
    assert backoff(5_000, "transient", draw=lambda: 1.0) == 20.0


def test_sixty_failing_calls_send_95_requests() -> None:
    quota, sent = Quota(), 0
    for _ in range(60):
        for attempt in range(1, 4):
            sent += 1
            if attempt == 3 or not quota.acquire("transient"):
                break
    assert abs(sent - 95) <= 5


def test_quota_gives_back_what_the_last_retry_took() -> None:
    quota = Quota()
    quota.acquire("transient")
    taken = quota.acquire("throttling")
    assert (taken, quota.available) == (5, 481)
    quota.release(taken)
    quota.release()
    assert quota.available == 487
    for _ in range(50):
        quota.release()
    assert quota.available == 500


def test_quota_never_goes_below_zero_or_over_its_capacity_from_many_threads() -> None:
    quota = Quota()

    def work(seed: int) -> None:
        draw = random.Random(seed)
        for _ in range(500):
            taken = quota.acquire(draw.choice(["transient", "throttling"]))
            assert 0 <= quota.available <= 500
            if taken:
                quota.release(taken)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert quota.available == 500


def test_quota_pickles_full() -> None:
    quota = Quota(20)
    quota.acquire("transient")
    assert pickle.loads(pickle.dumps(quota)).available == 20
