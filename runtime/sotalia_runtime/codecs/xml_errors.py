"""Error answers of the XML protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import xml_read
from .failures import Facts, fault_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..http.messages import Headers
    from ..operation import Operation


def read_error(operation: Operation, status: int, headers: Headers, body: bytes) -> Facts:
    """What an error answer says. Raises `ResponseParseError`."""
    root = xml_read.document(body)
    node = _error_element(root)
    code = xml_read.text_of(xml_read.child(node, "Code"))
    if not code and xml_read.local_name(root) in operation.errors:
        # Route 53 names the error in the root element.
        code = xml_read.local_name(root)
    return Facts(
        code=code,
        shape=code,
        message=_first(node, "Message", "message"),
        fault=fault_of(_first(node, "Type")),
        request_id=_first(root, "RequestId", "RequestID", "requestId") or _first(node, "RequestId") or None,
        members=lambda cls: xml_read.body(cls)(node),
    )


def _error_element(root: Element) -> Element:
    """`<Error>`: the root itself, in an `<ErrorResponse>`, or among the `<Errors>` of a `<Response>`."""
    if xml_read.local_name(root) == "Error":
        return root
    errors = xml_read.child(root, "Errors")
    found = xml_read.child(root if errors is None else errors, "Error")
    return root if found is None else found


def _first(element: Element, *names: str) -> str:
    for name in names:
        text = xml_read.text_of(xml_read.child(element, name))
        if text:
            return text
    return ""
