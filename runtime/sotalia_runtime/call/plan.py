"""What a client works out once per operation, so that a call does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..codecs import streams
from ..model.shapes import STREAM
from ..transport.timeouts import Limits, Timeouts

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.structure import Input, Output
    from .customisation import Customisation
    from .endpoint import Keywords, Target
    from .redaction import Secrets


class Plan:
    """One operation as one client calls it.

    `output` is the class to parse into, `stream` its field that stays on the wire; `fixed` the rule set parameters that no input changes, by keyword, and `varying` the fields of the
    input that are parameters, as pairs of field and keyword, `computed` those that are functions of the input.
    """

    __slots__ = (
        "accounts",
        "algorithm_field",
        "algorithm_header",
        "bucket",
        "computed",
        "custom",
        "fixed",
        "input_class",
        "keywords",
        "limits",
        "max_attempts",
        "only_target",
        "operation",
        "output",
        "secrets",
        "stream",
        "streams_in",
        "validation",
        "varying",
    )

    def __init__(
        self,
        input_class: type[Input],
        *,
        output: type[Output],
        keywords: Keywords,
        parameters: dict[str, object],
        accounts: str | None,
        custom: Customisation,
        timeouts: Timeouts,
        max_attempts: int,
    ) -> None:
        self.input_class = input_class
        self.operation = operation = input_class.__operation__
        self.output = output
        self.stream = streams(operation, output)
        self.custom = custom
        self.keywords = keywords
        self.max_attempts = max_attempts
        self.limits = Limits(timeouts)
        # Keyword of the parameter that takes the account of the credentials.
        self.accounts = accounts
        table = input_class.__members__
        checksum = operation.checksum
        named = {known.name: (field, known) for field, known in table.items()} if checksum is not None else {}
        chosen = named.get(checksum.algorithm_member) if checksum and checksum.algorithm_member else None
        self.algorithm_field = chosen[0] if chosen else None
        self.algorithm_header = (
            (chosen[1].wire or chosen[1].name) if chosen and chosen[1].location == "header" else None
        )
        self.streams_in = any(known.shape is STREAM for known in table.values())
        asked = named.get(checksum.validation_member) if checksum and checksum.validation_member else None
        self.validation = asked[0] if asked else None

        static = {**custom.located, **operation.static_params}
        self.fixed = parameters | {
            keyword: value for name, value in static.items() if (keyword := keywords.get(name)) is not None
        }
        self.varying: tuple[tuple[str, str], ...] = tuple(
            (field, keyword)
            for field, member in table.items()
            if (name := member.context_param) is not None
            and name not in static
            and name not in custom.unlocated
            and (keyword := keywords.get(name)) is not None
        )
        self.computed: tuple[tuple[Callable[[object], object], str], ...] = tuple(
            (function, keyword)
            for name, function in operation.context_params.items()
            if name not in static and (keyword := keywords.get(name)) is not None
        )
        self.bucket = next((field for field, member in table.items() if member.context_param == "Bucket"), None)
        # Where neither input nor credentials matter, there is one target for all calls.
        self.only_target: Target | None = None
        self.secrets: tuple[Secrets, Secrets] | None = None

    @property
    def constant(self) -> bool:
        """Whether all calls of the operation go to one place."""
        return not (self.varying or self.computed or self.accounts or self.bucket)
