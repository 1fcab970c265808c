"""Hooks: functions of the user's that see a call at its turning points."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from ..flow import Invoke
from ..frozen import Frozen

if TYPE_CHECKING:
    from ..flow import Flow
    from .context import Call

    Hook = Callable[[Call], Awaitable[None] | None]
else:
    Hook = Callable[..., object]


class Hooks(Frozen):
    """Functions to run at the turning points of every call; each takes the `Call`, and what it raises ends the call.

    Those of a session run before those of its clients. Coroutine functions are for asynchronous clients only.

    - `before_validate`: before anything is done with `call.input`
    - `before_sign`: per attempt; what is done to `call.http` is covered by the signature
    - `before_send`: per attempt, after signing
    - `after_receive`: per attempt, once status and headers are there
    - `after_parse`: once `call.output` is there
    - `before_retry`: before the wait for another attempt, with `call.error` and `call.delay`
    - `on_error`: once, with the `call.error` that the caller is about to see
    """

    __slots__ = (
        "after_parse",
        "after_receive",
        "before_retry",
        "before_send",
        "before_sign",
        "before_validate",
        "on_error",
    )

    before_validate: Sequence[Hook]
    before_sign: Sequence[Hook]
    before_send: Sequence[Hook]
    after_receive: Sequence[Hook]
    after_parse: Sequence[Hook]
    before_retry: Sequence[Hook]
    on_error: Sequence[Hook]

    def __init__(
        self,
        *,
        before_validate: Sequence[Hook] = (),
        before_sign: Sequence[Hook] = (),
        before_send: Sequence[Hook] = (),
        after_receive: Sequence[Hook] = (),
        after_parse: Sequence[Hook] = (),
        before_retry: Sequence[Hook] = (),
        on_error: Sequence[Hook] = (),
    ) -> None:
        self._fill(
            before_validate=before_validate,
            before_sign=before_sign,
            before_send=before_send,
            after_receive=after_receive,
            after_parse=after_parse,
            before_retry=before_retry,
            on_error=on_error,
        )

    def then(self, later: Hooks | None) -> Hooks:
        """These hooks, followed by `later` ones. The result shares no list with either."""
        late = later if later is not None else NO_HOOKS
        return Hooks(
            before_validate=(*self.before_validate, *late.before_validate),
            before_sign=(*self.before_sign, *late.before_sign),
            before_send=(*self.before_send, *late.before_send),
            after_receive=(*self.after_receive, *late.after_receive),
            after_parse=(*self.after_parse, *late.after_parse),
            before_retry=(*self.before_retry, *late.before_retry),
            on_error=(*self.on_error, *late.on_error),
        )


NO_HOOKS = Hooks()


def run_hooks(hooks: Sequence[Hook], call: Call) -> Flow[None]:
    """Run hooks in order. Callers skip it for an empty sequence, so that a call without hooks pays nothing."""
    for hook in hooks:
        result = yield Invoke(hook, call)
        if hasattr(result, "__await__"):
            if hasattr(result, "close"):
                result.close()
            raise TypeError("this hook is a coroutine function, and those are for asynchronous clients")
