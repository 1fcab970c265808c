"""Waiters: ask again until a resource is in a state.

Generated code (`waiters.py` of a package; paths come from the model's expressions):

    from sotalia_runtime.waiters import Acceptor, Waiter, error, path, path_all, path_any, status

    BUCKET_EXISTS: Final[Waiter[Never]] = Waiter(
        name="BucketExists",
        delay=5,
        max_attempts=20,
        acceptors=(
            Acceptor(state="success", matches=status(200), text="status is 200"),
            Acceptor(state="retry", matches=status(404), text="status is 404"),
        ),
    )
    INSTANCE_RUNNING: Final[Waiter[Never]] = Waiter(
        ...
        Acceptor(
            state="success",
            matches=path_all(lambda output: [...], "running"),
            text="all of Reservations[].Instances[].State.Name are 'running'",
        ),
    )

`Waiter[None]` is one that an error can satisfy (BucketNotExists): it may answer None. A client's
`wait(waiter: Waiter[AbsentT], input: Returns[OutputT, ...]) -> OutputT | AbsentT` is then exact for both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar, cast

from .errors import ServiceError, WaiterFailed, WaiterTimeout
from .flow import Invoke, Sleep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .flow import Flow
    from .model.structure import Output

OutputT = TypeVar("OutputT", bound="Output")
# None for a waiter that an error can satisfy, Never for all others.
AbsentT = TypeVar("AbsentT")

# Pauses do not grow beyond this many seconds, unless the model's own delay is longer.
MAX_DELAY = 120.0


class Outcome(NamedTuple):
    """What one poll brought: an output or the service's error, the other one is None."""

    output: Any
    error: ServiceError | None

    @property
    def status(self) -> int:
        """HTTP status of the answer."""
        return self.output.response_metadata.status if self.error is None else self.error.status

    def __str__(self) -> str:
        return f"status {self.status}" if self.error is None else f"{self.error.code} (status {self.status})"


Matcher = Callable[[Outcome], bool]


class Acceptor(NamedTuple):
    """One rule of a waiter: when `matches`, the waiter is in `state`. `text` says the rule in words."""

    state: Literal["success", "failure", "retry"]
    matches: Matcher
    text: str


def status(expected: int) -> Matcher:
    """Match an answer, good or bad, by its HTTP status."""
    return lambda outcome: outcome.status == expected


def error(expected: str | bool) -> Matcher:
    """Match an error by its code or the name of its class; True is any error, False is none."""
    if isinstance(expected, bool):
        return lambda outcome: (outcome.error is not None) is expected
    return lambda outcome: (
        outcome.error is not None and (outcome.error.code == expected or type(outcome.error).__name__ == expected)
    )


def path(expression: Callable[[Any], object], expected: str | bool) -> Matcher:
    """Match an output by one value in it."""
    return lambda outcome: outcome.error is None and expression(outcome.output) == expected


def path_all(expression: Callable[[Any], object], expected: str | bool) -> Matcher:
    """Match an output in which all values of a list are equal to `expected`, and there is at least one."""
    return lambda outcome: bool(found := _values(expression, outcome)) and all(value == expected for value in found)


def path_any(expression: Callable[[Any], object], expected: str | bool) -> Matcher:
    """Match an output in which a value of a list is equal to `expected`."""
    return lambda outcome: expected in _values(expression, outcome)


def _values(expression: Callable[[Any], object], outcome: Outcome) -> list[object]:
    found = None if outcome.error is not None else expression(outcome.output)
    return cast("list[object]", found) if isinstance(found, list) else []


