from __future__ import annotations

from typing import Final

from sotalia_runtime.errors import ServiceError
from sotalia_runtime.model.shapes import STRING, Member, Members


class MiniError(ServiceError):
    """Any error of the service."""


SERVICE_ERROR: Final = MiniError


class NoSuchThing(MiniError):
    """There is no such thing."""

    thing: str | None

    __code__ = "NoSuchThing"
    __fault__ = "client"
    __members__ = Members(thing=Member("Thing", STRING))


class Busy(MiniError):
    """Modelled as one to try again."""

    __code__ = "Busy"
    __retryable__ = "error"
