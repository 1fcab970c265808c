"""The call, as one flow: validate, serialise, find the endpoint; then, per attempt, sign, send, receive and parse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..codecs import serialise
from ..errors import ClientClosed, ResponseError, ServiceError, TransportError
from ..signing import sigv4
from ..transport.timeouts import Limits, Timeouts
from .answer import receive
from .context import Call
from .endpoint import BEARER, SIGV4, host_prefix, locate
from .hashing import sends_hash, signed_hash
from .hooks import run_hooks

if TYPE_CHECKING:
    from ..flow import Flow
    from ..http.messages import HttpResponse
    from ..model.structure import Input, Output
    from .core import ClientCore
    from .plan import Plan


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
    if "Content-Length" in headers:
        from ..http.bodies import take_length

        take_length(call.prototype)
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
        from ..signing import bearer

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
            from .again import again

            yield from again(core, call, error, limits)
            continue
        if core.quota is not None:
            core.quota.release(call.retry_cost)
        call.output = output
        if core.hooks.after_parse:
            try:
                yield from run_hooks(core.hooks.after_parse, call)
            except BaseException:
                if call.response is not None:
                    call.response.body.close()  # it may be a stream, which nobody gets now
                raise
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
