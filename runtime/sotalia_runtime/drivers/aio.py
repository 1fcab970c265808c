"""Performs flows on asyncio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..errors import ClientClosed
from ..flow import Acquire, Invoke, Pull, Read, Sleep, Write
from ..transport.connection import Connection
from ..transport.pool import Slot, Ticket
from .blocking import END, checked_chunk
from .streams import StreamHandle, connect, on_loop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from ..flow import Effect, Flow
    from ..transport.pool import Pool

T = TypeVar("T")


class AsyncPerformer:
    """Performs effects on the running event loop. Holds no connections, so that one can serve all tasks."""

    __slots__ = ("_actions", "_sleep")

    def __init__(self, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._sleep = sleep
        self._actions: dict[type[Effect], Callable[[Any], Awaitable[object]]] = {
            Acquire: _acquire,
            Write: _write,
            Read: _read,
            Pull: _pull,
            Sleep: self._pause,
            Invoke: _invoke,
        }

    async def perform(self, effect: Effect) -> object:
        """Do what `effect` wishes."""
        return await self._actions[type(effect)](effect)

    async def run(self, flow: Flow[T]) -> T:
        """Perform a flow to its end. Errors of effects, cancellation included, pass through the flow first."""
        actions = self._actions
        try:
            effect = next(flow)
            while True:
                try:
                    result = await actions[type(effect)](effect)
                except BaseException as error:  # noqa: BLE001 - the flow decides
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except StopIteration as stop:
            return cast("T", stop.value)

    async def _pause(self, effect: Sleep) -> None:
        await self._sleep(effect.seconds)


async def run(flow: Flow[T], performer: AsyncPerformer) -> T:
    """Perform `flow` to its end, on the running event loop."""
    return await performer.run(flow)


def _loop_closed(loop: object) -> bool:
    return cast("asyncio.AbstractEventLoop", loop).is_closed()


async def _acquire(effect: Acquire) -> Connection:
    loop = asyncio.get_running_loop()
    pool = effect.pools.of_loop(loop, _loop_closed)
    granted = pool.take(effect.origin, fresh=effect.fresh)
    while granted is Slot.FULL:
        granted = await _wait(pool, effect, loop)
    if isinstance(granted, Connection):
        return granted
    try:
        handle = await connect(effect.origin, effect.pools.tls, effect.limits)
        return Connection(effect.origin, handle, pool)
    except BaseException:
        pool.free_slot()
        raise


async def _wait(pool: Pool, effect: Acquire, loop: asyncio.AbstractEventLoop) -> Connection | Slot:
    limits = effect.limits
    woken: asyncio.Future[bool] = loop.create_future()

    def settle(result: bool) -> None:
        if not woken.done():
            woken.set_result(result)

    ticket = Ticket(effect.origin, lambda: on_loop(loop, settle, True), fresh=effect.fresh)
    timer = loop.call_later(limits.allow(limits.timeouts.connect), settle, False)
    try:
        pool.wait(ticket)
        if not await woken:
            raise limits.pool_expired(pool.max_connections)
    except BaseException:
        pool.give_up(ticket)
        raise
    finally:
        timer.cancel()
    granted = ticket.granted
    if isinstance(granted, Connection):
        # One that died while it changed hands leaves its slot for another try.
        return granted if pool.usable(granted) else pool.take(effect.origin, fresh=effect.fresh)
    if granted is Slot.OPEN:
        return granted
    raise ClientClosed("the client was closed")


async def _write(effect: Write) -> int:
    connection, limits = effect.connection, effect.limits
    handle = cast("StreamHandle", connection.handle)
    if not await handle.write(effect.data, limits.allow(limits.timeouts.read)):
        raise limits.read_expired(str(connection.origin))
    return len(effect.data)


async def _read(effect: Read) -> bytes | None:
    connection, limits, wait = effect.connection, effect.limits, effect.wait
    handle = cast("StreamHandle", connection.handle)
    if wait is not None:
        return await handle.read(limits.allow(wait))
    data = await handle.read(limits.allow(limits.timeouts.read))
    if data is None:
        raise limits.read_expired(str(connection.origin))
    return data


async def _pull(effect: Pull) -> bytes | None:
    chunks = effect.chunks
    if hasattr(chunks, "__anext__"):
        return checked_chunk(await anext(cast("AsyncIterator[object]", chunks), END))
    given = cast("Iterator[object]", chunks)
    # Files say so, and what is wrapped around one.
    if getattr(chunks, "blocking", False):
        return checked_chunk(await asyncio.to_thread(next, given, END))
    return checked_chunk(next(given, END))


async def _invoke(effect: Invoke) -> object:
    result = effect.function(*effect.arguments)
    if hasattr(result, "__await__"):
        return await cast("Awaitable[object]", result)
    return result
