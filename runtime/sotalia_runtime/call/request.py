"""The request form: one call, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from ..model.structure import Output
from .context import Call
from .flow import attempts, build, report, sign, validate

if TYPE_CHECKING:
    from ..drivers.aio import AsyncPerformer
    from ..drivers.blocking import BlockingPerformer
    from ..flow import Flow
    from ..http.messages import HttpRequest
    from ..model.structure import Input
    from .core import ClientCore

OutputT_co = TypeVar("OutputT_co", bound=Output, covariant=True)


class _Steps:
    """The steps as flows; each runs those before it that were not run yet."""

    def __init__(self, core: ClientCore, input: Input) -> None:
        self._core = core
        self._input = input
        self._call: Call | None = None
        self._built = False
        self._sent_last: Call | None = None

    def _validated(self) -> Flow[Call]:
        if self._call is None:
            self._check()
            call = Call(self._core.plan(self._input), self._input, self._core.clock.unique())
            yield from validate(self._core, call)
            self._call = call
        return self._call

    def _prepared(self) -> Flow[Call]:
        call = yield from self._validated()
        if not self._built:
            yield from build(self._core, call)
            call.http = call.prototype
            self._built = True
        return call

    def _signed(self) -> Flow[Call]:
        call = yield from self._prepared()
        if not call.signed:
            call.prototype = call.http
            yield from sign(self._core, call)
        return call

    def _sent(self) -> Flow[Output]:
        call = yield from self._prepared()
        try:
            # What the user changed stays on every attempt; the signature is renewed.
            call.prototype = call.http.copy() if call.signed else call.http
            # From here on the request is under way: sending again begins anew.
            self._call, self._built, self._sent_last = None, False, call
            return (yield from attempts(self._core, call))
        except Exception as error:
            yield from report(self._core, call, error)
            raise

    def _presigned(self, expires_in: int) -> Flow[str]:
        # A URL has no use for the headers of a call, so that it is made from the input alone.
        from .presign import presign

        self._check()
        call = Call(self._core.plan(self._input), self._input, self._core.clock.unique())
        yield from validate(self._core, call)
        return (yield from presign(self._core, call, expires_in))

    def _check(self) -> None:
        """Fields may have been set since the input was made, so its own rules are asked again."""
        given = {name: getattr(self._input, name) for name in self._input.model_fields_set}
        type(self._input).model_validate(given)

    @property
    def http(self) -> HttpRequest:
        """The HTTP request as it stands: after `build` without, after `sign` with its signature. Headers may be changed.

        After `send` it is what was sent last, to look at.
        """
        call = self._call if self._built else self._sent_last
        if call is None:
            raise LookupError("there is no HTTP request yet: call build() or sign() first")
        return call.http

    def __repr__(self) -> str:
        state = "signed" if self._call and self._call.signed else "built" if self._built else "new"
        return f"<{type(self).__name__} {self._core.service.id} {type(self._input).__name__}, {state}>"


class Request(_Steps, Generic[OutputT_co]):
    """One call of a blocking client, one step at a time. Steps left out are done by the next one."""

    def __init__(self, core: ClientCore, input: Input, performer: BlockingPerformer) -> None:
        super().__init__(core, input)
        self._performer = performer

    def validate(self) -> Self:
        """Check the input. Raises InvalidInput."""
        self._performer.run(self._validated())
        return self

    def build(self) -> Self:
        """Serialise the input and resolve the endpoint. Raises InvalidInput, EndpointError, ConfigError."""
        self._performer.run(self._prepared())
        return self

    def sign(self) -> Self:
        """Sign. Headers set before are covered by the signature, those set afterwards are not. Raises CredentialsError."""
        self._performer.run(self._signed())
        return self

    def send(self) -> OutputT_co:
        """Send exactly this request, and its retries with the same headers and a new signature. Raises as the operation."""
        return cast("Any", self._performer.run(self._sent()))

    def presign(self, *, expires_in: int = 3600) -> str:
        """A URL that makes this call for whoever has it, for `expires_in` seconds (1 to 604800)."""
        return self._performer.run(self._presigned(expires_in))


class AsyncRequest(_Steps, Generic[OutputT_co]):
    """One call of an asynchronous client, one step at a time. Steps left out are done by the next one."""

    def __init__(self, core: ClientCore, input: Input, performer: AsyncPerformer) -> None:
        super().__init__(core, input)
        self._performer = performer

    async def validate(self) -> Self:
        """Check the input. Raises InvalidInput."""
        await self._performer.run(self._validated())
        return self

    async def build(self) -> Self:
        """Serialise the input and resolve the endpoint. Raises InvalidInput, EndpointError, ConfigError."""
        await self._performer.run(self._prepared())
        return self

    async def sign(self) -> Self:
        """Sign. Headers set before are covered by the signature, those set afterwards are not. Raises CredentialsError."""
        await self._performer.run(self._signed())
        return self

    async def send(self) -> OutputT_co:
        """Send exactly this request, and its retries with the same headers and a new signature. Raises as the operation."""
        return cast("Any", await self._performer.run(self._sent()))

    async def presign(self, *, expires_in: int = 3600) -> str:
        """A URL that makes this call for whoever has it, for `expires_in` seconds (1 to 604800)."""
        return await self._performer.run(self._presigned(expires_in))
