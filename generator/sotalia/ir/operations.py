"""Raw operations, paginators and waiters to IR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .shapes import deprecation, namespace
from .text import check, labels
from .types import Acceptor, Checksum, MemberName, Operation, Paginator, ShapeId, Waiter, WireName

if TYPE_CHECKING:
    from ..diagnostics import Report
    from ..raw.paginators import RawPaginator
    from ..raw.service import RawOperation, RawService
    from ..raw.waiters import RawAcceptor, RawWaiter

_NO_AUTH: Final = ("smithy.api#noAuth",)


class OperationBuilder:
    """Builds what calls are made of, for one service."""

    def __init__(self, folder: str, raw: RawService, report: Report) -> None:
        self._folder = folder
        self._raw = raw
        self._report = report

    def operation(self, name: str, raw: RawOperation) -> Operation:
        """One operation, its references checked."""
        where = f"{self._folder}: operations.{name}"
        check(name, "operation name", where, self._report)
        check(raw.name, "operation name", f"{where}.name", self._report)
        self._check_template(raw, where)
        self._check_references(raw, where)
        if raw.input and raw.input.location_name is not None:
            check(raw.input.location_name, "XML name", f"{where}.input.locationName", self._report)
        if raw.output and raw.output.result_wrapper is not None:
            check(raw.output.result_wrapper, "XML name", f"{where}.output.resultWrapper", self._report)
        for param in (*raw.static_context_params, *raw.operation_context_params):
            check(param, "rule set parameter", where, self._report)
        for param, expression in raw.operation_context_params.items():
            check(expression.path, "expression", f"{where}.operationContextParams.{param}", self._report)
        return Operation(
            name=name,
            wire_name=raw.name,
            method=raw.http.method,
            path=raw.http.request_uri,
            status=raw.http.response_code,
            input=ShapeId(raw.input.shape) if raw.input else None,
            input_wire_name=WireName(raw.input.location_name) if raw.input and raw.input.location_name else None,
            input_namespace=namespace(raw.input.xml_namespace, where, self._report) if raw.input else None,
            output=ShapeId(raw.output.shape) if raw.output else None,
            result_wrapper=raw.output.result_wrapper if raw.output else None,
            errors=tuple(dict.fromkeys(ShapeId(error.shape) for error in raw.errors)),
            host_prefix=raw.endpoint.host_prefix if raw.endpoint else None,
            auth=_auth(raw),
            unsigned_payload=raw.unsigned_payload or raw.authtype == "v4-unsigned-body",
            checksum=self._checksum(raw, where),
            compression=tuple(raw.requestcompression.encodings) if raw.requestcompression else (),
            endpoint_discovery=raw.endpointdiscovery.required if raw.endpointdiscovery else None,
            endpoint_operation=raw.endpointoperation,
            static_params=tuple((param, static.value) for param, static in raw.static_context_params.items()),
            context_params=tuple((param, found.path) for param, found in raw.operation_context_params.items()),
            idempotent=raw.idempotent,
            readonly=raw.readonly,
            deprecated=deprecation(raw.deprecated, raw.deprecated_message, raw.deprecated_since),
            doc=raw.documentation,
        )

    def _check_template(self, raw: RawOperation, where: str) -> None:
        template, prefix = raw.http.request_uri, raw.endpoint.host_prefix if raw.endpoint else ""
        check(template, "URI template", f"{where}.http.requestUri", self._report)
        input = self._raw.shapes.get(raw.input.shape) if raw.input else None
        members = input.members.items() if input else ()
        bound = {member.location_name or name for name, member in members if member.location == "uri"}
        named = set(labels(template))
        for label in sorted(named ^ bound):
            problem = "no member of the input fills" if label in named else "has no place for"
            self._report.add(f"{where}.http.requestUri", f"{problem} the label {label!r}", "correct the model")
        if prefix:
            check(prefix, "host prefix", f"{where}.endpoint.hostPrefix", self._report)
        for label in labels(prefix):
            if not any(name == label and member.host_label for name, member in members):
                problem = f"no hostLabel member of the input fills the label {label!r}"
                self._report.add(f"{where}.endpoint.hostPrefix", problem, "correct the model")
        if raw.http.response_code is not None and not 200 <= raw.http.response_code <= 599:
            problem = f"{raw.http.response_code} is no status of an answer"
            self._report.add(f"{where}.http.responseCode", problem, "correct the model")

    def _check_references(self, raw: RawOperation, where: str) -> None:
        references = [("input", raw.input.shape)] if raw.input else []
        references += [("output", raw.output.shape)] if raw.output else []
        references += [(f"errors.{error.shape}", error.shape) for error in raw.errors]
        for place, name in references:
            target = self._raw.shapes.get(name)
            if target is None:
                problem = f"refers to the shape {name!r}, which is not there"
                self._report.add(f"{where}.{place}", problem, "add it or correct the name")
            elif target.type != "structure" or target.document:
                self._report.add(f"{where}.{place}", f"{name!r} is not a structure", "correct the model")
            elif place.startswith("errors") and not target.exception:
                self._report.add(f"{where}.{place}", f"{name!r} is not an exception", "correct the model")

    def _checksum(self, raw: RawOperation, where: str) -> Checksum | None:
        trait = raw.http_checksum
        if trait is None:
            return Checksum(required=True) if raw.http_checksum_required else None
        input = self._raw.shapes.get(raw.input.shape) if raw.input else None
        for member in filter(None, (trait.request_algorithm_member, trait.request_validation_mode_member)):
            if input is None or member not in input.members:
                problem = f"names the member {member!r}, which the input has not"
                self._report.add(f"{where}.httpChecksum", problem, "correct the model")
        for algorithm in trait.response_algorithms:
            check(algorithm, "algorithm", f"{where}.httpChecksum", self._report)
        return Checksum(
            algorithm_member=_member(trait.request_algorithm_member),
            required=trait.request_checksum_required or raw.http_checksum_required,
            validation_member=_member(trait.request_validation_mode_member),
            response_algorithms=tuple(trait.response_algorithms),
        )

    def paginator(self, operation: str, raw: RawPaginator) -> Paginator:
        """One paginator, its input members checked; expressions are compiled, and so checked, by the plan."""
        where = f"{self._folder}: paginators-1.pagination.{operation}"
        inputs, outputs = _several(raw.input_token), _several(raw.output_token)
        members = self._input_members(operation, where)
        for token in (*inputs, *([raw.limit_key] if raw.limit_key is not None else [])):
            if members is not None and token not in members:
                self._report.add(where, f"names the input member {token!r}, which is not there", "correct the model")
        if len(inputs) != len(outputs):
            problem = f"has {len(inputs)} input tokens and {len(outputs)} output tokens"
            self._report.add(where, problem, "correct the model")
        results = _several(raw.result_key)
        more = [raw.more_results] if raw.more_results is not None else []
        for expression in (*outputs, *results, *raw.non_aggregate_keys, *more):
            check(expression, "expression", where, self._report)
        return Paginator(
            operation=operation,
            input_tokens=tuple(map(MemberName, inputs)),
            output_tokens=outputs,
            result_keys=results,
            limit_key=_member(raw.limit_key),
            more_results=raw.more_results,
            non_aggregate_keys=tuple(raw.non_aggregate_keys),
        )

    def waiter(self, name: str, raw: RawWaiter) -> Waiter:
        """One waiter."""
        where = f"{self._folder}: waiters-2.waiters.{name}"
        check(name, "waiter name", where, self._report)
        self._input_members(raw.operation, where)
        if raw.delay < 1 or raw.max_attempts < 1:
            self._report.add(where, "waits no time at all", "correct delay and maxAttempts")
        acceptors = tuple(
            self._acceptor(acceptor, f"{where}.acceptors.{index}") for index, acceptor in enumerate(raw.acceptors)
        )
        if not any(acceptor.state == "success" for acceptor in acceptors):
            self._report.add(where, "can never succeed", "add an acceptor of state success")
        return Waiter(
            name=name, operation=raw.operation, delay=raw.delay, max_attempts=raw.max_attempts, acceptors=acceptors
        )

    def _acceptor(self, raw: RawAcceptor, where: str) -> Acceptor:
        if raw.matcher.startswith("path"):
            if raw.argument is None:
                self._report.add(where, f"is a {raw.matcher} without an argument", "add a JMESPath expression")
            else:
                check(raw.argument, "expression", where, self._report)
        fits = {
            "status": type(raw.expected) is int,
            "error": not isinstance(raw.expected, int) or raw.expected in (0, 1),
        }
        if not fits.get(raw.matcher, True):
            self._report.add(where, f"expects {raw.expected!r} of a {raw.matcher}", "correct the model")
        return Acceptor(state=raw.state, matcher=raw.matcher, expected=raw.expected, argument=raw.argument)

    def _input_members(self, operation: str, where: str) -> frozenset[str] | None:
        raw = self._raw.operations.get(operation)
        if raw is None:
            self._report.add(where, f"is for the operation {operation!r}, which is not there", "correct the model")
            return None
        shape = self._raw.shapes.get(raw.input.shape) if raw.input else None
        return frozenset(shape.members) if shape else frozenset()


def _auth(raw: RawOperation) -> tuple[str, ...] | None:
    if raw.auth is not None:
        return tuple(raw.auth)
    return _NO_AUTH if raw.authtype == "none" else None


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _member(name: str | None) -> MemberName | None:
    return None if name is None else MemberName(name)
