"""Whatever text stands in a model is refused, or is inert in what is generated from it; and it never chooses a path."""

from __future__ import annotations

import ast
import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sotalia.diagnostics import GenerationError, Report
from sotalia.load import ModelSource
from sotalia.pipeline import represent
from sotalia.plan import PlanOptions, plan_package
from sotalia.render import render_package
from sotalia.write import FileTree

from generator_front.conftest import EXAMPLE

if TYPE_CHECKING:
    from sotalia.load import LoadedModel

# Each holds the word that must not be found as code.
TEXTS = {
    "quotes": '"\'pwned(\'" """\npwned()\n""" \'\'\'\npwned()\n\'\'\' \\");pwned();("',
    "trailing-backslash": "pwned\\",
    "newlines": "x\npwned()\r\npwned()\rpwned()\x0cpwned()\u2028pwned()\x85pwned()\n",
    "templates": "{pwned()}{{ pwned }}{% include 'pwned' %}{# pwned #}%(pwned)s{0.__class__}",
    "path": "../../pwned",
    "windows-path": "..\\..\\pwned",
    "controls": "\x1b]0;pwned\x07\x00\u202epwned\x7f",
    "surrogate": "pwned\ud800",
    "fullwidth": "\uff50wned",
    "html": '<p>pwned</p><script>pwned()</script><a href="pwned">',
    "long": "pwned" * 2_000,
}

# Position -> how the text gets there. Each takes the document and the text.
POSITIONS: dict[str, tuple[str, Any]] = {
    "service id": ("service", lambda d, t: d["metadata"].update(serviceId=t)),
    "service name": ("service", lambda d, t: d["metadata"].update(serviceFullName=t)),
    "uid": ("service", lambda d, t: d["metadata"].update(uid=t)),
    "api version": ("service", lambda d, t: d["metadata"].update(apiVersion=t)),
    "endpoint prefix": ("service", lambda d, t: d["metadata"].update(endpointPrefix=t)),
    "signing name": ("service", lambda d, t: d["metadata"].update(signingName=t)),
    "target prefix": ("service", lambda d, t: d["metadata"].update(targetPrefix=t)),
    "json version": (
        "service",
        lambda d, t: d["metadata"].update(protocol="json", protocols=["json"], jsonVersion=t),
    ),
    "xml namespace": ("service", lambda d, t: d["metadata"].update(xmlNamespace=t)),
    "documentation": ("service", lambda d, t: d.update(documentation=t)),
    "client option": ("service", lambda d, t: d["clientContextParams"].update({t: {"type": "string"}})),
    "client option doc": ("service", lambda d, t: d["clientContextParams"]["NightMode"].update(documentation=t)),
    "operation": ("service", lambda d, t: d["operations"].update({t: d["operations"]["GetLight"]})),
    "operation wire name": ("service", lambda d, t: d["operations"]["GetLight"].update(name=t)),
    "operation doc": ("service", lambda d, t: d["operations"]["GetLight"].update(documentation=t)),
    "operation deprecation": ("service", lambda d, t: d["operations"]["SnuffLight"].update(deprecatedMessage=t)),
    "deprecated since": ("service", lambda d, t: d["operations"]["SnuffLight"].update(deprecatedSince=t)),
    "uri": ("service", lambda d, t: d["operations"]["PollWeather"]["http"].update(requestUri=f"/{t}")),
    "host prefix": ("service", lambda d, t: d["operations"]["GetLogBook"]["endpoint"].update(hostPrefix=t)),
    "static parameter": (
        "service",
        lambda d, t: d["operations"]["SignalShip"]["staticContextParams"].update({t: {"value": True}}),
    ),
    "static value": (
        "service",
        lambda d, t: d["operations"]["SignalShip"]["staticContextParams"].update(Harbour={"value": t}),
    ),
    "operation context": (
        "service",
        lambda d, t: d["operations"]["SignalShip"].update(operationContextParams={"Harbour": {"path": t}}),
    ),
    "result wrapper": ("service", lambda d, t: d["operations"]["GetLight"]["output"].update(resultWrapper=t)),
    "input name": ("service", lambda d, t: d["operations"]["GetLight"]["input"].update(locationName=t)),
    "input namespace": ("service", lambda d, t: d["operations"]["GetLight"]["input"].update(xmlNamespace={"uri": t})),
    "shape": (
        "service",
        lambda d, t: (
            d["shapes"].update({t: {"type": "structure", "members": {}}}),
            d["shapes"]["Light"]["members"].update(other={"shape": t}),
        ),
    ),
    "enum shape": (
        "service",
        lambda d, t: (
            d["shapes"].update({t: {"type": "string", "enum": ["a"]}}),
            d["shapes"]["Light"]["members"].update(other={"shape": t}),
        ),
    ),
    "shape doc": ("service", lambda d, t: d["shapes"]["Light"].update(documentation=t)),
    "enum value": ("service", lambda d, t: d["shapes"]["LightState"]["enum"].append(t)),
    "enum doc": ("service", lambda d, t: d["shapes"]["LightState"].update(documentation=t)),
    "pattern": ("service", lambda d, t: d["shapes"]["LightId"].update(pattern=t)),
    "member": ("service", lambda d, t: d["shapes"]["Light"]["members"].update({t: {"shape": "String"}})),
    "union member": ("service", lambda d, t: d["shapes"]["Lamp"]["members"].update({t: {"shape": "String"}})),
    "input member": (
        "service",
        lambda d, t: d["shapes"]["CreateLightRequest"]["members"].update({t: {"shape": "String"}}),
    ),
    "error member": (
        "service",
        lambda d, t: d["shapes"]["ConflictException"]["members"].update({t: {"shape": "String"}}),
    ),
    "member doc": ("service", lambda d, t: d["shapes"]["Light"]["members"]["name"].update(documentation=t)),
    "member wire name": (
        "service",
        lambda d, t: d["shapes"]["Position"]["members"]["longitude"].update(locationName=t),
    ),
    "header": ("service", lambda d, t: d["shapes"]["GetLogBookResponse"]["members"]["ETag"].update(locationName=t)),
    "query": ("service", lambda d, t: d["shapes"]["GetLightRequest"]["members"]["schema"].update(locationName=t)),
    "context parameter": (
        "service",
        lambda d, t: d["shapes"]["SignalShipRequest"]["members"]["harbour"]["contextParam"].update(name=t),
    ),
    "error code": ("service", lambda d, t: d["shapes"]["ThrottlingException"]["error"].update(code=t)),
    "error doc": ("service", lambda d, t: d["shapes"]["ThrottlingException"].update(documentation=t)),
    "algorithm": (
        "service",
        lambda d, t: d["operations"]["PutLogBook"]["httpChecksum"].update(responseAlgorithms=[t]),
    ),
    "paginator": ("paginators", lambda d, t: d["pagination"].update({t: d["pagination"]["ListLights"]})),
    "token": ("paginators", lambda d, t: d["pagination"]["ListLights"].update(output_token=t)),
    "result key": ("paginators", lambda d, t: d["pagination"]["ListLights"].update(result_key=t)),
    "more results": ("paginators", lambda d, t: d["pagination"]["ListLights"].update(more_results=t)),
    "waiter": ("waiters", lambda d, t: d["waiters"].update({t: d["waiters"]["LightLit"]})),
    "waiter doc": ("waiters", lambda d, t: d["waiters"]["LightLit"].update(description=t)),
    "acceptor expression": ("waiters", lambda d, t: d["waiters"]["LightLit"]["acceptors"][0].update(argument=t)),
    "acceptor value": ("waiters", lambda d, t: d["waiters"]["LightLit"]["acceptors"][0].update(expected=t)),
    "acceptor error": ("waiters", lambda d, t: d["waiters"]["LightLit"]["acceptors"][2].update(expected=t)),
    "rule parameter": (
        "rule_set",
        lambda d, t: d["parameters"].update({t: {"type": "string", "documentation": ""}}),
    ),
    "rule builtin": ("rule_set", lambda d, t: d["parameters"]["Region"].update(builtIn=t)),
    "rule default": ("rule_set", lambda d, t: d["parameters"]["Region"].update(default=t)),
    "rule error": ("rule_set", lambda d, t: d["rules"][2].update(error=t)),
    "rule url": ("rule_set", lambda d, t: d["rules"][1]["rules"][4]["endpoint"].update(url=f"https://{t}")),
    "rule header": ("rule_set", lambda d, t: d["rules"][1]["rules"][0]["endpoint"].update(headers={t: [t]})),
    "rule assignment": ("rule_set", lambda d, t: d["rules"][1]["conditions"][1].update(assign=t)),
    "rule reference": ("rule_set", lambda d, t: d["rules"][0]["conditions"][0].update(argv=[{"ref": t}])),
    "rule scheme": (
        "rule_set",
        lambda d, t: d["rules"][1]["rules"][0]["endpoint"]["properties"]["authSchemes"][0].update(signingName=t),
    ),
}


