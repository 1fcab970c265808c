"""Endpoint rule sets, compiled to Python when a package is generated.

A package's `endpoints.py` is a docstring, `from __future__ import annotations`, `source.imports`, under
`if TYPE_CHECKING:` `source.typing_imports`, and `source.source`; `_service.py` passes `resolve` to `Service(endpoint=...)`.
Most sets come out as some 30 lines:

    def resolve(
        *, region: str | None = None, use_dual_stack: bool = False, use_fips: bool = False, endpoint: str | None = None
    ) -> Endpoint:
        if endpoint is not None:
            if use_fips:
                raise EndpointError("Invalid Configuration: FIPS and custom endpoint are not supported")
            ...
            return Endpoint(endpoint)
        if region is not None:
            partition_result = partition(region)
            if use_fips and use_dual_stack:
                ...
            return Endpoint(f"https://sqs.{region}.{partition_result.dns_suffix}")
        raise EndpointError("Invalid Configuration: Missing Region")

The text is valid but not formatted; black does that. Nothing of a rule set reaches it but as a checked name or a literal.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from .literals import literal
from .ruleset_rules import RuleCompiler, annotation, refusal
from .ruleset_values import FUNCTION_NAMES, Code, Scope, python_name, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KINDS: Final = {"string": "str", "boolean": "bool", "stringarray": "strs"}
_BRANCH: Final = re.compile(r"_branch_\d+")
# Where generated names come from. Those of the second table are for annotations only.
_HOMES: Final = {
    "AuthSchemeOption": "sotalia_runtime.endpoints.resolved",
    "Endpoint": "sotalia_runtime.endpoints.resolved",
    "EndpointError": "sotalia_runtime.errors",
    **dict.fromkeys(FUNCTION_NAMES, "sotalia_runtime.endpoints.functions"),
}
_TYPING_HOMES: Final = {
    "Arn": "sotalia_runtime.endpoints.functions",
    "Partition": "sotalia_runtime.endpoints.partitions",
    "Sequence": "collections.abc",
    "Url": "sotalia_runtime.endpoints.functions",
}

Imports = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointParam:
    """A parameter of a rule set. `python_name` is the keyword of `resolve`, `kind` is str, bool or strs."""

    name: str
    python_name: str
    kind: str
    builtin: str | None = None
    required: bool = False  # and without a default


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetSource:
    """A compiled rule set: Python text that defines `resolve`, and what that takes.

    `imports` are pairs of a module and the names from it, sorted; `typing_imports` are for annotations alone.
    """

    imports: Imports
    typing_imports: Imports
    source: str
    params: tuple[EndpointParam, ...]


def compile_rule_set(rule_set: object) -> RuleSetSource:
    """Compile an `endpoint-rule-set-1.json`. Raises ValueError with the path of what it does not know."""
    if not isinstance(rule_set, dict):
        refuse("", "is not an object")
    document = cast("dict[str, Any]", rule_set)
    params, defaults = _parameters(document.get("parameters"))
    scope = Scope(
        {
            param.name: Code(
                param.python_name,
                param.kind,
                nullable=defaults[param.name] is None and not param.required,
                name=param.name,
            )
            for param in params
        }
    )
    compiler = RuleCompiler()
    try:
        block = compiler.block(document.get("rules"), scope, "rules")
    except RecursionError:
        refuse("rules", "are nested too deeply")
    lines = [*_required(params), *block.lines]
    if not block.ends:
        lines.append('raise EndpointError("no rule fits these parameters")')
    body = "\n".join(f"    {line}" for line in lines)
    resolve = f'def resolve({_signature(params, defaults)}) -> Endpoint:\n    """Where a request with these parameters goes. Raises EndpointError."""\n{body}\n'
    source = _assemble(resolve, compiler.functions)
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    return RuleSetSource(
        imports=_imports(names, _HOMES), typing_imports=_imports(names, _TYPING_HOMES), source=source, params=params
    )


def _parameters(raw: object) -> tuple[tuple[EndpointParam, ...], dict[str, object]]:
    if not isinstance(raw, dict):
        refuse("parameters", "is not an object")
    params: dict[str, EndpointParam] = {}
    defaults: dict[str, object] = {}
    for name, spec in cast("dict[str, dict[str, Any]]", raw).items():
        path = f"parameters.{name}"
        python = python_name(name, path)
        if python in params:
            refuse(path, f"is {python} in Python, as {params[python].name} is")
        kind = _KINDS.get(str(spec.get("type")).lower())
        if kind is None:
            refuse(path, f"there is no type {spec.get('type')!r}")
        default: object = spec.get("default")
        if default is not None and not isinstance(default, {"str": str, "bool": bool, "strs": list}[kind]):
            refuse(path, f"{default!r} is no default of type {spec['type']}")
        defaults[name] = default
        required = bool(spec.get("required")) and default is None
        params[python] = EndpointParam(
            name=name, python_name=python, kind=kind, builtin=spec.get("builtIn"), required=required
        )
    return tuple(params.values()), defaults


def _required(params: Iterable[EndpointParam]) -> list[str]:
    return [line for param in params if param.required for line in refusal(param.name, param.python_name)]


def _signature(params: Iterable[EndpointParam], defaults: Mapping[str, object]) -> str:
    texts: list[str] = []
    for param in params:
        default = defaults[param.name]
        kind = annotation(Code(param.python_name, param.kind, nullable=default is None))
        shown = tuple(cast("list[object]", default)) if isinstance(default, list) else default
        texts.append(f"{param.python_name}: {kind} = {literal(shown)}")
    return ", ".join(("*", *texts)) if texts else ""


def _assemble(resolve: str, functions: Mapping[str, str]) -> str:
    """`resolve`, then the functions split off, in the order in which they are first called, numbered so."""
    order: dict[str, str] = {}
    waiting = [resolve]
    texts: list[str] = []
    while waiting:
        text = waiting.pop(0)
        texts.append(text)
        for name in _BRANCH.findall(text):
            if name not in order:
                order[name] = f"_branch_{len(order) + 1}"
                waiting.append(f"def {name}{functions[name]}\n")
    return "\n\n".join(_BRANCH.sub(lambda match: order[match[0]], text) for text in texts)


def _imports(names: set[str], homes: Mapping[str, str]) -> Imports:
    modules: dict[str, list[str]] = {}
    for name in sorted(names & homes.keys()):
        modules.setdefault(homes[name], []).append(name)
    return tuple((module, tuple(found)) for module, found in sorted(modules.items()))
