"""The points of a call at which a service's own behaviour may enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..http.messages import HttpResponse
    from ..model.structure import Input, Output, Structure
    from .context import Call

    AdjustInput = Callable[[Any], Any]
    AdjustRequest = Callable[[Call], None]
    CheckResponse = Callable[[Call, HttpResponse, bytes], bool]
    AdjustOutput = Callable[[Call, Output, bytes], Output]
    Recover = Callable[[Call, HttpResponse, Exception], bool]
else:
    AdjustInput = AdjustRequest = CheckResponse = AdjustOutput = Recover = Callable[..., object]


class Customisation:
    """What an operation needs beyond its model; every part is optional.

    - `inputs`: before serialising; give back the input or a changed copy, or raise `InvalidInput`
    - `requests`: after serialising, before the endpoint is applied; change `call.prototype`
    - `responses`: with the whole body of a 2xx answer; True says that it is an error in disguise, to be taken as a 500
    - `outputs`: after parsing; give back the output, changed or another one
    - `recover`: with the response and the error; True asks for one more attempt at once, aimed anew
    - `unlocated`: rule set parameters that no rule reads, left out
    - `located`: rule set parameters with a fixed value
    - `silence`: seconds that the service may be silent, from the input and whether the user gave timeouts
    """

    __slots__ = ("inputs", "located", "outputs", "recover", "requests", "responses", "silence", "unlocated")

    def __init__(
        self,
        *,
        inputs: tuple[AdjustInput, ...] = (),
        requests: tuple[AdjustRequest, ...] = (),
        responses: tuple[CheckResponse, ...] = (),
        outputs: tuple[AdjustOutput, ...] = (),
        recover: tuple[Recover, ...] = (),
        unlocated: frozenset[str] = frozenset(),
        located: Mapping[str, object] | None = None,
        silence: Callable[[Input, bool], float] | None = None,
    ) -> None:
        self.inputs = inputs
        self.requests = requests
        self.responses = responses
        self.outputs = outputs
        self.recover = recover
        self.unlocated = unlocated
        self.located: Mapping[str, object] = located or {}
        self.silence = silence

    def joined(self, other: Customisation) -> Customisation:
        """Both, in this order."""
        return Customisation(
            inputs=self.inputs + other.inputs,
            requests=self.requests + other.requests,
            responses=self.responses + other.responses,
            outputs=self.outputs + other.outputs,
            recover=self.recover + other.recover,
            unlocated=self.unlocated | other.unlocated,
            located={**self.located, **other.located},
            silence=other.silence or self.silence,
        )


NOTHING: Final = Customisation()


class Entry:
    """A row of a service's table: which operations (none: all of them), what, and why."""

    __slots__ = ("because", "change", "operations", "service")

    def __init__(
        self,
        change: Customisation,
        because: str,
        operations: frozenset[str] = frozenset(),
        service: str | None = None,  # where one table serves several services
    ) -> None:
        self.change = change
        self.because = because
        self.operations = operations
        self.service = service


InputT = TypeVar("InputT", bound="Input")


def with_values(input: InputT, **values: object) -> InputT:
    """A copy of an input with some fields replaced, which count as given."""
    return input.model_copy(update=values)


def put(structure: Structure, field: str, value: object) -> None:
    """Set a field of something answered: without validation, which an answer never fails."""
    cast("dict[str, Any]", structure.__dict__)[field] = value
    structure.model_fields_set.add(field)


_fields: Final[dict[type, dict[str, str]]] = {}


def fields_of(cls: type[Structure]) -> dict[str, str]:
    """Field names of a class by the model's member names."""
    table = _fields.get(cls)
    if table is None:
        table = _fields[cls] = {member.name: field for field, member in cls.__members__.items()}
    return table


def operations(names: str) -> frozenset[str]:
    """Names of operations, written with spaces between."""
    return frozenset(names.split())
