"""The User-Agent header, in the form that AWS SDKs have agreed upon."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..operation import Service

# The package's own `__version__`, which nothing down here can import.
VERSION: Final = "0.1.0"

_SYSTEMS: Final = {"darwin": "macos", "win32": "windows"}
_TOKEN: Final = frozenset("!$%&'*+-.^_`|~")


def user_agent(service: Service, app: str | None) -> str:
    """The header of a client for `service`; `app` is the user's own name for their program."""
    system = _SYSTEMS.get(sys.platform, sys.platform)
    python = ".".join(map(str, sys.version_info[:3]))
    name = service.id.lower().replace(" ", "_")
    text = f"sotalia-runtime/{VERSION} ua/2.1 os/{system} lang/python#{python} api/{name}#{service.version}"
    if not app:
        return text
    allowed = "".join(letter if letter.isascii() and (letter.isalnum() or letter in _TOKEN) else "-" for letter in app)
    return f"{text} app/{allowed[:50]}"
