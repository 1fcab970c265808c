"""The call, as one flow: validate, serialise, find the endpoint; then, per attempt, sign, send, receive and parse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from ..codecs import serialise
from ..errors import BodyNotReplayable, ClientClosed, ResponseError, ServiceError, TotalTimeout, TransportError
from ..flow import Sleep
from ..retry.backoff import backoff, polls_slowly, retry_after
from ..retry.classify import classify
from ..retry.skew import clock_skew
from ..signing import bearer, sigv4
from ..transport.timeouts import Limits, Timeouts
from .answer import receive
from .context import Call
from .endpoint import BEARER, SIGV4, host_prefix
from .hashing import sends_hash, signed_hash
from .hooks import run_hooks
from .locate import locate

if TYPE_CHECKING:
    from ..flow import Flow
    from ..http.messages import HttpResponse
    from ..model.structure import Input, Output
    from .core import ClientCore
    from .plan import Plan

# What a signature of an earlier attempt left behind.
_SIGNATURE_HEADERS: Final = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token")


# The service says that the credentials are too old, whatever their own expiry says: the next call asks for others.
_EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException"})


def call(core: ClientCore, plan: Plan, input: Input) -> Flow[Output]:
    """Make one call. Raises what the error tree lists, and what hooks raise."""
    running = Call(plan, input, core.clock.unique())
    try:
        yield from validate(core, running)
        yield from build(core, running)
        return (yield from attempts(core, running))
    except Exception as error:
        yield from report(core, running, error)
        raise


def report(core: ClientCore, call: Call, error: Exception) -> Flow[None]:
    """Tell the hooks of the error that the caller is about to see."""
    if core.hooks.on_error:
        call.error = error
        yield from run_hooks(core.hooks.on_error, call)


def validate(core: ClientCore, call: Call) -> Flow[None]:
    """Run the hooks and the service's own checks on the input."""
    if core.closed:
        raise ClientClosed(f"this {call.service.id} client was closed")
    if core.hooks.before_validate:
        yield from run_hooks(core.hooks.before_validate, call)
    input = call.input
    for adjust in call.plan.custom.inputs:
        input = adjust(input)
    call.sent = input


def build(core: ClientCore, call: Call) -> Flow[None]:
    """Serialise and aim at the endpoint; then all that stays the same from attempt to attempt, but for the signature."""
    plan = call.plan
    if plan.validation is not None and core.checks_answers and getattr(call.sent, plan.validation) is None:
        call.sent = call.sent.model_copy(update={plan.validation: "ENABLED"})
    yield from address(core, call)
    if core.transport_answers is not None:
        return
    headers = call.prototype.headers
    headers.set("User-Agent", core.user_agent)
    headers.set("Accept-Encoding", "identity")
    headers.set("amz-sdk-invocation-id", call.invocation_id)
    if (trace := core.trace_id()) is not None:
        headers.set("X-Amzn-Trace-Id", trace)
    if call.operation.checksum is not None:
        from .payload import protect

        yield from protect(call, call.sent, when_supported=core.sends_checksums)
    if call.body_hash is None and call.target.auth == SIGV4:
        call.body_hash = yield from signed_hash(call)


def address(core: ClientCore, call: Call) -> Flow[None]:
    """Serialise the input and aim the request at its endpoint."""
    call.prototype = request = serialise(call.operation, call.sent, core.clock.unique)
    for adjust in call.plan.custom.requests:
        adjust(call)
    if core.transport_answers is None:
        call.target = target = yield from locate(core, call)
        target.place(request, host_prefix(call.operation, call.sent) if call.operation.host_prefix else "")


def sign(core: ClientCore, call: Call) -> Flow[None]:
    """Make `call.http` for the next attempt out of the prototype, and sign it."""
    call.attempt += 1
    call.http = http = call.prototype.copy()
    target = call.target
    call.region = target.region
    http.headers.set("amz-sdk-request", f"attempt={call.attempt}; max={call.max_attempts}")
    if core.hooks.before_sign:
        yield from run_hooks(core.hooks.before_sign, call)
    if target.auth == SIGV4:
        call.credentials = credentials = core.stored() or (yield from core.credentials())
        sigv4.sign(
            http,
            credentials,
            region=target.region or "",
            service=target.signing_name,
            at=datetime.fromtimestamp(core.clock.wall() + core.skew, UTC),
            payload_hash=call.body_hash or sigv4.UNSIGNED_PAYLOAD,
            normalise_path=target.double_encode,
            double_encode=target.double_encode,
            content_sha256=sends_hash(call),
        )
    elif target.auth == BEARER:
        bearer.sign(http, (yield from core.token()))
    call.signed = True


def attempts(core: ClientCore, call: Call) -> Flow[Output]:
    """Send until it works or must not be tried again."""
    if core.transport_answers is not None:
        return (yield from _faked(core, call))
    limits = _limits(core, call)
    while True:
        try:
            output = yield from _attempt(core, call, limits)
        except (ServiceError, TransportError, ResponseError) as error:
            call.error = error
            if isinstance(error, ServiceError) and error.code in _EXPIRED:
                core.forget_credentials()
            yield from _again(core, call, error, limits)
            continue
        if core.quota is not None:
            core.quota.release(call.retry_cost)
        call.output = output
        if core.hooks.after_parse:
            yield from run_hooks(core.hooks.after_parse, call)
        return call.output


def _attempt(core: ClientCore, call: Call, limits: Limits) -> Flow[Output]:
    call.response = None
    if not call.signed:
        yield from sign(core, call)
    call.signed = False
    if core.hooks.before_send:
        yield from run_hooks(core.hooks.before_send, call)
    if core.log is not None:
        core.log.request(call)
    response: HttpResponse = yield from core.transport.exchange(call.http, limits)
    call.response = response
    if core.hooks.after_receive:
        try:
            yield from run_hooks(core.hooks.after_receive, call)
        except BaseException:
            response.body.close()
            raise
    return (yield from receive(core, call, response))


def _again(core: ClientCore, call: Call, error: Exception, limits: Limits) -> Flow[None]:
    """Return when another attempt is due, after its wait; raise `error` where there is none."""
    if _clock_corrected(core, call, error) or (yield from _aimed_anew(core, call, error)):
        delay = 0.0
    else:
        delay = yield from _delay(core, call, error)
    _check_replay(call, error)
    if limits.deadline is not None and core.clock.monotonic() + delay >= limits.deadline:
        raise TotalTimeout(f"{call.operation.name}: no time is left for another attempt") from error
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


def _delay(core: ClientCore, call: Call, error: Exception) -> Flow[float]:
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
                yield Sleep(delay)
            raise error
    return delay


def _faked(core: ClientCore, call: Call) -> Flow[Output]:
    """Have a transport answer that knows operations instead of bytes."""
    assert core.transport_answers is not None
    call.attempt = 1
    call.output = yield from core.transport_answers(call)
    if core.hooks.after_parse:
        yield from run_hooks(core.hooks.after_parse, call)
    return call.output


def _limits(core: ClientCore, call: Call) -> Limits:
    limits = call.plan.limits
    timeouts = limits.timeouts
    if call.plan.custom.silence is not None:
        silence = call.plan.custom.silence(call.sent, core.timeouts_given)
        if silence > timeouts.read:
            timeouts = Timeouts(connect=timeouts.connect, read=silence, total=timeouts.total)
            limits = Limits(timeouts)
    return limits if timeouts.total is None else Limits.starting(timeouts, core.clock.monotonic())
