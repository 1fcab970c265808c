"""Error answers of the JSON protocols, and the part of them that CBOR shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ResponseParseError
from .failures import Facts, fault_of
from .json_body import DECODING, loads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..http.messages import Headers
    from ..operation import Operation
    from .trees import Decoding


def read_error(operation: Operation, status: int, headers: Headers, body: bytes) -> Facts:
    """What an error answer says. A body that is not a JSON object says nothing."""
    try:
        document = loads(body)
    except ResponseParseError:
        document = None
    rest = operation.service.protocol == "rest-json"
    return facts_of(document if isinstance(document, dict) else {}, headers, DECODING, rest=rest)  # type: ignore[arg-type]


def facts_of(document: Mapping[Any, Any], headers: Headers, decoding: Decoding, *, rest: bool) -> Facts:
    """What a decoded body and the headers say."""
    code = _text(headers.get("x-amzn-errortype"))
    if rest and not code:
        code = _text(document.get("code")) or _text(document.get("Code"))
    shape = _bare(code or _text(document.get("__type")))
    legacy, _, sender = (headers.get("x-amzn-query-error") or "").partition(";")
    return Facts(
        code=legacy or shape,
        shape=shape,
        message=_text(document.get("message")) or _text(document.get("Message")),
        fault=fault_of(sender),
        members=lambda cls: decoding.body(cls)(document),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _bare(code: str) -> str:
    """`ResourceNotFound` of `com.amazonaws.service#ResourceNotFound:http://…`."""
    return code.partition(":")[0].rpartition("#")[2].strip()
