"""What a rule set answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class AuthSchemeOption(Frozen):
    """One of an endpoint's `authSchemes`, in the rule set's order of preference."""

    __slots__ = ("disable_double_encoding", "name", "signing_name", "signing_region", "signing_region_set")

    name: str  # "sigv4", "sigv4a", "sigv4-s3express"
    signing_name: str | None
    signing_region: str | None
    signing_region_set: Sequence[str]
    disable_double_encoding: bool

    def __init__(
        self,
        name: str,
        signing_name: str | None = None,
        signing_region: str | None = None,
        signing_region_set: Sequence[str] = (),
        disable_double_encoding: bool = False,
    ) -> None:
        self._fill(
            name=name,
            signing_name=signing_name,
            signing_region=signing_region,
            signing_region_set=signing_region_set,
            disable_double_encoding=disable_double_encoding,
        )


class Endpoint(Frozen):
    """Where a request goes: a URL without the operation's path, extra headers, how to sign, and the rest."""

    __slots__ = ("auth_schemes", "backend", "headers", "url")

    url: str
    auth_schemes: Sequence[AuthSchemeOption]
    headers: Mapping[str, Sequence[str]]
    backend: str | None

    def __init__(
        self,
        url: str,
        auth_schemes: Sequence[AuthSchemeOption] = (),
        headers: Mapping[str, Sequence[str]] | None = None,
        backend: str | None = None,
    ) -> None:
        self._fill(url=url, auth_schemes=auth_schemes, headers=headers or {}, backend=backend)
