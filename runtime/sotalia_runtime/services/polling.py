"""Operations that hold the connection until there is something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..call.customisation import Customisation, Entry, operations

if TYPE_CHECKING:
    from ..model.structure import Input


def _asked_wait(input: Input, given: bool) -> float:
    return float(getattr(input, "wait_time_seconds", None) or 20) + 5


def _task_wait(input: Input, given: bool) -> float:
    return 70.0


def _function_time(input: Input, given: bool) -> float:
    return 0.0 if given else 910.0


TABLE: Final = (
    Entry(
        Customisation(silence=_asked_wait),
        because="ReceiveMessage is silent for up to WaitTimeSeconds (20 where only the queue says)",
        operations=operations("ReceiveMessage"),
        service="SQS",
    ),
    Entry(
        Customisation(silence=_task_wait),
        because="GetActivityTask answers after 60 s where no task comes",
        operations=operations("GetActivityTask"),
        service="SFN",
    ),
    Entry(
        Customisation(silence=_task_wait),
        because="polls for tasks answer after 60 s where none comes",
        operations=operations("PollForActivityTask PollForDecisionTask"),
        service="SWF",
    ),
    Entry(
        Customisation(silence=_function_time),
        because="a synchronous invocation is silent while the function runs, for up to 15 minutes",
        operations=operations("Invoke"),
        service="Lambda",
    ),
)
