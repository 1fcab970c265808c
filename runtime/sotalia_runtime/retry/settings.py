"""What a user may say about retries, and what services differ in."""

from __future__ import annotations

from typing import Final, Literal, cast, get_args

from ..errors import ConfigError
from ..frozen import Frozen

RetryMode = Literal["standard", "legacy"]
MODES: Final = cast(tuple[RetryMode, ...], get_args(RetryMode))


class ServiceRules:
    """How one service departs from the rest."""

    __slots__ = ("attempts", "base", "legacy_attempts", "long_polls", "transient_codes")

    def __init__(
        self,
        *,
        attempts: int = 3,
        legacy_attempts: int = 5,
        base: float = 0.05,  # seconds, of the first wait after an error that is no throttle
        transient_codes: frozenset[str] = frozenset(),
        long_polls: frozenset[str] = frozenset(),
    ) -> None:
        self.attempts = attempts
        self.legacy_attempts = legacy_attempts
        self.base = base
        self.transient_codes = transient_codes
        self.long_polls = long_polls


_USUAL: Final = ServiceRules()

# A request is answered in milliseconds, so that four tries cost less than one elsewhere.
_DYNAMODB: Final = ServiceRules(attempts=4, legacy_attempts=10, base=0.025)

# By service id.
_RULES: Final[dict[str, ServiceRules]] = {
    "DynamoDB": _DYNAMODB,
    "DynamoDB Streams": _DYNAMODB,
    # The identity provider that STS asked did not answer; the model gives it status 400 and no retry trait.
    "STS": ServiceRules(transient_codes=frozenset({"IDPCommunicationError"})),
    # Loops around these calls come back at once: without a wait, an empty quota would turn them into a flood.
    "SQS": ServiceRules(long_polls=frozenset({"ReceiveMessage"})),
    "SFN": ServiceRules(long_polls=frozenset({"GetActivityTask"})),
    "SWF": ServiceRules(long_polls=frozenset({"PollForActivityTask", "PollForDecisionTask"})),
    "Kinesis": ServiceRules(long_polls=frozenset({"ReceiveQueueRecords", "ReceiveDeadLetterQueueRecords"})),
}


def rules(service: str) -> ServiceRules:
    """The rules of a service, by its id ("DynamoDB")."""
    return _RULES.get(service, _USUAL)


class Retries(Frozen):
    """How often a call is sent.

    `max_attempts` counts the first one: 1 never retries. None leaves it to mode and service, which is 3 in
    "standard" mode (DynamoDB 4) and 5 in "legacy" (DynamoDB 10). The legacy mode has no quota: all clients of a
    service in trouble go on sending at full number, so choose it only where something relies on that.
    """

    __slots__ = ("max_attempts", "mode")

    mode: RetryMode
    max_attempts: int | None

    def __init__(self, mode: RetryMode = "standard", max_attempts: int | None = None) -> None:
        if mode not in MODES:
            raise ConfigError(f"Retries.mode must be one of {', '.join(MODES)}")
        if max_attempts is not None and (type(max_attempts) is not int or max_attempts < 1):
            raise ConfigError("Retries.max_attempts must be a whole number from 1 on, or None")
        self._fill(mode=mode, max_attempts=max_attempts)

    def attempts(self, service: str) -> int:
        """How often a call to the service of that id is sent at most."""
        if self.max_attempts is not None:
            return self.max_attempts
        return rules(service).attempts if self.mode == "standard" else rules(service).legacy_attempts
