"""`waiters-2.json`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Raw


class RawAcceptor(Raw):
    """One rule of a waiter."""

    state: Literal["success", "failure", "retry"]
    matcher: Literal["path", "pathAll", "pathAny", "status", "error"]
    expected: str | int | bool
    argument: str | None = None


class RawWaiter(Raw):
    """One waiter; `delay` in seconds."""

    operation: str
    delay: int
    max_attempts: int
    acceptors: list[RawAcceptor]
    description: str = ""


class RawWaiters(Raw):
    """The whole file: waiter by name."""

    version: Literal[2] = 2
    waiters: dict[str, RawWaiter] = Field(default_factory=dict[str, RawWaiter])
