"""What a user may say of a client, and the clock and chance that it runs by."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, NamedTuple

from ..codecs import new_token
from ..errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..credentials import Credentials, Provider
    from ..retry.settings import Retries
    from ..transport import Transport
    from ..transport.timeouts import Timeouts
    from .hooks import Hooks
    from .logging import LogMode


class Clock(NamedTuple):
    """Time and chance: POSIX seconds, monotonic seconds, a number from 0 to 1, a new UUID as text."""

    wall: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    draw: Callable[[], float] = random.random
    unique: Callable[[], str] = new_token


CLOCK: Final = Clock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The arguments of a client or session; None is what was not given. The repr tells names only."""

    region: str | None = None
    endpoint_url: str | None = None
    credentials: Credentials | Provider | None = None
    retries: Retries | None = None
    timeouts: Timeouts | None = None
    hooks: Hooks | None = None
    log: LogMode | None = None
    use_fips: bool | None = None
    use_dualstack: bool | None = None
    transport: Transport | None = None
    client_params: Mapping[str, object] | None = None

    def __post_init__(self) -> None:
        if self.region is not None:
            from ..config.values import validate_region

            validate_region(self.region)
        if self.endpoint_url is not None:
            from ..config.values import url

            try:
                url(self.endpoint_url)
            except ValueError as error:
                raise ConfigError(f"endpoint_url must be {error}") from None

    def given(self) -> dict[str, object]:
        """Those that were given."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None}

    def over(self, under: Options) -> Options:
        """The two merged, these winning; hooks add up, those of `under` run first."""
        merged = under.given() | self.given()
        if under.hooks is not None:
            merged["hooks"] = under.hooks.then(self.hooks)
        return Options(**merged)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return f"Options({', '.join(self.given())})"
