"""One core for both ends of a warm call.

A client that waits for a server on another core lets its own fall asleep at each call, and is charged some 30 µs
for waking it: a cost of the machine, the same for every library, that varies from run to run.
"""

from __future__ import annotations

import os


def share_one_core() -> None:
    """Keep this process on the last core that it may use, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
