"""The descriptors that generated classes carry: what the model says of a member, and nothing else.

A *shape* here is one of the scalar singletons below, a `Timestamp`, `List` or `Map`, a `Structure`
subclass, a `TypedDict` made by `@union`, or a string: the name of a class in the same module or,
failing that, in the package's `types` facade (forward references inside one cycle, and lazy ones from `errors.py`).
"""

from __future__ import annotations

from typing import Final, Literal

Location = Literal["header", "headers", "uri", "querystring", "statusCode"]
TimestampFormat = Literal["iso8601", "unixTimestamp", "rfc822"]


class Scalar:
    """A shape without parts. `kind` is the model's type name."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return self.kind.upper()


STRING: Final = Scalar("string")
BOOLEAN: Final = Scalar("boolean")
INTEGER: Final = Scalar("integer")  # integer and long
FLOAT: Final = Scalar("float")  # float and double
BLOB: Final = Scalar("blob")
DOCUMENT: Final = Scalar("document")  # any JSON value
STREAM: Final = Scalar("stream")  # a blob payload, streamed
EVENTS: Final = Scalar("events")  # an event stream payload


class Timestamp:
    """A point in time; `format` is None where the protocol's default for the place holds."""

    __slots__ = ("format",)

    def __init__(self, format: TimestampFormat | None = None) -> None:
        self.format: TimestampFormat | None = format

    def __repr__(self) -> str:
        return f"Timestamp({self.format!r})"


TIMESTAMP: Final = Timestamp()


class List:
    """A list. `name` is the wire name of one entry where the model gives one (`member` otherwise)."""

    __slots__ = ("flattened", "item", "name", "sparse")

    def __init__(self, item: object, *, name: str | None = None, flattened: bool = False, sparse: bool = False) -> None:
        self.item = item
        self.name = name
        self.flattened = flattened
        self.sparse = sparse

    def __repr__(self) -> str:
        return f"List({self.item!r})"


class Map:
    """A map from text. `key_name` and `value_name` are given where the model names them (`key`, `value` otherwise)."""

    __slots__ = ("flattened", "key_name", "sparse", "value", "value_name")

    def __init__(
        self,
        value: object,
        *,
        key_name: str | None = None,
        value_name: str | None = None,
        flattened: bool = False,
        sparse: bool = False,
    ) -> None:
        self.value = value
        self.key_name = key_name
        self.value_name = value_name
        self.flattened = flattened
        self.sparse = sparse

    def __repr__(self) -> str:
        return f"Map({self.value!r})"


class Member:
    """One member of a structure, as the model has it.

    `name` is the model's member name: botocore's spelling, and the pydantic alias. `wire` is the model's
    locationName where it has one (whatever the location), `location` its place outside the body.
    """

    __slots__ = (
        "context_param",
        "event",
        "flattened",
        "host_label",
        "idempotency_token",
        "json_value",
        "location",
        "name",
        "namespace",
        "payload",
        "query_name",
        "required",
        "sensitive",
        "shape",
        "wire",
        "xml_attribute",
    )

    def __init__(
        self,
        name: str,
        shape: object,
        wire: str | None = None,
        *,
        location: Location | None = None,
        payload: bool = False,  # this member is the whole HTTP body
        required: bool = False,
        sensitive: bool = False,
        idempotency_token: bool = False,
        host_label: bool = False,
        json_value: bool = False,
        context_param: str | None = None,  # name of the rule set parameter it feeds
        flattened: bool = False,  # given on the member reference, not on the list shape
        query_name: str | None = None,  # ec2's queryName
        namespace: tuple[str, str | None] | None = None,  # (uri, prefix) of xmlNamespace
        xml_attribute: bool = False,
        event: Literal["event", "exception", "eventpayload", "eventheader"] | None = None,
    ) -> None:
        self.name = name
        self.shape = shape
        self.wire = wire
        self.location: Location | None = location
        self.payload = payload
        self.required = required
        self.sensitive = sensitive
        self.idempotency_token = idempotency_token
        self.host_label = host_label
        self.json_value = json_value
        self.context_param = context_param
        self.flattened = flattened
        self.query_name = query_name
        self.namespace = namespace
        self.xml_attribute = xml_attribute
        self.event = event

    def __repr__(self) -> str:
        return f"Member({self.name!r}, {self.shape!r})"


class Members(dict[str, Member]):
    """Python field name to `Member`; called with a field name it answers the alias, as pydantic's `alias_generator`."""

    __slots__ = ()

    def __call__(self, field: str) -> str:
        """The alias of a field: the model's name."""
        return self[field].name
