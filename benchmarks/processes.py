"""The processes of a run: the canned server, a worker for each library, and fresh interpreters for cold starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple, Self

from .calls import COLD, COLD_ANSWER, clean_environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType


class Child:
    """A Python process that is spoken to in lines of JSON."""

    def __init__(self, *arguments: str, python: str = sys.executable) -> None:
        self.process = subprocess.Popen(
            [python, "-m", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=clean_environment(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=10)

    def read(self) -> object:
        """The next line; a process that ended instead says why on stderr."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise ChildProcessError(f"{self.process.args} ended early")
        return json.loads(line)


class Server(Child):
    """The canned server. `ports` has one port for each document."""

    def __init__(self) -> None:
        super().__init__("benchmarks.server")
        ports = self.read()
        assert isinstance(ports, dict)
        self.ports: dict[str, int] = ports


class Worker(Child):
    """One library in a process of its own."""

    def __init__(self, library: str, ports: Mapping[str, int], python: str = sys.executable) -> None:
        super().__init__("benchmarks.worker", library, json.dumps(ports), python=python)

    def measure(self, case: str, calls: int) -> float:
        """CPU seconds per call."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"case": case, "calls": calls}) + "\n")
        self.process.stdin.flush()
        seconds = self.read()
        assert isinstance(seconds, float)
        return seconds


class Cost(NamedTuple):
    """What a whole process took, start and end of the interpreter included."""

    wall: float
    cpu: float
    peak: float  # bytes


def run_alone(*command: str) -> Cost:
    """Run a command and say what it took.

    The kernel counts the parent's own peak into that of a child (it shares the parent's memory until it has
    executed the program), so this process imports as little as it can.
    """
    with tempfile.TemporaryFile("w+") as complaints:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=clean_environment(), stdout=subprocess.DEVNULL, stderr=complaints)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            complaints.seek(0)
            raise ChildProcessError(f"{command[-1]!r} failed:\n{complaints.read()}")
    # Linux counts kilobytes, macOS bytes.
    scale = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * scale)


def cold_start(library: str, service: str, ports: Mapping[str, int]) -> Cost:
    """Import, client and first call in a fresh process."""
    url = f"http://127.0.0.1:{ports[COLD_ANSWER[service]]}"
    return run_alone(sys.executable, "-c", COLD[library, service].format(url=url))
