"""Raw shapes to IR shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .text import check
from .types import Deprecation, ErrorTraits, Kind, Member, MemberName, Namespace, Shape, ShapeId, WireName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Report
    from ..raw.service import RawElement, RawMember, RawShape, RawXmlNamespace

_SCALARS: Final = {
    "string": Kind.STRING,
    "boolean": Kind.BOOLEAN,
    "integer": Kind.INTEGER,
    "long": Kind.INTEGER,
    "float": Kind.FLOAT,
    "double": Kind.FLOAT,
    "blob": Kind.BLOB,
    "timestamp": Kind.TIMESTAMP,
}
_XML_PROTOCOLS: Final = frozenset({"rest-xml", "query", "ec2"})
_LOCATION_TEXT: Final = {
    "header": "header name",
    "headers": "header name",
    "uri": "label or parameter name",
    "querystring": "label or parameter name",
    "statusCode": "wire name",
}


def deprecation(deprecated: bool | None, message: str, since: str) -> Deprecation | None:
    """The trait, or None for what is not deprecated."""
    return Deprecation(message=message, since=since) if deprecated else None


def namespace(raw: RawXmlNamespace | None, where: str, report: Report) -> Namespace | None:
    """An XML namespace, checked."""
    if raw is None:
        return None
    check(raw.uri, "XML namespace", f"{where}.xmlNamespace.uri", report)
    if raw.prefix is not None:
        check(raw.prefix, "XML prefix", f"{where}.xmlNamespace.prefix", report)
    return Namespace(uri=raw.uri, prefix=raw.prefix)


class ShapeBuilder:
    """Builds the shapes of one service, reporting what does not hold together."""

    def __init__(self, folder: str, protocol: str, raw: Mapping[str, RawShape], report: Report) -> None:
        self._folder = folder
        self._raw = raw
        self._report = report
        self._wire_text = "XML name" if protocol in _XML_PROTOCOLS else "wire name"

    def build(self) -> dict[ShapeId, Shape]:
        """Every shape, in the model's order."""
        return {ShapeId(name): self._shape(ShapeId(name), raw) for name, raw in self._raw.items()}

    def _shape(self, id: ShapeId, raw: RawShape) -> Shape:
        where = f"{self._folder}: shapes.{id}"
        check(id, "shape name", where, self._report)
        if raw.type == "structure":
            return self._structure(id, raw, where)
        if raw.members or raw.required or raw.payload:
            self._report.add(where, f"is a {raw.type} with members", "correct the model")
        if raw.type in {"list", "map"}:
            return self._container(id, raw, where)
        return self._scalar(id, raw, where)

    def _structure(self, id: ShapeId, raw: RawShape, where: str) -> Shape:
        for name in (*raw.required, *([raw.payload] if raw.payload is not None else [])):
            if name not in raw.members:
                self._report.add(where, f"names the member {name!r}, which it has not", "correct the model")
        required = frozenset(raw.required)
        members = tuple(
            self._member(
                name, member, f"{where}.members.{name}", required=name in required, payload=raw.payload == name
            )
            for name, member in raw.members.items()
        )
        if raw.union and not members:
            self._report.add(where, "is a union without members", "correct the model")
        if raw.location_name is not None:
            check(raw.location_name, self._wire_text, f"{where}.locationName", self._report)
        return Shape(
            id=id,
            kind=Kind.DOCUMENT if raw.document else Kind.UNION if raw.union else Kind.STRUCTURE,
            doc=raw.documentation,
            sensitive=raw.sensitive,
            deprecated=deprecation(raw.deprecated, raw.deprecated_message, raw.deprecated_since),
            members=members,
            error=self._error(id, raw, where) if raw.exception else None,
            event_stream=raw.eventstream,
            event=raw.event,
            namespace=namespace(raw.xml_namespace, where, self._report),
            wire_name=_wire(raw.location_name),
        )

    def _member(self, name: str, raw: RawMember, where: str, *, required: bool, payload: bool) -> Member:
        check(name, "member name", where, self._report)
        target = self._target(raw.shape, where)
        wire_text = _LOCATION_TEXT[raw.location] if raw.location else self._wire_text
        for wire in (raw.location_name, raw.query_name):
            if wire is not None:
                check(wire, wire_text, where, self._report)
        if raw.context_param is not None:
            check(raw.context_param.name, "rule set parameter", f"{where}.contextParam", self._report)
        return Member(
            name=MemberName(name),
            target=ShapeId(raw.shape),
            required=required,
            wire_name=_wire(raw.location_name),
            location=raw.location,
            payload=payload,
            streaming=raw.streaming or (target is not None and target.streaming),
            sensitive=target is not None and target.sensitive,
            idempotency_token=raw.idempotency_token,
            host_label=raw.host_label,
            # Only a header carries JSON in base64; anywhere else the member is text that happens to hold JSON.
            json_value=raw.jsonvalue and raw.location == "header",
            context_param=raw.context_param.name if raw.context_param else None,
            flattened=raw.flattened,
            query_name=raw.query_name,
            namespace=namespace(raw.xml_namespace, where, self._report),
            xml_attribute=raw.xml_attribute,
            event_payload=raw.eventpayload,
            deprecated=deprecation(raw.deprecated, raw.deprecated_message, raw.deprecated_since),
            doc=raw.documentation,
        )

    def _error(self, id: ShapeId, raw: RawShape, where: str) -> ErrorTraits:
        trait = raw.error
        status = trait.http_status_code if trait else None
        code = trait.code if trait and trait.code is not None else str(id)
        check(code, "error code", f"{where}.error.code", self._report)
        if status is not None and not 100 <= status <= 599:
            self._report.add(f"{where}.error.httpStatusCode", f"{status} is no HTTP status", "correct the model")
        client = (trait is not None and trait.sender_fault) or (status is not None and status < 500)
        server = raw.fault or status is not None
        retryable = None if raw.retryable is None else "throttling" if raw.retryable.throttling else "error"
        fault = "server" if raw.fault else "client" if client else "server" if server else None
        return ErrorTraits(code=code, status=status, fault=fault, retryable=retryable)

    def _container(self, id: ShapeId, raw: RawShape, where: str) -> Shape:
        element = raw.member if raw.type == "list" else raw.value
        key = raw.key if raw.type == "map" else None
        if element is None or (raw.type == "map" and key is None):
            self._report.add(where, f"is a {raw.type} that does not say of what", "correct the model")
        if key is not None and (target := self._target(key.shape, f"{where}.key")) and target.type != "string":
            self._report.add(f"{where}.key", f"is a {target.type}, and keys are strings", "correct the model")
        if element is not None:
            self._target(element.shape, f"{where}.{'member' if raw.type == 'list' else 'value'}")
        return Shape(
            id=id,
            kind=Kind.LIST if raw.type == "list" else Kind.MAP,
            doc=raw.documentation,
            sensitive=raw.sensitive,
            deprecated=deprecation(raw.deprecated, raw.deprecated_message, raw.deprecated_since),
            item=ShapeId(element.shape) if element else None,
            item_wire_name=self._element_wire(element, where),
            key=ShapeId(key.shape) if key else None,
            key_wire_name=self._element_wire(key, where),
            wire_name=_wire(raw.location_name),
            flattened=raw.flattened,
            sparse=raw.sparse,
            minimum=raw.min,
            maximum=raw.max,
        )

    def _scalar(self, id: ShapeId, raw: RawShape, where: str) -> Shape:
        if raw.enum is not None and raw.type != "string":
            self._report.add(where, f"is an enum of {raw.type}", "only strings have enums; correct the model")
        if raw.timestamp_format is not None and raw.type != "timestamp":
            self._report.add(where, f"is a {raw.type} with a timestampFormat", "correct the model")
        return Shape(
            id=id,
            kind=Kind.ENUM if raw.enum else _SCALARS[raw.type],
            doc=raw.documentation,
            sensitive=raw.sensitive,
            deprecated=deprecation(raw.deprecated, raw.deprecated_message, raw.deprecated_since),
            values=tuple(dict.fromkeys(raw.enum or ())),
            timestamp_format=raw.timestamp_format,
            streaming=raw.streaming,
            requires_length=raw.requires_length,
            minimum=raw.min,
            maximum=raw.max,
            pattern=raw.pattern,
        )

    def _element_wire(self, element: RawElement | None, where: str) -> WireName | None:
        if element is None or element.location_name is None:
            return None
        check(element.location_name, self._wire_text, where, self._report)
        return WireName(element.location_name)

    def _target(self, name: str, where: str) -> RawShape | None:
        target = self._raw.get(name)
        if target is None:
            self._report.add(where, f"refers to the shape {name!r}, which is not there", "add it or correct the name")
        return target


def _wire(name: str | None) -> WireName | None:
    return None if name is None else WireName(name)
