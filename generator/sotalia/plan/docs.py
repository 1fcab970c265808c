"""Docstrings: the model's facts in our words, and the model's own text where the user asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from ..ir.types import Kind
from .html import first_sentence, plain_text
from .literals import one_line, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..ir.types import ClientParam, Deprecation, Member, Operation, Service, Shape

DocsLevel = Literal["none", "summary", "full"]
_REFERENCE: Final = "https://docs.aws.amazon.com/goto/WebAPI"
_MOST_ERRORS: Final = 12
# Options of clients, whatever the model says of them.
_OPTIONS: Final = {
    "Accelerate": "Use endpoints of Transfer Acceleration.",
    "DisableMultiRegionAccessPoints": "Refuse ARNs of multi-region access points.",
    "DisableS3ExpressSessionAuth": "Sign for directory buckets as for others, without a session of theirs.",
    "ForcePathStyle": "Put the bucket into the path of the URL, never into the host.",
    "UseArnRegion": "Go to the region that an ARN names, whatever the client's own is.",
}


@dataclass(frozen=True, slots=True)
class Docs:
    """Writes the docstrings of one package."""

    service: Service
    level: DocsLevel

    @property
    def full_name(self) -> str:
        """The service's name as AWS writes it, on one line."""
        return one_line(self.service.full_name)

    def operation(self, operation: Operation, *, errors: Iterable[str], base_error: str, input_path: str | None) -> str:
        """What a client method does, raises and where the API reference is."""
        facts = [
            "Repeating the call has no further effect." if operation.idempotent else "",
            "Changes nothing." if operation.readonly else "",
            self._deprecation(operation.deprecated),
            f"Parameters are described at `{input_path}`." if input_path else "",
        ]
        return _paragraphs(
            self._text(operation.doc) or f"Call {operation.name} of {self.full_name}.",
            " ".join(filter(None, facts)),
            _raises(list(errors), base_error),
            f"{_REFERENCE}/{one_line(self.service.uid)}/{one_line(operation.name)}",
        )

    def shape(self, shape: Shape, fallback: str) -> str:
        """What a class is."""
        return _paragraphs(self._text(shape.doc) or fallback, self._deprecation(shape.deprecated))

    def error(self, shape: Shape) -> str:
        """What an error means, and how the service marks it."""
        assert shape.error is not None
        status = f"status {shape.error.status}" if shape.error.status else ""
        fault = f"{shape.error.fault} fault" if shape.error.fault else ""
        facts = ", ".join(filter(None, (status, fault)))
        text = f"Error code `{one_line(shape.error.code)}`{f' ({facts})' if facts else ''}."
        return _paragraphs(
            self._text(shape.doc) or text, self._text(shape.doc) and text, self._deprecation(shape.deprecated)
        )

    def member(self, member: Member, target: Shape, *, answered: bool) -> str:
        """What a field holds: the model's text, then bounds and marks. Empty where nothing is to be said."""
        facts = [
            _bounds(target),
            "Made for you where it is not given." if member.idempotency_token and not answered else "",
            "Sensitive: not in `repr` nor in logs." if member.sensitive else "",
            self._deprecation(member.deprecated),
        ]
        return _paragraphs(self._text(member.doc), " ".join(filter(None, facts)))

    def option(self, option: ClientParam) -> str:
        """What an option of the client does."""
        name = one_line(option.name)
        return _OPTIONS.get(name) or one_line(self._text(option.doc)) or f"`{name}` of the endpoint rules."

    def _text(self, html: str) -> str:
        if self.level == "none" or not html:
            return ""
        return first_sentence(html) if self.level == "summary" else plain_text(html)

    def _deprecation(self, deprecated: Deprecation | None) -> str:
        if deprecated is None:
            return ""
        since = f" since {one_line(deprecated.since)}" if deprecated.since else ""
        message = one_line(deprecated.message) if self.level != "none" else ""
        return f"Deprecated{since}{': ' + message.rstrip('.') if message else ''}."


def _paragraphs(*parts: str) -> str:
    return wrapped("\n\n".join(filter(None, parts)), indent=8)


def _raises(errors: list[str], base: str) -> str:
    if not errors:
        return f"Raises `{base}` when the service returns an error."
    named = ", ".join(f"`{error}`" for error in errors[:_MOST_ERRORS])
    more = f" and {len(errors) - _MOST_ERRORS} more of `errors`" if len(errors) > _MOST_ERRORS else ""
    return f"Raises {named}{more}, or `{base}` for any other error of the service."


def _bounds(target: Shape) -> str:
    low, high = target.minimum, target.maximum
    if target.kind in (Kind.INTEGER, Kind.FLOAT):
        return _between(low, high, "", "From {} to {}.", "At least {}.", "At most {}.")
    unit = {Kind.STRING: "character", Kind.LIST: "entry", Kind.MAP: "entry", Kind.BLOB: "byte"}.get(target.kind)
    if unit is None:
        return ""
    return _between(low or None, high, unit, "{} to {} {}.", "At least {} {}.", "At most {} {}.")


def _between(low: float | None, high: float | None, unit: str, both: str, least: str, most: str) -> str:
    if low is None and high is None:
        return ""
    units = _plural(unit, high if high is not None else low) if unit else ""
    if low is None:
        return most.format(_number(high), units)
    if high is None:
        return least.format(_number(low), units)
    if low == high and unit:
        return f"Exactly {_number(low)} {units}."
    return both.format(_number(low), _number(high), units)


def _plural(unit: str, count: float | None) -> str:
    return unit if count == 1 else "entries" if unit == "entry" else f"{unit}s"


def _number(value: float | None) -> str:
    assert value is not None
    return f"{int(value):,}" if value == int(value) else repr(value)
