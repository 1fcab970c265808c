"""`endpoint-rule-set-1.json`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Raw

Function = Literal[
    "isSet",
    "not",
    "booleanEquals",
    "stringEquals",
    "getAttr",
    "substring",
    "uriEncode",
    "parseURL",
    "isValidHostLabel",
    "aws.partition",
    "aws.parseArn",
    "aws.isVirtualHostableS3Bucket",
]


class RawReference(Raw):
    """The value of a parameter or of an assignment."""

    ref: str


class RawCall(Raw):
    """A function and its arguments."""

    fn: Function
    argv: list[RawArgument]


RawArgument = RawReference | RawCall | str | bool | int


class RawCondition(RawCall):
    """A call that must hold, and a name for what it answers."""

    assign: str | None = None


class RawAuthScheme(Raw):
    """How requests to an endpoint are signed. Texts are templates."""

    name: Literal["sigv4", "sigv4a", "sigv4-s3express"]
    signing_name: str | None = None
    signing_region: str | None = None
    signing_region_set: list[str] | None = None
    disable_double_encoding: bool | None = None


class RawProperties(Raw):
    """What an endpoint has beside its URL. `metricValues` are for the user agent only and not used."""

    auth_schemes: list[RawAuthScheme] | None = None
    backend: str | None = None
    metric_values: list[str] | None = None


class RawEndpoint(Raw):
    """An endpoint; URL and headers are templates or values."""

    url: str | RawReference | RawCall
    properties: RawProperties = RawProperties()
    headers: dict[str, list[str | RawReference | RawCall]] = Field(
        default_factory=dict[str, "list[str | RawReference | RawCall]"]
    )


class _Rule(Raw):
    conditions: list[RawCondition]
    documentation: str = ""


class RawTreeRule(_Rule):
    """Rules to try when the conditions hold; the first that answers decides."""

    type: Literal["tree"]
    rules: list[RawRule]


class RawEndpointRule(_Rule):
    """An endpoint, when the conditions hold."""

    type: Literal["endpoint"]
    endpoint: RawEndpoint


class RawErrorRule(_Rule):
    """A refusal, when the conditions hold."""

    type: Literal["error"]
    error: str


RawRule = Annotated[RawTreeRule | RawEndpointRule | RawErrorRule, Field(discriminator="type")]


class RawParameter(Raw):
    """An input of the rule set."""

    type: Literal["string", "String", "boolean", "Boolean", "stringArray"]
    built_in: str | None = None
    default: str | bool | list[str] | None = None
    required: bool = False
    documentation: str = ""


class RawRuleSet(Raw):
    """The whole file."""

    version: Literal["1.0"]
    parameters: dict[str, RawParameter]
    rules: list[RawRule]


RawCall.model_rebuild()
RawTreeRule.model_rebuild()
