"""The type of byte strings in generated classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler


class _TextAsUtf8:
    """Takes text from a program as its UTF-8 bytes; text in JSON stays base64."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        schema = handler(source)
        # pydantic alone would read base64 from a program's text too, and "text" is valid base64.
        python = core_schema.no_info_before_validator_function(_encoded, schema)
        return core_schema.json_or_python_schema(json_schema=schema, python_schema=python)


def _encoded(value: object) -> object:
    return value.encode() if isinstance(value, str) else value


Blob = Annotated[bytes, _TextAsUtf8]
