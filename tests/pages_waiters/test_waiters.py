"""Promises of waiting: when to ask again, what satisfies, and what the errors tell."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sotalia_runtime.errors import ServiceError, WaiterFailed, WaiterTimeout
from sotalia_runtime.flow import Invoke, Sleep
from sotalia_runtime.http.messages import Headers
from sotalia_runtime.model.metadata import ResponseMetadata
from sotalia_runtime.model.shapes import STRING, List, Member
from sotalia_runtime.model.structure import Output, members, set_metadata
from sotalia_runtime.waiters import Acceptor, Poll, Waiter, error, path, path_all, path_any, status, wait

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotalia_runtime.flow import Effect, Flow


class Described(Output):
    state: str | None = None
    states: list[str] = []
    model_config = members(state=Member("State", STRING), states=Member("States", List(STRING)))


class NotFoundFault(ServiceError):
    """An error whose code is not the name of its class."""


def described(status: int = 200, **fields: Any) -> Described:
    output = Described(**fields)
    set_metadata(output, ResponseMetadata(status=status, headers=Headers()))
    return output


def failure(code: str = "NotFound", status: int = 404, cls: type[ServiceError] = ServiceError) -> ServiceError:
    metadata = ResponseMetadata(status=status, headers=Headers(), request_id="r")
    return cls(code, "no", operation="Describe", response_metadata=metadata)


class World:
    """Runs a wait against given answers, on a clock that only sleeping moves."""

    def __init__(self, *answers: Output | Exception) -> None:
        self.answers = list(answers)
        self.time = 1000.0
        self.slept: list[float] = []
        self.polls = 0

    def call(self) -> Flow[Any]:
        answer = self.answers[min(self.polls, len(self.answers) - 1)]
        self.polls += 1
        if isinstance(answer, Exception):
            raise answer
        return answer
        yield  # a flow without effects

    def wait(self, waiter: Waiter[Any], *, max_wait: float = 60, on_poll: Any = None, draw: float = 0.0) -> Any:
        flow = wait(waiter, self.call, max_wait=max_wait, on_poll=on_poll, now=lambda: self.time, draw=lambda: draw)
        try:
            effect = next(flow)
            while True:
                effect = flow.send(self.perform(effect))
        except StopIteration as end:
            return end.value

    def perform(self, effect: Effect) -> object:
        if isinstance(effect, Invoke):
            return effect.function(*effect.arguments)
        assert isinstance(effect, Sleep)
        self.slept.append(effect.seconds)
        self.time += effect.seconds
        return None


def waiter(*acceptors: Acceptor, delay: float = 5) -> Waiter[Any]:
    return Waiter(name="ThingReady", delay=delay, max_attempts=10, acceptors=acceptors)


READY = Acceptor("success", path(lambda output: output.state, "ready"), "State is 'ready'")
BROKEN = Acceptor("failure", path(lambda output: output.state, "broken"), "State is 'broken'")
GONE = Acceptor("success", error("NotFound"), "error is NotFound")
NOT_YET = Acceptor("retry", error("NotFound"), "error is NotFound")


def test_the_first_poll_is_made_at_once_and_its_output_is_the_answer() -> None:
    world = World(described(state="ready"))
    assert world.wait(waiter(READY)).state == "ready"
    assert world.slept == []


def test_polls_until_an_acceptor_says_success() -> None:
    world = World(failure(), described(state="starting"), described(state="ready"))
    assert world.wait(waiter(READY, NOT_YET)).state == "ready"
    assert world.polls == 3


def test_an_error_can_be_what_was_waited_for() -> None:
    world = World(described(state="ready"), failure())
    assert world.wait(waiter(GONE)) is None


def test_failure_says_which_acceptor_matched_and_carries_the_last_response() -> None:
    last = described(state="broken")
    with pytest.raises(WaiterFailed) as caught:
        World(described(), last).wait(waiter(READY, BROKEN))
    failed = pickle.loads(pickle.dumps(caught.value))
    assert (failed.waiter, failed.polls, failed.acceptor) == ("ThingReady", 2, "State is 'broken'")
    assert caught.value.last is last
    assert "State is 'broken'" in str(caught.value)


def test_failure_by_an_error_is_raised_from_it() -> None:
    cause = failure()
    with pytest.raises(WaiterFailed) as caught:
        World(cause).wait(waiter(Acceptor("failure", error(True), "there is an error")))
    assert caught.value.__cause__ is cause
    assert caught.value.last is cause


@pytest.mark.parametrize("unexpected", [failure("AccessDenied", 403), RuntimeError("a bug")])
def test_errors_that_no_acceptor_knows_come_as_they_are(unexpected: Exception) -> None:
    with pytest.raises(type(unexpected)) as caught:
        World(unexpected).wait(waiter(READY, NOT_YET))
    assert caught.value is unexpected


def test_path_matchers_ignore_errors() -> None:
    anything = Acceptor("success", path(lambda output: None, None), "always")  # type: ignore[arg-type]
    with pytest.raises(ServiceError, match="AccessDenied"):
        World(failure("AccessDenied")).wait(waiter(anything))


def test_timeout_says_what_was_seen_last() -> None:
    last = failure()
    with pytest.raises(WaiterTimeout) as caught:
        World(last).wait(waiter(READY, NOT_YET), max_wait=20)
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.last is last
    assert "20 s" in str(caught.value)
    assert "error is NotFound" in str(caught.value)


def test_without_time_there_is_one_poll() -> None:
    world = World(described())
    with pytest.raises(WaiterTimeout):
        world.wait(waiter(READY), max_wait=0)
    assert (world.polls, world.slept) == (1, [])


@given(delay=st.integers(1, 300), max_wait=st.integers(1, 5000), draw=st.floats(0, 1, exclude_max=True))
def test_pauses_keep_the_models_pace_grow_with_jitter_and_end_at_the_deadline(
    delay: int, max_wait: int, draw: float
) -> None:
    world = World(described())
    with pytest.raises(WaiterTimeout):
        world.wait(waiter(READY, delay=delay), max_wait=max_wait, draw=draw)
    assert sum(world.slept) == pytest.approx(max_wait)
    assert world.polls == len(world.slept) + 1
    *pauses, last = world.slept
    for number, pause in enumerate(pauses):
        assert delay <= pause <= max(120, delay)
        assert pause <= delay * 2**number
    assert last >= min(delay, max_wait) * 0.999


def test_pauses_of_long_waits_do_not_overflow() -> None:
    assert waiter(delay=1).pause(10**6, 10**9, lambda: 0.999) <= 120


def test_on_poll_sees_every_poll_as_a_line_for_people() -> None:
    seen: list[Poll] = []
    World(failure(), described(), described(state="ready")).wait(waiter(READY, NOT_YET), on_poll=seen.append)
    assert [(poll.number, poll.state, poll.next_delay is None) for poll in seen] == [
        (1, "retry", False),
        (2, "retry", False),
        (3, "success", True),
    ]
    assert [str(poll) for poll in seen] == [
        "ThingReady poll 1: NotFound (status 404): retry because error is NotFound, again in 5.0 s",
        "ThingReady poll 2: status 200: retry, again in 5.0 s",
        "ThingReady poll 3: status 200: success because State is 'ready'",
    ]


@pytest.mark.parametrize(
    ("matcher", "matching", "others"),
    [
        (status(200), [described()], [described(204), failure()]),
        (status(404), [failure()], [described()]),
        (error("NotFound"), [failure()], [failure("Other"), described()]),
        (error("NotFoundFault"), [failure("Code", cls=NotFoundFault)], [failure()]),
        (error(True), [failure()], [described()]),
        (error(False), [described()], [failure()]),
        (
            path_all(lambda output: output.states, "a"),
            [described(states=["a"]), described(states=["a", "a"])],
            [described(states=["a", "b"]), described(), failure()],
        ),
        (
            path_any(lambda output: output.states, "a"),
            [described(states=["b", "a"])],
            [described(states=["b"]), described(), failure()],
        ),
        (path_all(lambda output: None, "a"), [], [described()]),
        (path(lambda output: len(output.states) > 0, True), [described(states=["a"])], [described()]),
    ],
)
def test_matchers(matcher: Any, matching: Sequence[Any], others: Sequence[Any]) -> None:
    chosen = Acceptor("success", matcher, "it matches")
    for answer in matching:
        World(answer).wait(waiter(chosen))
    for answer in others:
        with pytest.raises((WaiterTimeout, ServiceError)):
            World(answer).wait(waiter(chosen), max_wait=0)


def test_the_first_acceptor_that_matches_decides() -> None:
    first = Acceptor("success", status(200), "status is 200")
    assert World(described(state="broken")).wait(waiter(first, BROKEN)).state == "broken"
