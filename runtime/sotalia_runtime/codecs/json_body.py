"""JSON bodies: typed values to bytes, bytes to outputs.

Both directions go through pydantic's own JSON, which is several times faster than `json` and is loaded anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from ..errors import ResponseParseError
from .leaves import blob_bytes, blob_text
from .shapes import in_body, is_streamed, table_of
from .trees import Decoding, Encoding

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.shapes import Member, TimestampFormat
    from ..model.structure import Output, OutputT


def _timestamp(form: TimestampFormat | None) -> Callable[[Any], Any]:
    # Most inputs have no timestamp.
    from .timestamps import WRITERS, epoch

    return epoch if form is None or form == "unixTimestamp" else WRITERS[form]


# Numbers that JSON lacks are written by `to_json`, as "NaN" and "Infinity".
ENCODING = Encoding(blob=blob_text, number=None, timestamp=_timestamp)
DECODING = Decoding(blob=blob_bytes)


def dumps(tree: object) -> bytes:
    """Compact JSON in UTF-8. Raises ValueError for what JSON cannot carry, such as lone surrogates."""
    return to_json(tree, inf_nan_mode="strings")


def loads(body: bytes) -> Any:
    """The document. Raises `ResponseParseError`."""
    try:
        return from_json(body)
    except ValueError:
        pass
    # Rarely: lone surrogates, a byte order mark, or nesting beyond what the fast parser allows.
    import json

    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ResponseParseError("the answer is not JSON, or is cut short") from None


def answer(cls: type[OutputT], body: bytes, *, may_be_absent: bool = False) -> OutputT:
    """The output that is in the body alone; for `may_be_absent` see `absent`. Raises `ResponseParseError`."""
    # Unions may carry a `__type` beside their one member, which only the walk takes out.
    if body and DECODING.plain(cls) and b'"__type"' not in body:
        try:
            return cast(
                "OutputT", cls.__pydantic_validator__.validate_json(body, extra="allow", by_alias=True, by_name=False)
            )
        except ValidationError:
            pass
    from . import outputs

    return outputs.make(cls, tree(cls, body, may_be_absent=may_be_absent))


def tree(cls: type[Output], body: bytes, *, may_be_absent: bool = False) -> dict[str, Any]:
    """The members in the body, keyed by alias; for `may_be_absent` see `absent`. Raises `ResponseParseError`."""
    body = body.strip()
    if not any(in_body(member) and not is_streamed(member.shape) for member in table_of(cls).values()):
        # Services answer such operations with all sorts of text; only a page of some proxy is suspicious.
        if body.startswith(b"<"):
            raise ResponseParseError(f"{cls.__name__}: the answer is not JSON")
        if not body.startswith(b"{"):
            return {}
    if not body or body == b"null":
        return absent(cls, may_be=may_be_absent)
    return DECODING.body(cls)(loads(body))


def absent(cls: type[Output], *, may_be: bool = False) -> dict[str, Any]:
    """What an answer without a body stands for: nothing, where the output has no members there.

    Where it has, RPC services send at least an empty object, so a body that is missing was lost. Where it `may_be`
    absent, as REST services do after an action, it counts as empty unless the model requires members of it. Raises `ResponseParseError`.
    """
    if any(in_body(member) and (member.required or not may_be) for member in table_of(cls).values()):
        raise ResponseParseError(f"{cls.__name__}: the answer is empty")
    return {}


def payload(member: Member, owner: type, value: Any) -> bytes:
    """The body that one member fills."""
    plan = ENCODING.of(member.shape, owner)
    return dumps(value if plan is None else plan(value))


def payload_tree(member: Member, owner: type, body: bytes) -> Any:
    """The value of the member that fills the body; None where there is none. Raises `ResponseParseError`."""
    if not body.strip():
        return None
    plan = DECODING.of(member.shape, owner)
    document = loads(body)
    return document if plan is None or document is None else plan(document)
