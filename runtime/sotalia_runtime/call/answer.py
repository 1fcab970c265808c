"""From a response to an output, or to the error that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from ..codecs import build_error, parse, parse_error
from ..errors import ServiceError
from ..model.metadata import ResponseMetadata, request_ids
from ..model.structure import set_metadata

if TYPE_CHECKING:
    from ..checksums.response import ResponseChecksum
    from ..flow import Flow
    from ..http.messages import HttpResponse
    from ..model.structure import Output
    from ..operation import Service
    from .context import Call
    from .core import ClientCore


def receive(core: ClientCore, call: Call, response: HttpResponse) -> Flow[Output]:
    """Read and parse an answer. Raises the service's error, or ResponseError."""
    plan = call.plan
    good = 200 <= response.status < 300
    if good and plan.stream is not None:
        return _streamed(core, call, response, plan.stream)
    body: bytes = yield from response.body.read_all()
    if core.log is not None:
        core.log.response(call, response, body)
    if not good:
        raise service_error(call, response, body)
    for disguised in plan.custom.responses:
        if disguised(call, response, body):
            raise service_error(call, response, body)
    check = _check(core, call, response)
    if check is not None:
        check.update(body)
        check.verify()
    output = parse(call.operation, plan.output, response.status, response.headers, body)
    set_metadata(output, metadata(call, response, *request_ids(response.headers)))
    for adjust in plan.custom.outputs:
        output = adjust(call, output, body)
    return output


def _streamed(core: ClientCore, call: Call, response: HttpResponse, field: str) -> Output:
    """An output whose body is still on the wire; from here on it belongs to the caller."""
    plan = call.plan
    if core.log is not None:
        core.log.response(call, response, None)
    try:
        output = parse(call.operation, plan.output, response.status, response.headers, b"")
        check = _check(core, call, response)
        cast("dict[str, Any]", output.__dict__)[field] = core.stream(response, check)
    except BaseException:
        response.body.close()
        raise
    set_metadata(output, metadata(call, response, *request_ids(response.headers)))
    return output


def _check(core: ClientCore, call: Call, response: HttpResponse) -> ResponseChecksum | None:
    """The check that the answer's headers and the operation's model ask for."""
    checksum = call.operation.checksum
    if checksum is None or not checksum.response_algorithms or not core.checks_answers:
        return None
    from ..checksums.response import validator

    return validator(response.headers, checksum.response_algorithms)


def metadata(call: Call, response: HttpResponse, request_id: str | None, host_id: str | None) -> ResponseMetadata:
    """What is known of the answer beside its members."""
    return ResponseMetadata(
        status=response.status, headers=response.headers, request_id=request_id, host_id=host_id, attempts=call.attempt
    )


def service_error(call: Call, response: HttpResponse, body: bytes) -> ServiceError:
    """The error that an answer stands for, of the class that the service's package has for its code."""
    call.error_body = body
    found = parse_error(call.operation, response.status, response.headers, body)
    if not found.error_class.__code__:
        # The operation's model does not name it, but another operation's may: NoSuchBucket of S3 is of one alone.
        cls = _classes_of(call.service).get(found.code)
        if cls is not None:
            found = found.replace(error_class=cls)
    error = build_error(call.operation, found, metadata(call, response, found.request_id, found.host_id))
    from ..retry.classify import classify

    error.retryable = classify(error, service=call.service.id) is not None
    return error


# Per service: the classes of its package by code.
_classes: Final[dict[str, dict[str, type[ServiceError]]]] = {}


def _classes_of(service: Service) -> dict[str, type[ServiceError]]:
    known = _classes.get(service.package)
    if known is None:
        from importlib import import_module

        named = vars(import_module(f"{service.package}.errors")).values()
        classes = [value for value in named if isinstance(value, type) and issubclass(value, ServiceError)]
        known = _classes[service.package] = {cls.__code__: cls for cls in classes if cls.__code__}
    return known
