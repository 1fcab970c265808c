"""Problems as values: a stage collects them all in a `Report`, and one `GenerationError` lists them at its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Severity(StrEnum):
    """An ERROR stops generation at the end of the stage; a WARNING is shown and generation goes on; a NOTE is a fact."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: where in which model, what it is, and what to do about it."""

    where: str  # "ec2: shapes.Filter.members.Name"
    problem: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        remedy = f" ({self.remedy})" if self.remedy else ""
        return _shown(self.where) + ": " + _shown(self.problem) + _shown(remedy)


def _shown(text: str) -> str:
    """Models may hold anything, also terminal escapes and megabytes: what leaves here is printable and short."""
    if len(text) > 600:
        text = f"{text[:400]} [...] {text[-100:]}"
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


class GenerationError(Exception):
    """Generation stopped; `diagnostics` tells every problem of the stage that failed."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))

    def __reduce__(self) -> tuple[type[GenerationError], tuple[tuple[Diagnostic, ...]]]:
        return type(self), (self.diagnostics,)


class Report:
    """Collects the diagnostics of one stage.

    >>> report = Report()
    >>> report.add("s3: shapes.Tag", "has no type", "give it one")
    >>> report.raise_if_any()  # raises GenerationError
    """

    __slots__ = ("_diagnostics",)

    def __init__(self) -> None:
        self._diagnostics: list[Diagnostic] = []

    def add(self, where: str, problem: str, remedy: str, *, severity: Severity = Severity.ERROR) -> None:
        """Note one problem."""
        self._diagnostics.append(Diagnostic(where, problem, remedy, severity))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Note the problems that another stage or service found."""
        self._diagnostics.extend(diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._diagnostics)

    def __len__(self) -> int:
        return len(self._diagnostics)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Those that stop generation."""
        return tuple(found for found in self._diagnostics if found.severity is Severity.ERROR)

    def raise_if_any(self) -> None:
        """Raise `GenerationError` with every error; warnings and notes do not raise."""
        if errors := self.errors:
            raise GenerationError(errors)
