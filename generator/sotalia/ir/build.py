"""A validated model to `ir.types.Service`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .operations import OperationBuilder
from .shapes import ShapeBuilder
from .text import check
from .types import ClientParam, Namespace, Service

if TYPE_CHECKING:
    from ..diagnostics import Report
    from ..raw import RawModel
    from ..raw.service import Protocol, RawMetadata

# boto3 speaks the first of these that a service offers, so answers, limits and error codes are known to be as documented.
PROTOCOLS: Final[tuple[Protocol, ...]] = ("json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2")
_SIGV4: Final = ("aws.auth#sigv4",)
_BEARER: Final = ("smithy.api#httpBearerAuth",)


def build(raw: RawModel, report: Report) -> Service:
    """Build the representation of one service.

    Every name that does not hold together is reported; what is answered is only good when `report` has no error.
    """
    folder, model = raw.folder, raw.service
    metadata = model.metadata
    protocol = choose_protocol(metadata)
    _check_metadata(folder, metadata, protocol, report)
    operations = OperationBuilder(folder, model, report)
    for name in model.client_context_params:
        check(name, "rule set parameter", f"{folder}: clientContextParams.{name}", report)
    for name in raw.rule_set_parameters:
        check(name, "rule set parameter", f"{folder}: endpoint-rule-set-1.parameters.{name}", report)
    return Service(
        folder=folder,
        id=metadata.service_id,
        full_name=metadata.service_full_name,
        uid=metadata.uid,
        api_version=metadata.api_version,
        protocol=protocol,
        signature_version=metadata.signature_version,
        signing_name=metadata.signing_name or metadata.endpoint_prefix,
        endpoint_prefix=metadata.endpoint_prefix,
        auth=tuple(metadata.auth) if metadata.auth else _BEARER if metadata.signature_version == "bearer" else _SIGV4,
        json_version=metadata.json_version if protocol == "json" else None,
        target_prefix=metadata.target_prefix,
        xml_namespace=Namespace(uri=metadata.xml_namespace) if metadata.xml_namespace else None,
        query_compatible=metadata.aws_query_compatible is not None,
        client_params=tuple(
            ClientParam(name=name, kind=param.type, doc=param.documentation)
            for name, param in model.client_context_params.items()
        ),
        operations={name: operations.operation(name, operation) for name, operation in model.operations.items()},
        shapes=ShapeBuilder(folder, protocol, model.shapes, report).build(),
        paginators={name: operations.paginator(name, found) for name, found in raw.paginators.pagination.items()},
        waiters={name: operations.waiter(name, found) for name, found in raw.waiters.waiters.items()},
        rule_set=raw.rule_set,
        doc=model.documentation,
    )


def choose_protocol(metadata: RawMetadata) -> str:
    """The protocol to speak: the first of `PROTOCOLS` that the service offers."""
    offered = metadata.protocols or [metadata.protocol]
    return next(protocol for protocol in PROTOCOLS if protocol in offered)


def _check_metadata(folder: str, metadata: RawMetadata, protocol: str, report: Report) -> None:
    where = f"{folder}: metadata"
    for key, value, kind in (
        ("serviceId", metadata.service_id, "service id"),
        ("serviceFullName", metadata.service_full_name, "service name"),
        ("apiVersion", metadata.api_version, "API version"),
        ("uid", metadata.uid, "uid"),
        ("endpointPrefix", metadata.endpoint_prefix, "endpoint prefix"),
        ("signingName", metadata.signing_name, "signing name"),
        ("jsonVersion", metadata.json_version, "JSON version"),
        ("targetPrefix", metadata.target_prefix, "target prefix"),
        ("xmlNamespace", metadata.xml_namespace, "XML namespace"),
    ):
        if value is not None:
            check(value, kind, f"{where}.{key}", report)
    if protocol == "json" and (metadata.target_prefix is None or metadata.json_version is None):
        report.add(where, "speaks json but has no targetPrefix or jsonVersion", "add them")