@pytest.fixture(scope="module")
def example() -> LoadedModel:
    report = Report()
    loaded = ModelSource(EXAMPLE).load("lighthouse", report)
    assert loaded, report
    return loaded


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_refused_or_inert(example: LoadedModel, position: str, text: str) -> None:
    file, place = POSITIONS[position]
    changed = copy.deepcopy(getattr(example, file))
    place(changed, TEXTS[text])
    try:
        service = represent(replace(example, **{file: changed}))
        view = plan_package(service, PlanOptions(version="1.0", docs="full"))
        tree = FileTree("sotalia-lighthouse", render_package(view))
    except GenerationError as error:
        for found in error.diagnostics:
            assert found.where.startswith(("lighthouse", "sotalia-lighthouse")), found
            assert str(found).isprintable(), found
            assert len(str(found)) < 2_000, found
        return
    for path, content in tree:
        assert "pwned" not in path
        if path.endswith(".py"):
            assert_inert(ast.parse(content), path)


def assert_inert(module: ast.Module, path: str) -> None:
    for node in ast.walk(module):
        names = [getattr(node, field, None) for field in ("id", "attr", "name", "arg", "module")]
        assert not any(isinstance(name, str) and "pwned" in name for name in names), (path, ast.dump(node))
        assert not isinstance(node, ast.FormattedValue) or "pwned" not in ast.dump(node), path


@pytest.mark.parametrize(
    "folder", ["..", "../lighthouse", "light/house", "Lighthouse", "con", "light.house", "", "-light"]
)
def test_folder_that_is_no_service_name_is_refused(folder: str) -> None:
    report = Report()
    assert ModelSource(EXAMPLE).load(folder, report) is None
    assert report.errors
