"""One library in one process: reads `{"case": …, "calls": n}` lines, answers CPU seconds per call.

    python -m benchmarks.worker LIBRARY PORTS-AS-JSON

A process for each library keeps the heap of one from slowing the garbage collection of the other.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from typing import TYPE_CHECKING

from .calls import ASYNC_LIBRARIES, IN_FLIGHT, LIBRARIES
from .core import share_one_core

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator


def orders() -> Iterator[tuple[str, int]]:
    for line in sys.stdin:
        order = json.loads(line)
        yield order["case"], order["calls"]


def answer(seconds: float) -> None:
    print(json.dumps(seconds), flush=True)


def blocking(library: str, ports: dict[str, int]) -> None:
    cases = LIBRARIES[library](ports)
    for case, calls in orders():
        call = cases[case]
        gc.collect()
        before = time.process_time()
        for _ in range(calls):
            call()
        answer((time.process_time() - before) / calls)


async def concurrent(library: str, ports: dict[str, int]) -> None:
    async with ASYNC_LIBRARIES[library](ports) as call:
        for _, calls in orders():
            gc.collect()
            before = time.process_time()
            await asyncio.gather(*(repeat(call, calls // IN_FLIGHT) for _ in range(IN_FLIGHT)))
            answer((time.process_time() - before) / (calls // IN_FLIGHT * IN_FLIGHT))


async def repeat(call: Callable[[], Awaitable[object]], times: int) -> None:
    for _ in range(times):
        await call()


def main() -> None:
    share_one_core()
    library, ports = sys.argv[1], json.loads(sys.argv[2])
    if library in LIBRARIES:
        blocking(library, ports)
    else:
        asyncio.run(concurrent(library, ports))


if __name__ == "__main__":
    main()
