"""What the runtime knows of a service and of one operation: constants of a generated package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .endpoints.resolved import Endpoint
    from .model.structure import Output

ProtocolName = Literal["json", "rest-json", "rest-xml", "query", "ec2", "smithy-rpc-v2-cbor"]
AuthScheme = Literal["aws.auth#sigv4", "aws.auth#sigv4a", "smithy.api#httpBearerAuth", "smithy.api#noAuth"]


class Service:
    """One service: how it is spoken to. Made once, in a package's `_service.py`."""

    __slots__ = (
        "api_version",
        "auth",
        "client_params",
        "endpoint",
        "endpoint_params",
        "endpoint_prefix",
        "id",
        "json_version",
        "package",
        "protocol",
        "query_compatible",
        "signature_version",
        "signing_name",
        "target_prefix",
        "version",
        "xml_namespace",
    )

    def __init__(
        self,
        *,
        id: str,  # the model's serviceId, "DynamoDB"
        package: str,  # "sotalia_dynamodb"
        version: str,  # of the generated package
        protocol: ProtocolName,
        api_version: str,
        endpoint_prefix: str,
        signing_name: str,
        endpoint: Callable[..., Endpoint],  # the compiled rule set: keyword arguments are its parameters
        # rule set parameter (its own name) -> builtIn ("AWS::Region"), or None where it has none
        endpoint_params: Mapping[str, str | None],
        auth: Sequence[AuthScheme] = ("aws.auth#sigv4",),
        signature_version: str = "v4",
        json_version: str | None = None,
        target_prefix: str | None = None,
        xml_namespace: str | None = None,
        query_compatible: bool = False,
        # clientContextParams: python name -> rule set parameter
        client_params: Mapping[str, str] | None = None,
    ) -> None:
        self.id = id
        self.package = package
        self.version = version
        self.protocol: ProtocolName = protocol
        self.api_version = api_version
        self.endpoint_prefix = endpoint_prefix
        self.signing_name = signing_name
        self.endpoint = endpoint
        self.endpoint_params = endpoint_params
        self.auth = auth
        self.signature_version = signature_version
        self.json_version = json_version
        self.target_prefix = target_prefix
        self.xml_namespace = xml_namespace
        self.query_compatible = query_compatible
        self.client_params: Mapping[str, str] = client_params or {}

    def __repr__(self) -> str:
        return f"<Service {self.id}>"

    def __reduce__(self) -> str | tuple[object, ...]:
        return _service_of, (self.package,)


def _service_of(package: str) -> Service:
    from importlib import import_module

    return import_module(f"{package}._service").SERVICE


class HttpChecksum:
    """The model's httpChecksum trait. Member names are the model's."""

    __slots__ = ("algorithm_member", "required", "response_algorithms", "validation_member")

    def __init__(
        self,
        *,
        algorithm_member: str | None = None,
        required: bool = False,
        validation_member: str | None = None,
        response_algorithms: Sequence[str] = (),
    ) -> None:
        self.algorithm_member = algorithm_member
        self.required = required
        self.validation_member = validation_member
        self.response_algorithms = response_algorithms


class Operation:
    """One operation: its place on the wire, and everything of the model that a call needs. A class constant of its Input."""

    __slots__ = (
        "async_output",
        "auth",
        "checksum",
        "context_params",
        "errors",
        "host_prefix",
        "input_name",
        "input_namespace",
        "method",
        "name",
        "output",
        "path",
        "result_wrapper",
        "service",
        "static_params",
        "unsigned_payload",
        "wire_name",
    )

    def __init__(
        self,
        *,
        name: str,
        service: Service,
        output: type[Output],
        async_output: type[Output] | None = None,  # where the output is a stream
        wire_name: str | None = None,  # the model's `name` where it is not the operation's key
        method: str = "POST",
        path: str = "/",  # requestUri: labels, greedy labels, constant query
        # error code on the wire -> name of its class in the package's `errors`
        errors: Mapping[str, str] | None = None,
        host_prefix: str | None = None,
        auth: Sequence[AuthScheme] | None = None,  # where it differs from the service's
        unsigned_payload: bool = False,
        checksum: HttpChecksum | None = None,
        input_name: str | None = None,  # XML root: locationName of the input reference
        input_namespace: str | None = None,
        result_wrapper: str | None = None,
        static_params: Mapping[str, str | bool] | None = None,
        # operationContextParams: parameter -> function of the input
        context_params: Mapping[str, Callable[[Any], object]] | None = None,
    ) -> None:
        self.name = name
        self.service = service
        self.output = output
        self.async_output = async_output or output
        self.wire_name = wire_name or name
        self.method = method
        self.path = path
        self.errors: Mapping[str, str] = errors or {}
        self.host_prefix = host_prefix
        self.auth = auth
        self.unsigned_payload = unsigned_payload
        self.checksum = checksum
        self.input_name = input_name
        self.input_namespace = input_namespace
        self.result_wrapper = result_wrapper
        self.static_params: Mapping[str, str | bool] = static_params or {}
        self.context_params: Mapping[str, Callable[[Any], object]] = context_params or {}

    def __repr__(self) -> str:
        return f"<Operation {self.service.id}.{self.name}>"
