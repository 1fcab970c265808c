"""What a rule set answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class AuthSchemeOption(NamedTuple):
    """One of an endpoint's `authSchemes`, in the rule set's order of preference."""

    name: str  # "sigv4", "sigv4a", "sigv4-s3express"
    signing_name: str | None = None
    signing_region: str | None = None
    signing_region_set: Sequence[str] = ()
    disable_double_encoding: bool = False


class Endpoint(NamedTuple):
    """Where a request goes: a URL without the operation's path, extra headers, how to sign, and the rest."""

    url: str
    auth_schemes: Sequence[AuthSchemeOption] = ()
    headers: Mapping[str, Sequence[str]] = {}
    backend: str | None = None
