"""Connections that wait for their next use: book-keeping shared by both drivers, without any I/O or waiting."""

from __future__ import annotations

import os
from collections import deque
from enum import Enum
from threading import RLock
from time import monotonic
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from ..errors import ClientClosed

if TYPE_CHECKING:
    from collections.abc import Callable

    from .connection import Connection, Origin
    from .tls import Tls

MAX_CONNECTIONS: Final = 50
IDLE_SECONDS: Final = 60.0


class Slot(Enum):
    """What a pool grants in place of an idle connection."""

    OPEN = "a new connection may be opened"
    FULL = "every connection is busy"


class Ticket:
    """A place in the queue of a full pool. `wake` is called once, from any thread, when `granted` is set."""

    __slots__ = ("fresh", "granted", "origin", "wake")

    def __init__(self, origin: Origin, wake: Callable[[], None], *, fresh: bool = False) -> None:
        self.origin = origin
        self.wake = wake
        self.fresh = fresh
        self.granted: Connection | Slot | None = None

    def grant(self, what: Connection | Slot) -> None:
        """Hand over a connection, or the right to open one."""
        self.granted = what
        self.wake()


class Pool:
    """At most `max_connections`, busy and idle together; those used last are used first.

    Whoever is granted `Slot.OPEN` opens a connection or calls `free_slot`. Safe to use from several threads.
    """

    def __init__(self, *, max_connections: int = MAX_CONNECTIONS, idle_seconds: float = IDLE_SECONDS) -> None:
        self.max_connections = max_connections
        self.idle_seconds = idle_seconds
        self.generation = 0
        self._reset()
        self._closed = False
        _pools.add(self)

    def _reset(self) -> None:
        # Reentrant: garbage collection may drop an unread body, hence a connection, while the lock is held.
        self._lock = RLock()
        self._idle: dict[Origin, list[Connection]] = {}
        self._queue: deque[Ticket] = deque()
        self._open = 0

    @property
    def open_connections(self) -> int:
        """How many connections exist, busy and idle."""
        return self._open

    @property
    def idle_connections(self) -> int:
        """How many connections wait for use."""
        with self._lock:
            return sum(map(len, self._idle.values()))

    def take(self, origin: Origin, *, fresh: bool = False) -> Connection | Slot:
        """An idle connection to `origin` that is alive, unless a `fresh` one is wanted; or else a slot. Raises `ClientClosed`."""
        while not fresh:
            with self._lock:
                stack = self._idle.get(origin)
                if stack is None:
                    break
                connection = stack.pop()
                if not stack:
                    # Buckets are hosts: those not used any more must not add up.
                    del self._idle[origin]
            if self.usable(connection):
                return connection
        with self._lock:
            return self._reserve()

    def usable(self, connection: Connection) -> bool:
        """Lend an idle connection, if it can still be used; or else drop it."""
        connection.lent = True
        if monotonic() - connection.idle_since < self.idle_seconds and connection.handle.alive():
            return True
        connection.discard()
        return False

    def _reserve(self) -> Slot:
        if self._closed:
            raise ClientClosed("the client was closed")
        if self._open >= self.max_connections and not self._evict():
            return Slot.FULL
        self._open += 1
        return Slot.OPEN

    def _evict(self) -> bool:
        if not self._idle:
            return False
        origin, oldest = min(self._idle.items(), key=lambda item: item[1][0].idle_since)
        connection = oldest.pop(0)
        if not oldest:
            del self._idle[origin]
        self._open -= 1
        connection.handle.close()
        return True

    def wait(self, ticket: Ticket) -> None:
        """Queue for what is released next. A grant may come before this returns. Raises `ClientClosed`."""
        with self._lock:
            slot = self._reserve()
            if slot is Slot.FULL:
                self._queue.append(ticket)
                return
        ticket.grant(slot)

    def give_up(self, ticket: Ticket) -> None:
        """Leave the queue; what was granted meanwhile goes to the next."""
        with self._lock:
            if ticket in self._queue:
                self._queue.remove(ticket)
            granted, ticket.granted = ticket.granted, None
        if granted is Slot.OPEN:
            self.free_slot()
        elif granted is not None and not isinstance(granted, Slot):
            granted.lent = True
            granted.release()

    def put_back(self, connection: Connection) -> None:
        """Keep a connection for its next use, or hand it to who waits for one."""
        if connection.generation != self.generation:
            connection.handle.abandon()
            return
        with self._lock:
            keep = not self._closed
            if keep and not self._queue:
                connection.reused = True
                connection.idle_since = monotonic()
                self._idle.setdefault(connection.origin, []).append(connection)
                return
            if keep and self._queue[0].origin == connection.origin and not self._queue[0].fresh:
                connection.reused = True
                connection.idle_since = monotonic()
                self._queue.popleft().grant(connection)
                return
        self.drop(connection)

    def drop(self, connection: Connection) -> None:
        """Close a connection and free its slot."""
        if connection.generation != self.generation:
            connection.handle.abandon()
            return
        connection.handle.close()
        self.free_slot()

    def free_slot(self) -> None:
        """A connection less: whoever waits may open one."""
        with self._lock:
            if self._queue:
                self._queue.popleft().grant(Slot.OPEN)
            else:
                self._open -= 1

    def close(self) -> None:
        """Close what is idle; what is busy closes when its answer has been read. Who waits gets `ClientClosed`."""
        with self._lock:
            self._closed = True
            idle = [connection for stack in self._idle.values() for connection in stack]
            self._idle.clear()
            self._open -= len(idle)
            queue, self._queue = self._queue, deque()
        for connection in idle:
            connection.handle.close()
        for ticket in queue:
            ticket.grant(Slot.FULL)

    def forget_parent(self) -> None:
        """After a fork: connections belong to the parent; this process starts with none."""
        inherited = [connection for stack in self._idle.values() for connection in stack]
        self.generation += 1
        self._reset()
        for connection in inherited:
            connection.handle.abandon()


class Pools:
    """The pools of one transport: one for blocking use, one for each event loop, with settings in common."""

    def __init__(self, tls: Tls, *, max_connections: int = MAX_CONNECTIONS, idle_seconds: float = IDLE_SECONDS) -> None:
        self.tls = tls
        self._max_connections = max_connections
        self._idle_seconds = idle_seconds
        self.blocking = self._new()
        self._by_loop: dict[object, Pool] = {}
        self._closed = False

    def _new(self) -> Pool:
        return Pool(max_connections=self._max_connections, idle_seconds=self._idle_seconds)

    def of_loop(self, loop: object, is_closed: Callable[[object], bool]) -> Pool:
        """The pool of an event loop; those of loops that are closed are forgotten."""
        pool = self._by_loop.get(loop)
        if pool is None:
            # Each thread may run a loop of its own, so that others may be doing this now.
            for stale in [known for known in list(self._by_loop) if is_closed(known)]:
                self._by_loop.pop(stale, None)
            pool = self._by_loop[loop] = self._new()
            if self._closed:
                pool.close()
        return pool

    def close(self) -> None:
        """Close them all, for good."""
        self._closed = True
        self.blocking.close()
        for pool in list(self._by_loop.values()):
            pool.close()


_pools: Final[WeakSet[Pool]] = WeakSet()


def _after_fork() -> None:
    for pool in list(_pools):
        pool.forget_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
