"""What all raw models share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Raw(BaseModel):
    """A JSON object whose keys are all known. Types are strict: a number in quotes is an error, not a number."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=to_camel,
        validate_by_name=False,
        validate_by_alias=True,
        protected_namespaces=(),
        allow_inf_nan=False,
    )
