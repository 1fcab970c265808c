"""From JSON to raw models, or to diagnostics that name the key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ValidationError

from .paginators import RawPaginators
from .rulesets import RawRuleSet
from .service import RawService
from .waiters import RawWaiters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Report
    from ..load import LoadedModel

_ModelT = TypeVar("_ModelT", bound=BaseModel)

# Union branches, which pydantic puts into a location though they are no keys of the file.
_BRANCHES: Final = frozenset({"RawReference", "RawCall", "str", "bool", "int", "list[str]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RawModel:
    """One service's files, validated. `rule_set` keeps the JSON that `RawRuleSet` vouches for."""

    folder: str
    service: RawService
    paginators: RawPaginators
    waiters: RawWaiters
    rule_set: Mapping[str, object]
    rule_set_parameters: tuple[str, ...]


def validate(model: LoadedModel, report: Report) -> RawModel | None:
    """Validate every file of a service; None where one does not pass, after reporting each wrong key."""
    service = _validated(RawService, model.folder, "service-2", model.service, report)
    paginators = _validated(RawPaginators, model.folder, "paginators-1", model.paginators, report)
    waiters = _validated(RawWaiters, model.folder, "waiters-2", model.waiters, report)
    rules = _validated(RawRuleSet, model.folder, "endpoint-rule-set-1", model.rule_set, report)
    if service is None or paginators is None or waiters is None or rules is None:
        return None
    return RawModel(
        folder=model.folder,
        service=service,
        paginators=paginators,
        waiters=waiters,
        rule_set=model.rule_set,
        rule_set_parameters=tuple(rules.parameters),
    )


def _validated(kind: type[_ModelT], folder: str, file: str, data: object, report: Report) -> _ModelT | None:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
    except RecursionError:
        report.add(f"{folder}: {file}", "is nested too deeply", "look at where the file comes from")
        return None
    in_service = file == "service-2"
    for problem in found:
        steps = [str(step) for step in problem["loc"] if in_service or step not in _BRANCHES]
        where = f"{folder}: {'.'.join(steps if in_service else [file, *steps])}"
        if problem["type"] == "extra_forbidden":
            report.add(where, "is a key that the generator does not know", _UNKNOWN_KEY)
        else:
            report.add(where, problem["msg"], "correct the model, or teach generator/sotalia/raw")
    return None


_UNKNOWN_KEY: Final = "decide what it means for clients and add it to generator/sotalia/raw"
