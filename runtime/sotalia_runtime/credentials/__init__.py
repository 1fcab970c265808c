"""Who is calling: credentials, where they are looked for, and how they are kept."""

from __future__ import annotations

from .keys import Credentials
from .providers import Chain, Environment, Provider, SharedFiles, Static, default_chain
from .store import CredentialStore

__all__ = [
    "Chain",
    "CredentialStore",
    "Credentials",
    "Environment",
    "Provider",
    "SharedFiles",
    "Static",
    "default_chain",
]