class Waiter(Generic[AbsentT]):
    """What to wait for, and how often to ask. `delay` is the shortest pause in seconds.

    `default_max_wait` (seconds) is the time that the model's `max_attempts` polls take at that pace. The type's
    argument is what a wait returns beside outputs: None where an error can satisfy it, else Never.
    """

    __slots__ = ("acceptors", "default_max_wait", "delay", "name")

    def __init__(self, *, name: str, delay: float, max_attempts: int, acceptors: Sequence[Acceptor]) -> None:
        self.name = name
        self.delay = delay
        self.default_max_wait = delay * max_attempts
        self.acceptors = acceptors

    def accept(self, outcome: Outcome) -> Acceptor | None:
        """The first rule that matches, or None."""
        for acceptor in self.acceptors:
            if acceptor.matches(outcome):
                return acceptor
        return None

    def pause(self, polls: int, remaining: float, draw: Callable[[], float]) -> float:
        """Seconds to wait after so many polls, with `remaining` seconds before the deadline.

        The rule of the AWS SDK for Go v2: the first pause is `delay`, a later one is drawn between `delay` and
        a ceiling that doubles up to 120 s. A pause that would leave less than another `delay` lasts to
        the deadline instead, where the last poll is made.
        """
        ceiling = min(self.delay * 2.0 ** min(polls - 1, 32), max(MAX_DELAY, self.delay))
        seconds = self.delay + draw() * (ceiling - self.delay)
        return remaining if remaining - seconds < self.delay else seconds

    def __repr__(self) -> str:
        return f"<Waiter {self.name}>"


class Poll(NamedTuple):
    """One poll, as `on_poll` sees it; its text is one line for a person.

    `number` counts from 1, `acceptor` is the rule that matched (None: none did), `next_delay` the seconds
    until the next poll (None: this was the last).
    """

    waiter: str
    number: int
    outcome: Outcome
    acceptor: Acceptor | None
    next_delay: float | None

    @property
    def state(self) -> Literal["success", "failure", "retry"]:
        """What the poll means."""
        return "retry" if self.acceptor is None else self.acceptor.state

    def __str__(self) -> str:
        why = f" because {self.acceptor.text}" if self.acceptor else ""
        later = "" if self.next_delay is None else f", again in {self.next_delay:.1f} s"
        return f"{self.waiter} poll {self.number}: {self.outcome}: {self.state}{why}{later}"


OnPoll = Callable[[Poll], object]


def wait(
    waiter: Waiter[AbsentT],
    call: Callable[[], Flow[OutputT]],
    *,
    max_wait: float,
    on_poll: OnPoll | None,
    now: Callable[[], float],
    draw: Callable[[], float],
) -> Flow[OutputT | AbsentT]:
    """Run `call` until an acceptor says success. Gives the output that did, or None where an error did.

    The first poll is made at once, the last one at `max_wait` seconds at the latest. `now` is a monotonic clock,
    `draw` a number in [0, 1). Raises WaiterFailed, WaiterTimeout, and what `call` raises where no acceptor knows it.
    """
    deadline = now() + max_wait
    number = 0
    while True:
        number += 1
        outcome = yield from _poll(call)
        acceptor = waiter.accept(outcome)
        if acceptor is None and outcome.error is not None:
            raise outcome.error
        pause = None
        if (acceptor is None or acceptor.state == "retry") and (remaining := deadline - now()) > 0:
            pause = waiter.pause(number, remaining, draw)
        poll = Poll(waiter.name, number, outcome, acceptor, pause)
        if on_poll is not None:
            yield Invoke(on_poll, poll)
        if pause is not None:
            yield Sleep(pause)
        elif poll.state == "success":
            return cast("OutputT | AbsentT", outcome.output)
        else:
            raise _error(poll, max_wait) from outcome.error


def _poll(call: Callable[[], Flow[Output]]) -> Flow[Outcome]:
    try:
        return Outcome((yield from call()), None)
    except ServiceError as error:
        return Outcome(None, error)


def _error(poll: Poll, max_wait: float) -> WaiterFailed | WaiterTimeout:
    text = poll.acceptor.text if poll.acceptor else None
    last = poll.outcome.output if poll.outcome.error is None else poll.outcome.error
    if poll.state == "failure":
        return WaiterFailed(poll.waiter, f"failed because {text}", polls=poll.number, acceptor=text, last=last)
    why = f"; last: {text}" if text else ""
    reason = f"not there after {max_wait:g} s{why}"
    return WaiterTimeout(poll.waiter, reason, polls=poll.number, acceptor=text, last=last)
