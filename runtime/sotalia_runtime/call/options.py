"""What a user may say of a client, and the clock and chance that it runs by."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Final

from ..codecs import new_token
from ..errors import ConfigError
from ..frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..credentials import Credentials, Provider
    from ..retry.settings import Retries
    from ..transport import Transport
    from ..transport.timeouts import Timeouts
    from .hooks import Hooks
    from .logging import LogMode


class Clock(Frozen):
    """Time and chance: POSIX seconds, monotonic seconds, a number from 0 to 1, a new UUID as text."""

    __slots__ = ("draw", "monotonic", "unique", "wall")

    wall: Callable[[], float]
    monotonic: Callable[[], float]
    draw: Callable[[], float]
    unique: Callable[[], str]

    def __init__(
        self,
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
        unique: Callable[[], str] = new_token,
    ) -> None:
        self._fill(wall=wall, monotonic=monotonic, draw=draw, unique=unique)


CLOCK: Final = Clock()


class Options(Frozen):
    """The arguments of a client or session; None is what was not given. The repr tells names only."""

    __slots__ = (
        "client_params",
        "credentials",
        "endpoint_url",
        "hooks",
        "log",
        "region",
        "retries",
        "timeouts",
        "transport",
        "use_dualstack",
        "use_fips",
    )

    region: str | None
    endpoint_url: str | None
    credentials: Credentials | Provider | None
    retries: Retries | None
    timeouts: Timeouts | None
    hooks: Hooks | None
    log: LogMode | None
    use_fips: bool | None
    use_dualstack: bool | None
    transport: Transport | None
    client_params: Mapping[str, object] | None

    def __init__(
        self,
        *,
        region: str | None = None,
        endpoint_url: str | None = None,
        credentials: Credentials | Provider | None = None,
        retries: Retries | None = None,
        timeouts: Timeouts | None = None,
        hooks: Hooks | None = None,
        log: LogMode | None = None,
        use_fips: bool | None = None,
        use_dualstack: bool | None = None,
        transport: Transport | None = None,
        client_params: Mapping[str, object] | None = None,
    ) -> None:
        self._fill(
            region=region,
            endpoint_url=endpoint_url,
            credentials=credentials,
            retries=retries,
            timeouts=timeouts,
            hooks=hooks,
            log=log,
            use_fips=use_fips,
            use_dualstack=use_dualstack,
            transport=transport,
            client_params=client_params,
        )
        if region is not None:
            from ..config.values import validate_region

            validate_region(region)
        if endpoint_url is not None:
            from ..config.values import url

            try:
                url(endpoint_url)
            except ValueError as error:
                raise ConfigError(f"endpoint_url must be {error}") from None

    def given(self) -> dict[str, object]:
        """Those that were given."""
        return {name: value for name, value in self._parts().items() if value is not None}

    def over(self, under: Options) -> Options:
        """The two merged, these winning; hooks add up, those of `under` run first."""
        merged = under.given() | self.given()
        if under.hooks is not None:
            merged["hooks"] = under.hooks.then(self.hooks)
        return Options(**merged)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return f"Options({', '.join(self.given())})"
