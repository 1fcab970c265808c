"""`service-2.json`. Fields without a comment that nothing reads are named in `IGNORED`."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, JsonValue

from .base import Raw

Protocol = Literal["json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2"]
SignatureVersion = Literal["v2", "v4", "s3", "s3v4", "bearer"]
AuthScheme = Literal["aws.auth#sigv4", "aws.auth#sigv4a", "smithy.api#httpBearerAuth", "smithy.api#noAuth"]
ShapeType = Literal[
    "structure",
    "list",
    "map",
    "string",
    "boolean",
    "integer",
    "long",
    "float",
    "double",
    "blob",
    "timestamp",
]
Location = Literal["header", "headers", "uri", "querystring", "statusCode"]
Method = Literal["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"]

# Accepted and not used, because no AWS SDK for Python acts on them or because they say nothing about the wire.
IGNORED: Final = (
    "version",  # of the file format
    "examples",
    "box wrapper synthetic xmlOrder",  # of other languages, or of serialisers that follow the model's order anyway
    "globalEndpoint checksumFormat ripServiceName serviceAbbreviation",
    "protocolSettings",  # HTTP/2 preferences; event streams in both directions need them later
    "member.enum",  # an enum's subset on a member
)


class RawXmlNamespace(Raw):
    """An XML namespace of a shape, a member or an input."""

    uri: str
    prefix: str | None = None


class _Deprecable(Raw):
    deprecated: Literal[True] | None = None
    deprecated_message: str = ""
    deprecated_since: str = ""


class RawContextParam(Raw):
    """A member's rule set parameter."""

    name: str


class RawMember(_Deprecable):
    """A reference to a shape from a structure."""

    shape: str
    documentation: str = ""
    location: Location | None = None
    location_name: str | None = None
    idempotency_token: bool = False
    context_param: RawContextParam | None = None
    host_label: bool = False
    jsonvalue: bool = False
    streaming: bool = False
    flattened: bool = False
    query_name: str | None = None
    xml_namespace: RawXmlNamespace | None = None
    xml_attribute: bool = False
    eventpayload: bool = False
    box: bool = False
    enum: list[str] | None = None


class RawElement(Raw):
    """A reference to a shape from a list or map."""

    shape: str
    documentation: str = ""
    location_name: str | None = None
    jsonvalue: bool = False


class RawErrorTrait(Raw):
    """Status and wire code of an error."""

    code: str | None = None
    http_status_code: int | None = None
    sender_fault: bool = False


class RawRetryable(Raw):
    """Says that an error may be tried again."""

    throttling: bool = False


class RawShape(_Deprecable):
    """One shape. Which fields go with which type is for the IR to say."""

    type: ShapeType
    documentation: str = ""
    sensitive: bool = False
    # structures
    members: dict[str, RawMember] = Field(default_factory=dict[str, RawMember])
    required: list[str] = Field(default_factory=list[str])
    payload: str | None = None
    union: bool = False
    document: bool = False
    exception: bool = False
    error: RawErrorTrait | None = None
    fault: bool = False
    retryable: RawRetryable | None = None
    event: bool = False
    eventstream: bool = False
    xml_namespace: RawXmlNamespace | None = None
    location_name: str | None = None
    # lists and maps
    member: RawElement | None = None
    key: RawElement | None = None
    value: RawElement | None = None
    flattened: bool = False
    sparse: bool = False
    # scalars
    enum: list[str] | None = None
    min: int | float | None = None
    max: int | float | None = None
    pattern: str | None = None
    timestamp_format: Literal["iso8601", "unixTimestamp", "rfc822"] | None = None
    streaming: bool = False
    requires_length: bool = False
    box: bool = False
    wrapper: bool = False
    synthetic: bool = False
    xml_order: list[str] | None = None


class RawHttp(Raw):
    """Where an operation lives."""

    method: Method
    request_uri: str
    response_code: int | None = None


class RawInput(Raw):
    """An operation's reference to its input."""

    shape: str
    documentation: str = ""
    location_name: str | None = None
    xml_namespace: RawXmlNamespace | None = None


class RawOutput(Raw):
    """An operation's reference to its output."""

    shape: str
    documentation: str = ""
    result_wrapper: str | None = None


class RawErrorReference(Raw):
    """An operation's reference to an error; older models repeat the error's own traits here."""

    shape: str
    documentation: str = ""
    exception: bool = False
    error: RawErrorTrait | None = None


class RawHostPrefix(Raw):
    """What goes before the endpoint's host."""

    host_prefix: str


class RawHttpChecksum(Raw):
    """The httpChecksum trait."""

    request_algorithm_member: str | None = None
    request_checksum_required: bool = False
    request_validation_mode_member: str | None = None
    response_algorithms: list[str] = Field(default_factory=list[str])


class RawStaticContextParam(Raw):
    """A rule set parameter that an operation fixes."""

    value: str | bool


class RawOperationContextParam(Raw):
    """A rule set parameter that JMESPath finds in an operation's input."""

    path: str


class RawEndpointDiscovery(Raw):
    """The operation's endpoint may, or must, be discovered."""

    required: bool = False


class RawCompression(Raw):
    """Encodings that a request body may be sent in."""

    encodings: list[str]


class RawOperation(_Deprecable):
    """One operation."""

    name: str
    http: RawHttp
    documentation: str = ""
    input: RawInput | None = None
    output: RawOutput | None = None
    errors: list[RawErrorReference] = Field(default_factory=list[RawErrorReference])
    idempotent: bool = False
    readonly: bool = False
    endpoint: RawHostPrefix | None = None
    static_context_params: dict[str, RawStaticContextParam] = Field(default_factory=dict[str, RawStaticContextParam])
    operation_context_params: dict[str, RawOperationContextParam] = Field(
        default_factory=dict[str, RawOperationContextParam]
    )
    endpointdiscovery: RawEndpointDiscovery | None = None
    endpointoperation: bool = False
    authtype: Literal["none", "v4-unsigned-body"] | None = None
    auth: list[AuthScheme] | None = None
    http_checksum_required: bool = False
    http_checksum: RawHttpChecksum | None = None
    unsigned_payload: bool = False
    requestcompression: RawCompression | None = None


class RawClientContextParam(Raw):
    """A rule set parameter that is an option of the client."""

    type: Literal["boolean", "string"]
    documentation: str = ""


class RawProtocolSettings(Raw):
    """Preferences about HTTP versions."""

    h2: Literal["optional", "eventstream"] | None = None


class RawMetadata(Raw):
    """What is said of the service as a whole."""

    api_version: str
    endpoint_prefix: str
    protocol: Protocol
    protocols: list[Protocol] | None = None
    service_full_name: str
    service_id: str
    signature_version: SignatureVersion
    uid: str
    auth: list[AuthScheme] | None = None
    signing_name: str | None = None
    json_version: str | None = None
    target_prefix: str | None = None
    xml_namespace: str | None = None
    aws_query_compatible: dict[str, JsonValue] | None = None
    service_abbreviation: str | None = None
    global_endpoint: str | None = None
    checksum_format: str | None = None
    rip_service_name: str | None = None
    protocol_settings: RawProtocolSettings | None = None


class RawService(_Deprecable):
    """The whole file."""

    version: str | None = None
    metadata: RawMetadata
    operations: dict[str, RawOperation]
    shapes: dict[str, RawShape]
    documentation: str = ""
    client_context_params: dict[str, RawClientContextParam] = Field(default_factory=dict[str, RawClientContextParam])
    examples: dict[str, JsonValue] | None = None
