"""The pydantic bases of generated classes.

Strict in, lenient out: constructing an instance forbids unknown names and reports every wrong member as
`InvalidInput`; parsing an answer (`codecs.parse`) keeps what it does not know.
"""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError, with_config
from pydantic_core import PydanticUndefined

from ..errors import InvalidInput, Problem
from .shapes import List, Map, Member, Members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..operation import Operation
    from .metadata import ResponseMetadata

# `extra="allow"` so that an answer's unknown members survive `model_dump`; construction forbids them at run time.
_CONFIG = ConfigDict(
    defer_build=True,
    extra="allow",
    validate_by_name=True,
    validate_by_alias=True,
    hide_input_in_errors=True,
    loc_by_alias=False,
    protected_namespaces=(),
    arbitrary_types_allowed=True,
    val_json_bytes="base64",
    ser_json_bytes="base64",
    val_temporal_unit="seconds",
    ser_json_temporal="seconds",
)
_UNION_CONFIG = ConfigDict(
    extra="allow", hide_input_in_errors=True, val_json_bytes="base64", val_temporal_unit="seconds"
)


def _new_list() -> list[Any]:
    return []


def _new_dict() -> dict[Any, Any]:
    return {}


# Pydantic reads the signatures of factories: that of `list` itself is text to be parsed, 40 us for each field.
_FACTORIES: Final[dict[type, Callable[[], Any]]] = {list: _new_list, dict: _new_dict}


def members(**table: Member) -> ConfigDict:
    """The `model_config` of a generated class: its member table, which also answers pydantic's aliases."""
    return ConfigDict(alias_generator=Members(table))


def problems_of(error: ValidationError, cls: type) -> list[Problem]:
    """Pydantic's findings on a `cls` without the values that caused them."""
    return [
        Problem(_path(_shown(finding["loc"], cls)), finding["msg"])
        for finding in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _shown(location: Iterable[int | str], cls: type) -> Iterable[int | str]:
    """The steps, where the keys of maps inside a sensitive member are masked: they are part of its value."""
    owner: type = cls
    shape: object = cls
    hidden = False
    for step in location:
        yield "***" if hidden and isinstance(step, str) else step
        table: Members | None = getattr(shape, "__members__", None)
        if isinstance(shape, List):
            shape = shape.item
        elif isinstance(shape, Map):
            shape = shape.value
        elif table is not None and isinstance(shape, type):
            owner = shape
            member = next((member for name, member in table.items() if step in (name, member.name)), None)
            hidden = hidden or (member is not None and member.sensitive)
            shape = member.shape if member is not None else None
        if isinstance(shape, str):
            shape = getattr(sys.modules[owner.__module__], shape, None)


def _path(location: Iterable[int | str]) -> str:
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class Structure(BaseModel):
    """A structure of the model. Fields are snake_case; the model's own spelling is accepted too."""

    model_config = _CONFIG
    if TYPE_CHECKING:
        # Of annotations that are there at run time pydantic evaluates the text, once more for each subclass.
        __members__: ClassVar[Members]
    else:
        __members__ = Members()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("model_config", {}).get("alias_generator")
        if isinstance(table, Members):
            cls.__members__ = table

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        # pydantic-core copies a default of [] or {} with `copy.deepcopy`, 3 us each; a factory takes a fiftieth.
        for field in cls.__pydantic_fields__.values():
            default: object = field.default
            empty = _FACTORIES.get(type(default))
            if empty is not None:
                field.default = PydanticUndefined
                field.default_factory = empty

    def __init__(self, /, **data: Any) -> None:
        try:
            self.__pydantic_validator__.validate_python(data, self_instance=self, extra="forbid")
        except ValidationError as error:
            problems = problems_of(error, type(self))
        else:
            return
        raise InvalidInput(type(self).__name__, problems)

    # Without this mark pydantic-core would call __init__ for every nested structure it validates.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Validate a mapping in either spelling. Raises `InvalidInput`; see pydantic for the options."""
        options.setdefault("extra", "forbid")
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            problems = problems_of(error, cls)
        raise InvalidInput(cls.__name__, problems)

    if not TYPE_CHECKING:  # checkers would let any name be set

        def __setattr__(self, name: str, value: Any) -> None:
            # Without this a misspelt field would become an unknown member of its own.
            if name not in type(self).__pydantic_fields__ and not hasattr(type(self), name):
                raise AttributeError(f"{type(self).__name__} has no field {name!r}", name=name, obj=self)
            super().__setattr__(name, value)

    @classmethod
    def given(cls, **values: object) -> Self:
        """Construct from keyword arguments, of which those that are None count as not given."""
        return cls(**{name: value for name, value in values.items() if value is not None})

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        table = type(self).__members__
        for name, value in super().__repr_args__():
            # Most members of most answers are not there: what is there should not drown in them.
            if value is None or value in ([], {}):
                continue
            member = table.get(name) if name else None
            yield name, "***" if member is not None and member.sensitive else value


class Output(Structure):
    """What an operation answers; `response_metadata` tells the rest."""

    @cached_property
    def response_metadata(self) -> ResponseMetadata:
        """Status, headers, request id and attempts of the answer. Raises LookupError on an output that you made yourself."""
        raise LookupError(f"this {type(self).__name__} did not come from a call")


def set_metadata(output: Output, metadata: ResponseMetadata) -> None:
    """Say what is known of the answer. A private attribute would cost each output 5 us."""
    vars(output)["response_metadata"] = metadata


OutputT = TypeVar("OutputT", bound=Output)
OutputT_co = TypeVar("OutputT_co", bound=Output, covariant=True)
AsyncOutputT_co = TypeVar("AsyncOutputT_co", bound=Output, covariant=True)


class Returns(Generic[OutputT_co, AsyncOutputT_co]):
    """Tells type checkers what a client answers to an input: the sync client's output, then the async one's.

    They differ only where the output is a stream.
    """

    __slots__ = ()


class Input(Structure):
    """The parameters of one operation; the class knows its operation."""

    if TYPE_CHECKING:
        __operation__: ClassVar[Operation]


_Union = TypeVar("_Union", bound=type)


def union(**table: Member) -> Callable[[_Union], _Union]:
    """Make a `TypedDict` a union of the model: one key at a time, unknown variants kept."""

    def bind(cls: _Union) -> _Union:
        cast("Any", cls).__members__ = Members(table)
        return with_config(_UNION_CONFIG)(cls)

    return bind
