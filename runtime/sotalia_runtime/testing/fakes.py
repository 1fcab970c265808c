"""Typed fakes at the level of operations."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from ..drivers.blocking import BlockingPerformer
from ..errors import ServiceError
from ..http.messages import Headers
from ..model.metadata import ResponseMetadata
from ..model.structure import Output, Returns, set_metadata
from ..streaming import AsyncStreamingBody, StreamingBody

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from ..call.context import Call
    from ..flow import Flow
    from ..http.messages import HttpRequest, HttpResponse
    from ..model.structure import Input
    from ..transport.timeouts import Limits

OutputT = TypeVar("OutputT", bound=Output)
AsyncOutputT = TypeVar("AsyncOutputT", bound=Output)


class FakeTransport:
    """Answers operations with values of yours; give it to a client as `transport=`.

        fake = FakeTransport()
        fake.on(GetItemInput, GetItemOutput(item={"pk": {"S": "1"}}), ResourceNotFoundException)
        ddb = DynamoDBClient(region="us-east-1", transport=fake)

    Inputs are checked and serialised as always. Nothing is signed or sent and errors are not tried again, so of the
    hooks only `before_validate`, `after_parse` and `on_error` run. Used as a context manager, it raises AssertionError at the end where answers were not asked for.
    Works for blocking and asynchronous clients.
    """

    def __init__(self) -> None:
        self.calls: list[Input] = []
        self._answers: dict[type, deque[object]] = {}

    def on(
        self,
        input: type[Returns[OutputT, AsyncOutputT]],
        *answers: OutputT
        | AsyncOutputT
        | ServiceError
        | type[ServiceError]
        | Exception
        | Callable[[Any], OutputT | AsyncOutputT],
    ) -> Self:
        """Queue answers for an operation, by its Input class: outputs, errors, or a function of the input.

        Each is used once and in this order; a function answers all calls from its turn on. An error class of the
        service's package stands for an error with its code.
        """
        self._answers.setdefault(input, deque()).extend(answers)
        return self

    def unused(self) -> list[str]:
        """Names of the operations that still have answers, functions that were called apart."""
        return [
            cast("Any", cls).__operation__.name
            for cls, answers in self._answers.items()
            if any(not _is_function(answer) for answer in answers)
            or (answers and not any(isinstance(given, cls) for given in self.calls))
        ]

    def answer(self, call: Call) -> Flow[Output]:
        """The next answer; for clients. Raises AssertionError where there is none."""
        self.calls.append(call.input)
        answers = self._answers.get(type(call.input))
        if not answers:
            raise AssertionError(f"no answer is left for {call.operation.name}: add one with on(...)")
        answer = answers[0]
        if _is_function(answer):
            answer = cast("Any", answer)(call.input)
        else:
            answers.popleft()
        return _given(call, answer, len(self.calls))
        yield

    def exchange(self, request: HttpRequest, limits: Limits) -> Flow[HttpResponse]:
        """Never: this transport has no bytes."""
        raise TypeError("FakeTransport answers operations, not HTTP requests")

    def close(self) -> None:
        """Nothing, there are no connections."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None and (unused := self.unused()):
            raise AssertionError(f"answers were not asked for: {', '.join(unused)}")


def _is_function(answer: object) -> bool:
    return callable(answer) and not isinstance(answer, type)


def _given(call: Call, answer: object, number: int) -> Output:
    """The answer as the operation would give it: an output with metadata, or an error that is raised."""
    if isinstance(answer, type) and issubclass(answer, ServiceError):
        status = 500 if answer.__fault__ == "server" else 400
        answer = answer(
            answer.__code__ or answer.__name__,
            "a fake error",
            operation=call.operation.name,
            response_metadata=_metadata(status, number),
            fault=answer.__fault__,
            members=dict.fromkeys(answer.__members__),
        )
    if isinstance(answer, Exception):
        raise answer
    allowed = (call.operation.output, call.operation.async_output)
    if not isinstance(answer, allowed):
        raise AssertionError(f"{call.operation.name} answers {allowed[0].__name__}, not {_kind(cast(object, answer))}")
    set_metadata(answer, _metadata(200, number))
    return answer


def _kind(answer: object) -> str:
    return type(answer).__name__


def _metadata(status: int, number: int) -> ResponseMetadata:
    return ResponseMetadata(status=status, headers=Headers(), request_id=f"fake-{number}")


class _MemoryBody:
    """The body of an answer that is already here."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, size: int) -> Flow[bytes]:
        data, self._data = self._data[:size], self._data[size:]
        return data
        yield

    def read_all(self) -> Flow[bytes]:
        return self.read(len(self._data))

    def close(self) -> None:
        self._data = b""


def body(data: bytes) -> StreamingBody:
    """A streamed body for an output of your making, such as `GetObjectOutput(body=body(b"..."))`."""
    return StreamingBody(_MemoryBody(data), BlockingPerformer(), content_length=len(data))


def async_body(data: bytes) -> AsyncStreamingBody:
    """The same for an asynchronous client."""
    from ..drivers.aio import AsyncPerformer

    return AsyncStreamingBody(_MemoryBody(data), AsyncPerformer(), content_length=len(data))
