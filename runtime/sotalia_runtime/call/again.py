"""What becomes of a call whose attempt failed. Loaded with the first failure of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import BodyNotReplayable, SdkError, ServiceError, TotalTimeout
from ..flow import Sleep
from ..retry.backoff import backoff, polls_slowly, retry_after
from ..retry.classify import classify
from ..retry.skew import clock_skew
from .endpoint import host_prefix, locate
from .hooks import run_hooks

if TYPE_CHECKING:
    from ..flow import Flow
    from ..transport.timeouts import Limits
    from .context import Call
    from .core import ClientCore

# What a signature of an earlier attempt left behind.
_SIGNATURE_HEADERS: Final = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token")

# The service says that the credentials are too old, whatever their own expiry says: the next call asks for others.
_EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException"})


def again(core: ClientCore, call: Call, error: Exception, limits: Limits) -> Flow[None]:
    """Return when another attempt is due, after its wait; raise `error` where there is none."""
    if isinstance(error, ServiceError) and error.code in _EXPIRED:
        core.forget_credentials()
    free = _clock_corrected(core, call, error) or (yield from _aimed_anew(core, call, error))
    delay = 0.0 if free else (yield from _delay(core, call, error, limits))
    try:
        _check_replay(call, error)
        if limits.deadline is not None and core.clock.monotonic() + delay >= limits.deadline:
            raise TotalTimeout(f"{call.operation.name}: no time is left for another attempt") from error
    except SdkError:
        if core.quota is not None and not free:
            core.quota.release(call.retry_cost)  # nothing is sent for it
        raise
    call.delay = delay
    if core.log is not None:
        core.log.retry(call)
    if core.hooks.before_retry:
        yield from run_hooks(core.hooks.before_retry, call)
    if delay:
        yield Sleep(delay)
    for name in _SIGNATURE_HEADERS:
        call.prototype.headers.remove(name)


def _check_replay(call: Call, error: Exception) -> None:
    body = call.prototype.body
    if not body.replayable:
        try:
            body.open()
        except BodyNotReplayable as again:
            # The iterator is not touched by `open`, unless bytes were taken of it before.
            raise BodyNotReplayable(
                f"{call.operation.name}: {type(error).__name__} asks for another attempt; {again}"
            ) from error


def _clock_corrected(core: ClientCore, call: Call, error: Exception) -> bool:
    """Whether the signature's time was to blame, and there is an attempt left to sign with the service's time."""
    response = call.response
    if response is None or not isinstance(error, ServiceError) or call.attempt >= call.max_attempts:
        return False
    skew = clock_skew(error.code, response.headers.get("Date"), now=core.clock.wall(), correction=core.skew)
    if skew is None:
        return False
    core.skew = skew
    return True


def _aimed_anew(core: ClientCore, call: Call, error: Exception) -> Flow[bool]:
    """Whether the service's own rules know a better target. It is no retry: `max_attempts` does not count it."""
    response = call.response
    if response is None or not any(recover(call, response, error) for recover in call.plan.custom.recover):
        return False
    old = call.target
    call.target = yield from locate(core, call)
    request = call.prototype
    request.path = request.path[len(old.path) :]
    call.target.place(request, host_prefix(call.operation, call.sent) if call.operation.host_prefix else "")
    call.max_attempts = max(call.max_attempts, call.attempt + 1)
    return True


def _delay(core: ClientCore, call: Call, error: Exception, limits: Limits) -> Flow[float]:
    """Seconds until the next attempt, paid from the quota. Raises `error` where there is none."""
    service = call.service.id
    kind = classify(error, service=service)
    if kind is None or call.attempt >= call.max_attempts:
        raise error
    hint = retry_after(call.response.headers) if call.response is not None else None
    delay = backoff(call.attempt, kind, draw=core.clock.draw, service=service, hint=hint)
    if core.quota is not None:
        call.retry_cost = core.quota.acquire(kind)
        if not call.retry_cost:
            if polls_slowly(service, call.operation.name):
                left = delay if limits.deadline is None else limits.deadline - core.clock.monotonic()
                yield Sleep(max(0.0, min(delay, left)))
            raise error
    return delay
