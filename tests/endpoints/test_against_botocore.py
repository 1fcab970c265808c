"""A compiled rule set answers what botocore's interpreter of rule sets answers.

By default every service with parameters of its own and a tenth of the others; all of them with SOTALIA_ALL_SERVICES=1.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore
import pytest
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointResolutionError
from sotalia.plan.rulesets import RuleSetSource, compile_rule_set
from sotalia_runtime.endpoints.resolved import AuthSchemeOption, Endpoint
from sotalia_runtime.errors import EndpointError

from .cases import Explorer, grid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

DATA = Path(botocore.__file__).parent / "data"
PARTITIONS = json.loads((DATA / "partitions.json").read_text())
EVERYTHING = bool(os.environ.get("SOTALIA_ALL_SERVICES"))
FILE = "<compiled rule set>"
COMMON = {"Region", "UseFIPS", "UseDualStack", "Endpoint"}
# botocore raises these from inside a function that got no value; the specification leaves it open.
UNDEFINED = ("Both arguments must be", "Both values must be", "Input must be a string")


def newest_rule_sets() -> dict[str, Path]:
    return {path.parts[-3]: path for path in sorted(DATA.glob("*/*/endpoint-rule-set-1.json.gz"))}


def load(path: Path) -> dict[str, Any]:
    return json.loads(gzip.decompress(path.read_bytes()))


def chosen() -> list[str]:
    services = newest_rule_sets()
    rich = [name for name, path in services.items() if b'"builtIn":"AWS::Auth' in gzip.decompress(path.read_bytes())]
    named = ["s3", "s3control", "kinesis", "sts", "events", "acm", "iam", "codecatalyst", "neptune-graph", "signin"]
    return list(services) if EVERYTHING else sorted({*rich, *named, *list(services)[::10]})


def loaded(source: RuleSetSource) -> Any:
    """The compiled function, from the text that a package would hold."""
    imports = "".join(f"from {module} import {', '.join(names)}\n" for module, names in source.imports)
    space: dict[str, Any] = {}
    text = f"from __future__ import annotations\n{imports}\n{source.source}"
    exec(compile(text, FILE, "exec"), space)  # the thing under test is text
    return space["resolve"]


@contextmanager
def lines_run() -> Iterator[set[int]]:
    """The lines of the compiled text that run: which rules were tried."""
    lines: set[int] = set()

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename != FILE:
            return None
        if event == "line":
            lines.add(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield lines
    finally:
        sys.settrace(before)


def ours(resolve: Any, source: RuleSetSource, params: dict[str, Any]) -> Endpoint | str:
    names = {param.name: param.python_name for param in source.params}
    try:
        return resolve(**{names[name]: value for name, value in params.items() if value is not None})
    except EndpointError as error:
        return str(error)


def botocores(provider: EndpointProvider, params: dict[str, Any]) -> Endpoint | str:
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in params.items()}
    try:
        found = provider.resolve_endpoint(**{name: value for name, value in given.items() if value is not None})
    except EndpointResolutionError as error:
        return str(error)
    except KeyError as error:  # a template that needs what was not given
        return f"Cannot find value for {error}"
    schemes = tuple(
        AuthSchemeOption(
            scheme["name"],
            scheme.get("signingName"),
            scheme.get("signingRegion"),
            tuple(scheme.get("signingRegionSet", ())),
            scheme.get("disableDoubleEncoding", False),
        )
        for scheme in found.properties.get("authSchemes", ())
    )
    headers = {name: tuple(values) for name, values in found.headers.items()}
    return Endpoint(found.url, schemes, headers, found.properties.get("backend"))


@pytest.mark.parametrize("service", chosen())
def test_the_same_endpoint_or_the_same_refusal(service: str) -> None:
    document = load(newest_rule_sets()[service])
    source = compile_rule_set(document)
    resolve = loaded(source)
    provider = EndpointProvider(document, PARTITIONS)
    rich = {param.name for param in source.params} > COMMON or service == "s3"
    for params in grid(source.params):
        compare(provider, resolve, source, params)
    explorer = Explorer(service, source.params)
    for _ in range(4000 if rich else 100):
        params = explorer.draw()
        with lines_run() as lines:
            found = compare(provider, resolve, source, params)
        if isinstance(found, Endpoint):
            explorer.learn(params, frozenset(lines))


def compare(provider: EndpointProvider, resolve: Any, source: RuleSetSource, params: dict[str, Any]) -> Endpoint | str:
    expected = botocores(provider, params)
    if isinstance(expected, str) and expected.startswith(UNDEFINED):
        return expected
    found = ours(resolve, source, params)
    if isinstance(expected, str) and expected.startswith(("No endpoint found", "Cannot find value")):
        assert isinstance(found, str), params
    else:
        assert found == expected, params
    return found
