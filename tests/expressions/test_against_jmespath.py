"""A compiled expression finds what the `jmespath` library finds, for documents that hypothesis makes.

By default the services whose expressions are more than paths; every waiter, paginator and endpoint parameter with SOTALIA_ALL_SERVICES=1.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import jmespath
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jmespath.exceptions import JMESPathError
from sotalia.diagnostics import Report
from sotalia.load import botocore_source
from sotalia.pipeline import represent
from sotalia.plan.jmespath import Scope, compile_expression
from sotalia.plan.names import field_name
from sotalia_runtime import expressions

from .documents import Documents, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sotalia.ir.types import Service, ShapeId

EVERYTHING = bool(os.environ.get("SOTALIA_ALL_SERVICES"))
SOURCE = botocore_source()
SERVICES = ["acm", "cloudfront", "dynamodb", "ecs", "inspector2", "kinesis", "neptune-graph", "s3", "ses"]
# Over shapes of the services above: what no model says today, and the language has.
OTHERS = {
    ("ecs", "DescribeServices"): [
        "services[*].deployments[*].status",
        "services[].deployments[].[id, status][]",
        "services[?runningCount > `0` && !(status == 'DRAINING')].serviceName | [0]",
        "services[?desiredCount].serviceName",
        "services[0].deployments[1].id",
        "services[1:].serviceName",
        "services[].deployments[] | [-2].id",
        "length(services[].deployments[]) >= `2`",
        "failures[0].reason || services[-1].status || 'none'",
        "services[0].runningCount || `7`",
        "services[0].runningCount && 'yes'",
        "services[0].runningCount < services[0].desiredCount",
        "@.failures[].arn",
    ],
    ("dynamodb", "BatchGetItem"): [
        "values(Responses)[][]",
        "keys(Responses)",
        "Responses.*[].Key.S",
        "Responses.Key[].k.[S, N]",
        "Responses.Key[0].k.M.k.S",
        "UnprocessedKeys.Key.Keys[].k.S",
    ],
}


@cache
def service_of(name: str) -> Service:
    report = Report()
    loaded = SOURCE.load(name, report)
    report.raise_if_any()
    assert loaded is not None
    return represent(loaded)


def expressions_of(service: Service) -> Iterator[tuple[str, ShapeId]]:
    """Every distinct expression of a model that is more than one name, with the shape it is applied to."""
    for waiter in service.waiters.values():
        for acceptor in waiter.acceptors:
            if acceptor.argument:
                yield acceptor.argument, service.operations[waiter.operation].output or _missing()
    for paginator in service.paginators.values():
        output = service.operations[paginator.operation].output or _missing()
        for text in (*paginator.output_tokens, *paginator.result_keys, paginator.more_results):
            if text:
                yield text, output
    for operation in service.operations.values():
        for _, text in operation.context_params:
            yield text, operation.input or _missing()


def _missing() -> ShapeId:
    raise AssertionError("an expression over nothing")


def cases() -> Iterator[Any]:
    for name in SOURCE.services if EVERYTHING else SERVICES:
        service = service_of(name)
        for text, root in dict.fromkeys(expressions_of(service)):
            if EVERYTHING or not text.isidentifier():
                yield pytest.param(name, root, text, id=f"{name}: {text}")
    for (name, operation), texts in OTHERS.items():
        for text in texts:
            yield pytest.param(name, service_of(name).operations[operation].output, text, id=f"{name}: {text}")


def function(text: str, service: Service, root: ShapeId) -> Callable[[Any], Any]:
    scope = Scope(service, root, lambda shape, member: field_name(service.folder, shape, member))
    compiled = compile_expression(text, scope)
    helpers = {name: getattr(expressions, name) for name in compiled.helpers}
    return eval(f"lambda output: {compiled.source}", helpers)  # the thing under test is text


@pytest.mark.parametrize(("name", "root", "text"), [*cases()])
def test_the_same_value(name: str, root: ShapeId, text: str) -> None:
    service = service_of(name)
    documents = Documents(service, text)
    found = function(text, service, root)
    oracle = jmespath.compile(text)

    @settings(
        max_examples=5 if EVERYTHING else 40, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        document = data.draw(documents.of(root))
        ours = plain(found(documents.model(root, document)))
        try:
            theirs = oracle.search(document)
        except JMESPathError:  # the length of null, which is 0 here
            return
        # A list in a structure that is not there is empty here.
        assert ours == theirs or (ours in ([], {}) and theirs is None), document

    check()
