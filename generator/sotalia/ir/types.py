"""The intermediate representation: one service as the model means it, without JSON and without Python spelling.

Frozen, slotted, tuples only. Shapes refer to each other by `ShapeId`; `Service.shapes` resolves them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping

ShapeId = NewType("ShapeId", str)  # the shape's name in the model
MemberName = NewType("MemberName", str)  # a member's name in the model: botocore's spelling
WireName = NewType("WireName", str)  # a locationName


class Kind(StrEnum):
    """What a shape is. `integer` covers long, `float` covers double."""

    STRUCTURE = "structure"
    UNION = "union"
    LIST = "list"
    MAP = "map"
    STRING = "string"
    ENUM = "enum"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    FLOAT = "float"
    BLOB = "blob"
    TIMESTAMP = "timestamp"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """An XML namespace; `prefix` is None for the default one."""

    uri: str
    prefix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """The model calls it deprecated; texts are empty where it gives none."""

    message: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a structure or union, with the traits of its reference."""

    name: MemberName
    target: ShapeId
    required: bool = False
    wire_name: WireName | None = None
    location: str | None = None  # header headers uri querystring statusCode
    payload: bool = False
    streaming: bool = False  # on the reference or on the target blob
    sensitive: bool = False  # of the target
    idempotency_token: bool = False
    host_label: bool = False
    json_value: bool = False
    context_param: str | None = None
    flattened: bool = False
    query_name: str | None = None
    namespace: Namespace | None = None
    xml_attribute: bool = False
    event_payload: bool = False
    deprecated: Deprecation | None = None
    doc: str = ""  # the model's HTML, empty with --docs none


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorTraits:
    """What the model says of a structure that is an error."""

    code: str
    status: int | None = None
    fault: str | None = None  # "client" or "server"
    retryable: str | None = None  # "error" or "throttling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape. Only the fields of its kind are set."""

    id: ShapeId
    kind: Kind
    doc: str = ""
    sensitive: bool = False
    deprecated: Deprecation | None = None
    # structure, union
    members: tuple[Member, ...] = ()
    error: ErrorTraits | None = None
    event_stream: bool = False
    event: bool = False
    namespace: Namespace | None = None
    wire_name: WireName | None = None  # locationName on the shape itself
    # list, map
    item: ShapeId | None = None  # entry of a list, value of a map
    item_wire_name: WireName | None = None
    key: ShapeId | None = None
    key_wire_name: WireName | None = None
    flattened: bool = False
    sparse: bool = False
    # scalars
    values: tuple[str, ...] = ()  # enum
    timestamp_format: str | None = None
    streaming: bool = False
    requires_length: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checksum:
    """httpChecksum, or httpChecksumRequired (then only `required`)."""

    algorithm_member: MemberName | None = None
    required: bool = False
    validation_member: MemberName | None = None
    response_algorithms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. `input` and `output` are None where the model has none."""

    name: str  # the model's key
    wire_name: str
    method: str
    path: str
    status: int | None = None
    input: ShapeId | None = None
    input_wire_name: WireName | None = None
    input_namespace: Namespace | None = None
    output: ShapeId | None = None
    result_wrapper: str | None = None
    errors: tuple[ShapeId, ...] = ()
    host_prefix: str | None = None
    auth: tuple[str, ...] | None = None
    unsigned_payload: bool = False
    checksum: Checksum | None = None
    compression: tuple[str, ...] = ()
    endpoint_discovery: bool | None = None  # None: none; True: required
    endpoint_operation: bool = False
    static_params: tuple[tuple[str, str | bool], ...] = ()
    context_params: tuple[tuple[str, str], ...] = ()  # rule set parameter, JMESPath over the input
    idempotent: bool = False
    readonly: bool = False
    deprecated: Deprecation | None = None
    doc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paginator:
    """JMESPath expressions as the model has them, each over the output, but `input_tokens` and `limit_key`, which are input members."""

    operation: str
    input_tokens: tuple[MemberName, ...]
    output_tokens: tuple[str, ...]
    result_keys: tuple[str, ...]
    limit_key: MemberName | None = None
    more_results: str | None = None
    non_aggregate_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptor:
    """One rule of a waiter."""

    state: str  # success failure retry
    matcher: str  # path pathAll pathAny status error
    expected: str | int | bool
    argument: str | None = None  # JMESPath over the output


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiter:
    """`delay` in seconds between polls."""

    name: str
    operation: str
    delay: int
    max_attempts: int
    acceptors: tuple[Acceptor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientParam:
    """A clientContextParams entry: an option of the client that feeds the rule set."""

    name: str
    kind: str  # "boolean" or "string"
    doc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A whole service. Mappings are in the model's order."""

    folder: str  # botocore's folder: "lambda", "cloudwatch"
    id: str  # serviceId
    full_name: str
    uid: str  # "s3-2006-03-01": the API reference's key
    api_version: str
    protocol: str
    signature_version: str
    signing_name: str
    endpoint_prefix: str
    auth: tuple[str, ...]
    json_version: str | None = None
    target_prefix: str | None = None
    xml_namespace: Namespace | None = None
    query_compatible: bool = False
    client_params: tuple[ClientParam, ...] = ()
    operations: Mapping[str, Operation]
    shapes: Mapping[ShapeId, Shape]
    paginators: Mapping[str, Paginator]
    waiters: Mapping[str, Waiter]
    rule_set: object  # the validated raw rule set; `plan.rulesets` compiles it
    doc: str = ""
