"""Credentials that were found, kept until they get old."""

from __future__ import annotations

import os
import time
from copy import copy
from threading import Lock
from typing import TYPE_CHECKING, Final

from ..errors import CredentialsError, SdkError
from ..flow import Sleep

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..flow import Flow
    from .keys import Credentials
    from .providers import Provider

# Seconds before the expiry. From the first on one caller fetches while the others go on; from the second on all wait.
ADVISORY: Final = 900.0
MANDATORY: Final = 600.0

# After a fetch failed that was not yet urgent, the old credentials serve this many seconds before the next.
PAUSE: Final = 60.0

# How often a waiting caller looks whether another has finished: first, and at most.
_FIRST_WAIT: Final = 0.002
_LONGEST_WAIT: Final = 0.05


class _Held:
    """Credentials with their expiry in POSIX seconds, infinite where they have none."""

    __slots__ = ("credentials", "expiry")

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.expiry = credentials.expires_at.timestamp() if credentials.expires_at else float("inf")


class CredentialStore:
    """A provider's credentials, fetched when needed, by one caller at a time. Shared by threads and tasks.

    Pickles as its provider, without credentials.
    """

    def __init__(self, provider: Provider, clock: Callable[[], float] = time.time) -> None:
        self._provider = provider
        self._clock = clock
        self._held: _Held | None = None
        self._lock = Lock()
        # The process that fetches: the child of a fork must not wait for a thread that only its parent has.
        self._fetching: int | None = None
        # Counts the fetches that ended, and keeps the error of the last one, for those that waited for it.
        self._fetches = 0
        self._failure: SdkError | None = None
        self._not_before = 0.0

    def __reduce__(self) -> tuple[object, ...]:
        return CredentialStore, (self._provider, self._clock)

    def __repr__(self) -> str:
        return f"CredentialStore({self._provider.place})"

    def current(self) -> Credentials | None:
        """What is held, if it can be used without a thought for its age; else None, and `resolve` is to be asked."""
        held = self._held
        return held.credentials if held and held.expiry - self._clock() > ADVISORY else None

    def forget(self) -> None:
        """Fetch anew at the next call, as after a service called these credentials expired."""
        self._held = None

    def resolve(self) -> Flow[Credentials]:
        """The credentials to sign with now. CredentialsError where there are none, or only expired ones.

        While a fetch is under way, callers wait for it and take its outcome, unless what is held is good for more
        than ten minutes. A fetch that is cancelled passes to one of those waiting.
        """
        wait = _FIRST_WAIT
        seen = self._fetches
        while True:
            held = self._held  # once: another thread may forget it at any moment
            left = held.expiry - self._clock() if held else 0.0
            if held is not None and (left > ADVISORY or (seen != self._fetches and left > 0)):
                return held.credentials
            if seen != self._fetches and self._failure is not None:
                # A copy: two threads that raised one exception would write into one traceback.
                raise copy(self._failure) from self._failure
            spare = held if left > MANDATORY else None
            if spare is not None and self._clock() < self._not_before:
                return spare.credentials
            if self._begin():
                return (yield from self._fetch(spare))
            if spare is not None:
                return spare.credentials
            yield Sleep(wait)
            wait = min(_LONGEST_WAIT, wait * 2)

    def _begin(self) -> bool:
        with self._lock:
            if self._fetching == os.getpid():
                return False
            self._fetching = os.getpid()
            return True

    def _fetch(self, spare: _Held | None) -> Flow[Credentials]:
        """What the provider finds; `spare` where it fails."""
        try:
            held = yield from self._found()
        except SdkError as error:
            if spare is not None:
                self._not_before = self._clock() + PAUSE
                return spare.credentials
            self._failure = error
            self._fetches += 1
            raise
        else:
            self._held = held
            self._failure = None
            self._fetches += 1
            return held.credentials
        finally:
            # Also where the driver closes this flow because the call was cancelled.
            self._fetching = None

    def _found(self) -> Flow[_Held]:
        credentials = yield from self._provider.resolve()
        if credentials is None:
            raise CredentialsError(f"no credentials; tried: {self._provider.place}")
        held = _Held(credentials)
        if held.expiry <= self._clock():
            raise CredentialsError(f"the credentials found have expired; they came from: {self._provider.place}")
        return held
