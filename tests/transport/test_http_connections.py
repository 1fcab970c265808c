"""Connections: kept, replaced, bounded, shared, given back."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime.drivers.aio import AsyncPerformer
from sotalia_runtime.drivers.blocking import BlockingPerformer
from sotalia_runtime.errors import ClientClosed, ConfigError, ConnectionClosed, PoolTimeout, SdkError, TotalTimeout
from sotalia_runtime.http.bodies import IterableBody
from sotalia_runtime.transport import HttpTransport, Limits, Timeouts
from sotalia_runtime.transport.connection import Origin
from sotalia_runtime.transport.pool import Slot
from support.scripted_server import OK, Answer, Close, Loop, ReadHead, Reset, ScriptedServer, Wait, reply
from transport_drivers import BlockingDriver, Driver, fetching, request_to

if TYPE_CHECKING:
    from types import FrameType

    from sotalia_runtime.flow import Flow
    from sotalia_runtime.http.messages import HttpResponse

MakeDriver = Callable[..., Driver]
LONG = reply(b"x" * 1_000_000)


def opened(driver: Driver, url: str) -> HttpResponse:
    return driver.run(driver.transport.exchange(request_to(url), Limits(Timeouts(connect=5, read=5))))


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
@pytest.mark.parametrize("end", [Close(), Reset()], ids=["closed", "reset"])
def test_idle_connection_dropped_by_the_server_goes_unnoticed(driver: Driver, method: str, end: Close | Reset) -> None:
    with ScriptedServer((Answer(reply(b"ok")), end)) as server:
        for _ in range(3):
            assert driver.fetch(request_to(server.url, method, b"body")).body == b"ok"
            assert server.wait_until(lambda: server.open_connections == 0)
    assert [request.body for request in server.requests] == [b"body"] * 3


@pytest.mark.parametrize("end", [Close(), Reset()], ids=["closed", "reset"])
def test_connection_that_dies_under_the_next_request_is_replaced_once(driver: Driver, end: Close | Reset) -> None:
    with ScriptedServer([(Answer(reply(b"one")), Answer(b""), end), OK]) as server:
        assert driver.fetch(request_to(server.url)).body == b"one"
        assert driver.fetch(request_to(server.url, "PUT", b"two")).body == b"ok"
    assert [(request.connection, request.body) for request in server.requests] == [(0, b""), (0, b"two"), (1, b"two")]


def test_a_fresh_connection_that_dies_is_not_replaced(driver: Driver) -> None:
    with ScriptedServer((Answer(b""), Close())) as server, pytest.raises(ConnectionClosed):
        driver.fetch(request_to(server.url))
    assert server.connections == 1


def test_nothing_is_sent_twice_once_an_answer_began(driver: Driver) -> None:
    with ScriptedServer([(Answer(reply(b"one")), Answer(b"H"), Close()), OK]) as server:
        driver.fetch(request_to(server.url))
        with pytest.raises(ConnectionClosed):
            driver.fetch(request_to(server.url))
    assert len(server.requests) == 2


def test_a_body_that_cannot_be_had_again_is_not_sent_twice(driver: Driver) -> None:
    with ScriptedServer([(Answer(reply(b"one")), Answer(b""), Close()), OK]) as server:
        driver.fetch(request_to(server.url))
        with pytest.raises(ConnectionClosed):
            driver.fetch(request_to(server.url, "PUT", IterableBody(iter([b"a", b"b"]))))
    assert len(server.requests) == 2


@pytest.mark.parametrize("field", ["Connection: close", "connection: x, Close"])
def test_connection_is_closed_where_the_server_says_so(driver: Driver, field: str) -> None:
    with ScriptedServer((Answer(reply(b"ok", "200 OK", field)), Wait(5))) as server:
        assert driver.fetch(request_to(server.url)).body == b"ok"
        assert driver.pool.open_connections == 0


def test_idle_connections_expire(make_driver: MakeDriver) -> None:
    driver = make_driver(idle_seconds=0.05)
    with ScriptedServer(OK) as server:
        driver.fetch(request_to(server.url))
        time.sleep(0.1)
        driver.fetch(request_to(server.url))
        assert server.connections == 2
        assert driver.pool.open_connections == 1


def test_unread_body_gives_its_connection_back_when_dropped_or_closed(make_driver: MakeDriver) -> None:
    driver = make_driver(max_connections=1)
    with ScriptedServer((Answer(LONG), Wait(5))) as server:
        for letting_go in (lambda response: None, lambda response: response.body.close()):
            response = opened(driver, server.url)
            assert driver.pool.open_connections == 1
            letting_go(response)
            del response
            gc.collect()
            assert driver.pool.open_connections == 0


def test_reading_after_close_or_error_never_looks_like_the_end(driver: Driver) -> None:
    with ScriptedServer((Answer(LONG), Wait(5))) as server:
        response = opened(driver, server.url)
        response.body.close()
        response.body.close()
        with pytest.raises(ConnectionClosed):
            driver.run(response.body.read(10))
    with ScriptedServer((Answer(LONG[:-1]), Close())) as server:
        response = opened(driver, server.url)
        for _ in range(2):
            with pytest.raises(ConnectionClosed):
                driver.run(response.body.read_all())


def test_full_pool_times_out(make_driver: MakeDriver) -> None:
    driver = make_driver(max_connections=1)
    with ScriptedServer((Answer(LONG), Wait(5))) as server:
        held = opened(driver, server.url)
        with pytest.raises(PoolTimeout):
            driver.fetch(request_to(server.url), Timeouts(connect=0.1))
        with pytest.raises(TotalTimeout):
            driver.fetch(request_to(server.url), Timeouts(total=0.1))
        held.body.close()
        assert driver.pool.open_connections == 0


def test_full_pool_makes_room_for_another_origin(make_driver: MakeDriver) -> None:
    driver = make_driver(max_connections=1)
    with ScriptedServer(OK) as one, ScriptedServer(OK) as two:
        for server in (one, two, one):
            assert driver.fetch(request_to(server.url)).body == b"ok"
        assert driver.pool.open_connections == 1


def test_threads_share_few_connections() -> None:
    transport, performer = HttpTransport(max_connections=3), BlockingPerformer()
    with ScriptedServer(OK) as server, ThreadPoolExecutor(12) as threads:
        bodies = threads.map(lambda _: performer.run(fetching(transport, request_to(server.url))).body, range(200))
        assert set(bodies) == {b"ok"}
        assert server.connections <= 3
        assert transport.pools.blocking.idle_connections == transport.pools.blocking.open_connections
        transport.close()


def test_tasks_share_few_connections() -> None:
    async def main(url: str) -> None:
        transport, performer = HttpTransport(max_connections=3), AsyncPerformer()
        seen = await asyncio.gather(*(performer.run(fetching(transport, request_to(url))) for _ in range(100)))
        assert {one.body for one in seen} == {b"ok"}
        transport.close()

    with ScriptedServer(OK) as server:
        asyncio.run(main(server.url))
        assert server.connections <= 3


@pytest.mark.parametrize(
    "script", [(Answer(b""), Wait(5)), (Answer(LONG[:90_000]), Wait(5)), OK], ids=["head", "body", "ok"]
)
def test_cancelled_calls_leave_nothing_behind(script: tuple[object, ...]) -> None:
    async def main(url: str, good: str) -> None:
        transport, performer = HttpTransport(max_connections=5), AsyncPerformer()

        async def call() -> None:
            while True:
                await performer.run(fetching(transport, request_to(url)))

        tasks = [asyncio.create_task(call()) for _ in range(30)]
        await asyncio.sleep(0.05)
        for index, task in enumerate(tasks):
            task.cancel()
            if index % 7 == 0:
                await asyncio.sleep(0)
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
        pool = transport.pools.of_loop(asyncio.get_running_loop(), lambda loop: False)
        assert pool.open_connections == pool.idle_connections
        assert (await performer.run(fetching(transport, request_to(good)))).body == b"ok"
        transport.close()
        await asyncio.sleep(0.01)

    with ScriptedServer(script) as server, ScriptedServer(OK) as good:  # type: ignore[arg-type]
        asyncio.run(main(server.url, good.url))


def test_cancelling_during_connect_frees_the_slot() -> None:
    async def main() -> None:
        transport, performer = HttpTransport(max_connections=1), AsyncPerformer()
        with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
            url = f"https://127.0.0.1:{listener.getsockname()[1]}"  # nobody shakes hands
            task = asyncio.create_task(performer.run(fetching(transport, request_to(url))))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert transport.pools.of_loop(asyncio.get_running_loop(), lambda loop: False).open_connections == 0

    asyncio.run(main())


def test_another_event_loop_gets_connections_of_its_own() -> None:
    async def main(transport: HttpTransport, url: str) -> bytes:
        return (await AsyncPerformer().run(fetching(transport, request_to(url)))).body

    def twice(transport: HttpTransport) -> None:
        for _ in range(2):
            assert asyncio.run(main(transport, server.url)) == b"ok"

    with ScriptedServer(OK) as server, warnings.catch_warnings():
        # Loops that end before the client is closed take open connections along, of which asyncio warns.
        warnings.simplefilter("ignore", ResourceWarning)
        twice(HttpTransport())
        gc.collect()
        assert server.connections == 2
        assert server.wait_until(lambda: server.open_connections == 0)


def test_an_interrupt_in_the_middle_discards_the_connection(driver: Driver) -> None:
    def interrupted() -> Flow[None]:
        flow = driver.transport.exchange(request_to(server.url), Limits(Timeouts()))
        result = yield next(flow)
        result = yield flow.send(result)
        flow.send(result)
        flow.throw(KeyboardInterrupt())

    with ScriptedServer(OK) as server:
        with pytest.raises(KeyboardInterrupt):
            driver.run(interrupted())
        assert driver.pool.open_connections == 0


def test_closed_transport_refuses_but_lets_answers_finish(driver: Driver) -> None:
    with ScriptedServer((Loop((Answer(LONG),)),)) as server:
        driver.fetch(request_to(server.url))
        response = opened(driver, server.url)
        driver.transport.close()
        with pytest.raises(ClientClosed):
            driver.fetch(request_to(server.url))
        assert len(driver.run(response.body.read_all())) == 1_000_000
        assert driver.pool.open_connections == 0


def test_closing_wakes_who_waits_for_a_connection() -> None:
    transport, performer = HttpTransport(max_connections=1), BlockingPerformer()

    def call() -> str:
        try:
            performer.run(fetching(transport, request_to(server.url)))
        except SdkError as error:
            return type(error).__name__
        return "answered"

    with ThreadPoolExecutor(2) as threads, ScriptedServer((ReadHead(), Wait(5))) as server:
        first = threads.submit(call)
        assert server.wait_until(lambda: len(server.requests) == 1)
        second = threads.submit(call)
        time.sleep(0.05)
        transport.close()
        assert second.result(5) == "ClientClosed"
    assert first.result(5) == "ConnectionClosed"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_forked_child_uses_connections_of_its_own() -> None:
    driver = BlockingDriver()
    with ScriptedServer(OK) as server:
        driver.fetch(request_to(server.url))
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if driver.fetch(request_to(server.url)).body == b"ok" else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        driver.fetch(request_to(server.url))
    assert [request.connection for request in server.requests] == [0, 1, 0]
    driver.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_parent_goes_on_after_an_async_child() -> None:
    async def main(url: str) -> None:
        transport, performer = HttpTransport(), AsyncPerformer()
        await performer.run(fetching(transport, request_to(url)))
        child = os.fork()
        if child == 0:
            gc.collect()
            os._exit(0)
        os.waitpid(child, 0)
        await performer.run(fetching(transport, request_to(url)))
        transport.close()

    with ScriptedServer(OK) as server:
        asyncio.run(main(server.url))
    assert server.connections == 1


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), True, "5"])
@pytest.mark.parametrize("name", ["connect", "read", "total"])
def test_timeouts_are_positive_numbers(name: str, value: object) -> None:
    with pytest.raises(ConfigError, match=name):
        Timeouts(**{name: value})  # type: ignore[arg-type]


def test_origins_that_are_not_used_any_more_leave_nothing_behind(make_driver: MakeDriver) -> None:
    driver = make_driver(max_connections=2)
    with ExitStack() as servers:
        for _ in range(6):
            server = servers.enter_context(ScriptedServer(OK))
            driver.fetch(request_to(server.url))
        assert driver.pool.idle_connections == 2
        assert len(driver.pool._idle) == 2


def test_garbage_collected_anywhere_while_a_thread_waits_for_a_connection_wakes_it() -> None:
    """Collection runs in any thread, between any two lines; the connection it frees may be the one waited for."""
    with ScriptedServer(OK) as server:
        for line in range(1, 16):
            driver = BlockingDriver(max_connections=1)
            busy = opened_slot(driver)
            answers: list[int] = []

            def fetch(
                driver: BlockingDriver = driver,
                free: Callable[[], None] = busy,
                line: int = line,
                answers: list[int] = answers,
            ) -> None:
                sys.settrace(nth_line(line, lambda: bool(driver.pool._queue), free))
                try:
                    answers.append(driver.fetch(request_to(server.url), Timeouts(connect=0.1, read=5)).status)
                except PoolTimeout:
                    answers.append(0)  # the line was not reached while it waited
                finally:
                    sys.settrace(None)

            waiting = threading.Thread(target=fetch, daemon=True)
            waiting.start()
            waiting.join(5)
            assert answers, f"deadlock after {line} lines"
            driver.close()


def opened_slot(driver: BlockingDriver) -> Callable[[], None]:
    """Make the pool full; the result frees the slot again, once."""
    assert driver.pool.take(Origin("http", "127.0.0.1", 1)) is Slot.OPEN
    frees = [driver.pool.free_slot]
    return lambda: frees.pop()() if frees else None


def nth_line(number: int, counts: Callable[[], bool], then: Callable[[], object]) -> Callable[..., Any]:
    """A trace function that calls `then` at the `number`th line of waiting, of those where `counts` says so."""
    left = number

    def trace(frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        nonlocal left
        if not frame.f_code.co_filename.endswith(("threading.py", "drivers/blocking.py")):
            return None
        if event == "line" and counts():
            left -= 1
            if not left:
                then()
        return trace

    return trace
