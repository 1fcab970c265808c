"""Performs flows in the calling thread."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from ..errors import ClientClosed, InvalidInput, Problem
from ..flow import Acquire, Invoke, Pull, Read, Sleep, Write
from ..transport.connection import Connection
from ..transport.pool import Slot, Ticket
from .sockets import SocketHandle, connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..flow import Effect, Flow
    from ..transport.pool import Pool

T = TypeVar("T")

END: Final = object()


class BlockingPerformer:
    """Performs effects by blocking. Holds no connections, so that one can serve all threads."""

    __slots__ = ("_actions", "_sleep")

    def __init__(self, *, sleep: Callable[[float], object] = time.sleep) -> None:
        self._sleep = sleep
        self._actions: dict[type[Effect], Callable[[Any], object]] = {
            Acquire: _acquire,
            Write: _write,
            Read: _read,
            Pull: _pull,
            Sleep: self._pause,
            Invoke: _invoke,
        }

    def perform(self, effect: Effect) -> object:
        """Do what `effect` wishes."""
        return self._actions[type(effect)](effect)

    def run(self, flow: Flow[T]) -> T:
        """Perform a flow to its end. Errors of effects, KeyboardInterrupt included, pass through the flow first."""
        actions = self._actions
        try:
            effect = next(flow)
            while True:
                try:
                    result = actions[type(effect)](effect)
                except BaseException as error:  # noqa: BLE001 - the flow decides
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except StopIteration as stop:
            return cast("T", stop.value)

    def _pause(self, effect: Sleep) -> None:
        self._sleep(effect.seconds)


def run(flow: Flow[T], performer: BlockingPerformer) -> T:
    """Perform `flow` to its end, in this thread."""
    return performer.run(flow)


def _acquire(effect: Acquire) -> Connection:
    pool = effect.pools.blocking
    granted = pool.take(effect.origin, fresh=effect.fresh)
    while granted is Slot.FULL:
        granted = _wait(pool, effect)
    if isinstance(granted, Connection):
        return granted
    try:
        handle = connect(effect.origin, effect.pools.tls, effect.limits)
        return Connection(effect.origin, handle, pool)
    except BaseException:
        pool.free_slot()
        raise


def _wait(pool: Pool, effect: Acquire) -> Connection | Slot:
    limits = effect.limits
    # Held until the grant. An event has a lock of its own, at which garbage collection would deadlock that drops an
    # unread body in this thread, and so wakes its own ticket.
    asleep = Lock()
    asleep.acquire()
    ticket = Ticket(effect.origin, asleep.release, fresh=effect.fresh)
    try:
        pool.wait(ticket)
        if not asleep.acquire(timeout=limits.allow(limits.timeouts.connect)):
            raise limits.pool_expired(pool.max_connections)
    except BaseException:
        pool.give_up(ticket)
        raise
    granted = ticket.granted
    if isinstance(granted, Connection):
        # One that died while it changed hands leaves its slot for another try.
        return granted if pool.usable(granted) else pool.take(effect.origin, fresh=effect.fresh)
    if granted is Slot.OPEN:
        return granted
    raise ClientClosed("the client was closed")


def _write(effect: Write) -> int:
    connection, limits = effect.connection, effect.limits
    sent = cast("SocketHandle", connection.handle).write(effect.data, limits.allow(limits.timeouts.read))
    if sent is None:
        raise limits.read_expired(str(connection.origin))
    return sent


def _read(effect: Read) -> bytes | None:
    connection, limits, wait = effect.connection, effect.limits, effect.wait
    handle = cast("SocketHandle", connection.handle)
    if wait is not None:
        return handle.read(limits.allow(wait))
    data = handle.read(limits.allow(limits.timeouts.read))
    if data is None:
        raise limits.read_expired(str(connection.origin))
    return data


def _pull(effect: Pull) -> bytes | None:
    chunks = effect.chunks
    if not hasattr(chunks, "__next__"):
        raise InvalidInput("request body", [Problem("", "an async iterable needs the async client")])
    return checked_chunk(next(cast("Iterator[object]", chunks), END))


def checked_chunk(chunk: object) -> bytes | None:
    """What an iterator gave, with None for its `END`. A None of its own would cut the body short: InvalidInput."""
    if chunk is None:
        raise InvalidInput("request body", [Problem("", "gave NoneType where bytes are due")])
    return None if chunk is END else cast("bytes", chunk)


def _invoke(effect: Invoke) -> object:
    return effect.function(*effect.arguments)
