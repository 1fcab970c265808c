"""EC2 and Auto Scaling: text that travels as base64 without the model saying so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..call.customisation import Customisation, Entry, operations, put, with_values

if TYPE_CHECKING:
    from ..call.context import Call
    from ..model.structure import Input, Output


def _encode_user_data(input: Input) -> Input:
    text = getattr(input, "user_data", None)
    if text is None:
        return input
    from base64 import b64encode

    data = text if isinstance(text, bytes) else str(text).encode()
    return with_values(input, user_data=b64encode(data).decode("ascii"))


def _decode_console_output(call: Call, output: Output, body: bytes) -> Output:
    text = getattr(output, "output", None)
    if isinstance(text, str):
        from base64 import b64decode
        from binascii import Error

        try:
            decoded = b64decode(text, validate=False).decode("utf-8", "replace")
        except Error:
            return output
        put(output, "output", decoded)
    return output


TABLE: Final = (
    Entry(
        Customisation(inputs=(_encode_user_data,)),
        because="the model calls UserData a string, the service wants it base64 encoded",
        operations=operations("RunInstances"),
        service="EC2",
    ),
    Entry(
        Customisation(outputs=(_decode_console_output,)),
        because="the model calls Output a string, the service answers it base64 encoded",
        operations=operations("GetConsoleOutput"),
        service="EC2",
    ),
    Entry(
        Customisation(inputs=(_encode_user_data,)),
        because="the model calls UserData a string, the service wants it base64 encoded",
        operations=operations("CreateLaunchConfiguration"),
        service="Auto Scaling",
    ),
)
