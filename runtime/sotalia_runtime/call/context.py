"""What is known of a call while it runs: the object that hooks receive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..credentials import Credentials
    from ..http.messages import HttpRequest, HttpResponse
    from ..model.structure import Input, Output
    from ..operation import Operation, Service
    from .endpoint import Target
    from .plan import Plan


class Call:
    """One running call, as hooks see it.

    | attribute | what | set from |
    |---|---|---|
    | `service`, `operation` | the model's description | the start |
    | `input` | the operation's Input; a hook may replace it in `before_validate` | the start |
    | `invocation_id` | one id for all attempts | the start |
    | `attempt`, `max_attempts` | number of the attempt, the first is 1, and how many there may be | `before_sign` |
    | `region` | the region that signatures are for, None where the service has none | `before_sign` |
    | `http` | the request of this attempt: headers set in `before_sign` are signed, those set in `before_send` are not | `before_sign` |
    | `response` | status and headers of the answer; the body belongs to the call | `after_receive` |
    | `output` | the parsed answer | `after_parse` |
    | `error` | why the attempt failed | `before_retry`, `on_error` |
    | `delay` | seconds until the next attempt | `before_retry` |
    """

    __slots__ = (
        "attempt",
        "body_hash",
        "credentials",
        "delay",
        "error",
        "error_body",
        "http",
        "input",
        "invocation_id",
        "max_attempts",
        "operation",
        "output",
        "plan",
        "prototype",
        "redirected",
        "region",
        "response",
        "retry_cost",
        "sent",
        "signed",
        "target",
    )

    http: HttpRequest
    # For the runtime: what attempts are copied from, and where they go.
    prototype: HttpRequest
    target: Target
    sent: Input  # with what the service's rules and the runtime added

    def __init__(self, plan: Plan, input: Input, invocation_id: str) -> None:
        self.plan = plan
        self.operation: Operation = plan.operation
        self.input = input
        self.invocation_id = invocation_id
        self.max_attempts = plan.max_attempts
        self.attempt = 0
        self.region: str | None = None
        self.response: HttpResponse | None = None
        self.output: Output | None = None
        self.error: Exception | None = None
        self.delay = 0.0
        # For the runtime.
        self.body_hash: str | None = None
        self.credentials: Credentials | None = None
        self.error_body = b""
        self.redirected: str | None = None
        self.retry_cost = 0
        self.signed = False

    @property
    def service(self) -> Service:
        """The service that is called."""
        return self.operation.service

    def __repr__(self) -> str:
        return f"<Call {self.service.id}.{self.operation.name} attempt {self.attempt} of {self.max_attempts}>"
