"""Waiting for a socket."""

from __future__ import annotations

import select
import sys
from typing import Final, Protocol

READABLE: Final = 1
WRITABLE: Final = 2


class HasFileno(Protocol):
    """A socket, or what a loop shows in its place."""

    def fileno(self) -> int:
        """The descriptor."""
        ...


if sys.platform != "win32":

    class Readiness:
        """Waits for one socket. `poll` has no bound on descriptor numbers, and costs one system call."""

        __slots__ = ("_both", "_read", "_sock")

        def __init__(self, sock: HasFileno) -> None:
            self._sock = sock
            self._read = select.poll()
            self._read.register(sock, select.POLLIN)
            self._both: select.poll | None = None

        def readable(self, seconds: float) -> bool:
            """Whether something to read, an end or an error comes within `seconds`."""
            return bool(self._read.poll(seconds * 1000))

        def either(self, seconds: float) -> int:
            """`READABLE` and `WRITABLE`, of which the first comes within `seconds`; 0 where none does."""
            if self._both is None:
                self._both = select.poll()
                self._both.register(self._sock, select.POLLIN | select.POLLOUT)
            found = self._both.poll(seconds * 1000)
            if not found:
                return 0
            event = found[0][1]
            # An error is reported by the next operation; writing is the one that is wanted.
            return (READABLE if event & select.POLLIN else 0) | (WRITABLE if event & ~select.POLLIN else 0)

else:

    class Readiness:
        """Waits for one socket, where there is no `poll`."""

        __slots__ = ("_sock",)

        def __init__(self, sock: HasFileno) -> None:
            self._sock = sock

        def readable(self, seconds: float) -> bool:
            """Whether something to read, an end or an error comes within `seconds`."""
            return bool(select.select([self._sock], [], [], seconds)[0])

        def either(self, seconds: float) -> int:
            """`READABLE` and `WRITABLE`, of which the first comes within `seconds`; 0 where none does."""
            read, write, failed = select.select([self._sock], [self._sock], [self._sock], seconds)
            return (READABLE if read else 0) | (WRITABLE if write or failed else 0)
