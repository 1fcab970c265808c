"""Rules of endpoint rule sets as Python statements."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from .literals import literal
from .ruleset_values import TYPES, Code, Scope, as_text, call, negated, python_name, refuse, template, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A tree this high, or of so many lines, becomes a function of its own.
_HEIGHT: Final = 4
_LINES: Final = 40
_INDENT: Final = "    "
_COMPARISON: Final = re.compile(r"([\w.]+) (==|!=) ('(?:[^'\\]|\\.)*')")
_EQUALITY: Final = re.compile(r"([\w.]+) == ('(?:[^'\\]|\\.)*')")
_WALRUS: Final = re.compile(r"\((\w+) := (.*)\) is not None", re.DOTALL)

Rule = dict[str, Any]


@dataclass(slots=True)
class Step:
    """Assignments that always succeed, then tests that may not."""

    assignments: list[str]
    tests: list[str]


@dataclass(frozen=True, slots=True)
class Block:
    """Statements. `ends` when they never fall through; `height` counts nested blocks."""

    lines: tuple[str, ...]
    ends: bool
    height: int = 0


@dataclass(frozen=True, slots=True)
class _Branch:
    """A compiled rule: `body` runs once all steps pass."""

    steps: list[Step]
    body: Block


class RuleCompiler:
    """Compiles the rules of one set; `functions` are those split off on the way, body by name."""

    def __init__(self) -> None:
        self.functions: dict[str, str] = {}
        self._names: dict[str, str] = {}  # signature and body -> name

    def block(self, rules: object, scope: Scope, path: str) -> Block:
        """The statements of sibling rules: the first that applies decides."""
        if not isinstance(rules, list) or not rules:
            refuse(path, "has no rules")
        branches: list[_Branch] = []
        for index, rule in enumerate(cast("list[object]", rules)):
            branch = self._branch(rule, scope, f"{path}[{index}]")
            if branch is None:
                continue
            if not _joined(branches, branch):
                branches.append(branch)
            if branches[-1].body.ends:
                if not any(step.tests for step in branches[-1].steps):
                    break
                scope = _after(branches[-1].steps, scope)
        return _sequence(branches)

    def _branch(self, rule: object, scope: Scope, path: str) -> _Branch | None:
        """One rule with the only children below it. None for one that cannot apply."""
        steps: list[Step] = [Step([], [])]
        while True:
            node = _rule(rule, path)
            known = _conditions(node["conditions"], steps, scope, f"{path}.conditions")
            if known is None:
                return None
            scope = known
            below: object = node.get("rules")
            if not isinstance(below, list) or len(cast("list[object]", below)) != 1:
                body = self._body(node, scope, path)
                if not body.lines:
                    return None
                _drop_unused(steps, body)
                return _Branch(steps, body)
            # A tree of one rule is its conditions and that rule's together.
            rule, path = cast("list[object]", below)[0], f"{path}.rules[0]"

    def _body(self, node: Rule, scope: Scope, path: str) -> Block:
        if node["type"] == "error":
            text = template(_text(node.get("error"), f"{path}.error"), scope, f"{path}.error")
            return Block((f"raise EndpointError({as_text(text)})",), ends=True)
        if node["type"] == "endpoint":
            text = f"return {_endpoint(node.get('endpoint'), scope, f'{path}.endpoint')}"
            return Block((*_needed(text, scope), text), ends=True)
        block = self.block(node.get("rules"), scope, f"{path}.rules")
        if block.height >= _HEIGHT or len(block.lines) >= _LINES:
            return self._split_off(block, scope)
        return block

    def _split_off(self, block: Block, scope: Scope) -> Block:
        lines = block.lines if block.ends else (*block.lines, "return None")
        tree = ast.parse("\n".join(("def _():", *_indented(lines))))
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        variables = [code for code in scope.variables.values() if code.text in used]
        parameters = ", ".join(f"{code.text}: {annotation(code)}" for code in variables)
        answer = "Endpoint" if block.ends else "Endpoint | None"
        function = "\n".join((f"({parameters}) -> {answer}:", *_indented(lines)))
        name = self._names.setdefault(function, f"_branch_{len(self._names)}")
        self.functions[name] = function
        arguments = ", ".join(code.text for code in variables)
        if block.ends:
            return Block((f"return {name}({arguments})",), ends=True)
        return Block(
            (f"if (found := {name}({arguments})) is not None:", f"{_INDENT}return found"), ends=False, height=1
        )


def annotation(code: Code) -> str:
    """The type of a variable."""
    return f"{TYPES[code.kind]} | None" if code.nullable else TYPES[code.kind]


# --- conditions ---


def _conditions(conditions: object, steps: list[Step], scope: Scope, path: str) -> Scope | None:
    """Append what the conditions test to `steps`; answer the scope of what is below them, None if they contradict it."""
    if not isinstance(conditions, list):
        refuse(path, "is not a list")
    known: Scope | None = scope
    for index, condition in enumerate(cast("list[object]", conditions)):
        known = _condition(condition, steps, known, f"{path}[{index}]")
        if known is None:
            return None
    return known


def _condition(condition: object, steps: list[Step], scope: Scope, path: str) -> Scope | None:
    if not isinstance(condition, dict) or "fn" not in condition:
        refuse(path, "is not a function")
    node = cast("dict[str, Any]", condition)
    code = call(node, scope, path)
    if "assign" in node:
        return _assign(node["assign"], code, steps, scope, path)
    if code.kind == "bool":
        test = code.text
    else:
        test = f"{code.text} is not None" if code.nullable else "True"
    if comparison := _COMPARISON.fullmatch(test):
        expression, operator, text = comparison.groups()
        if (fact := scope.facts.get(expression)) is not None:
            return scope if (fact == text) is (operator == "==") else None
        if operator == "==":
            scope = scope.equal(expression, text)
    if test != "True":
        _replace_check(steps[-1].tests, test)
        steps[-1].tests.append(test)
    return None if test == "False" else _narrowed(node, scope)


def _replace_check(tests: list[str], test: str) -> None:
    """Drop `x is not None` before `x`, `x is False` or `x == "text"`, which say it too."""
    subject = test.removesuffix(" is False")
    if comparison := _EQUALITY.fullmatch(test):
        subject = comparison[1]
    if tests and tests[-1] == f"{subject} is not None":
        tests.pop()


def _narrowed(node: Mapping[str, Any], scope: Scope) -> Scope:
    argument: object = node["argv"][0]
    if node["fn"] == "isSet" and isinstance(argument, dict) and "ref" in argument:
        name = cast("dict[str, str]", argument)["ref"]
        # A flag keeps its third state: `is False` is then written out.
        return scope if scope.variables[name].kind == "bool" else scope.known(name)
    return scope


def _after(steps: Sequence[Step], scope: Scope) -> Scope:
    """What holds once rules with these steps were passed by: `if x is None: return` leaves an x that is set."""
    tests = [test for step in steps for test in step.tests]
    unset = [name for name, code in scope.variables.items() if tests == [f"{code.text} is None"]]
    return scope.known(unset[0]) if unset else scope


def _drop_unused(steps: Sequence[Step], body: Block) -> None:
    """Assign only what later tests or the body read."""
    later = "\n".join(body.lines)
    for step in reversed(steps):
        for index in reversed(range(len(step.tests))):
            test = step.tests[index]
            walrus = _WALRUS.fullmatch(test)
            if walrus is not None and not _mentions(later, walrus[1]):
                step.tests[index] = test = f"{walrus[2]} is not None"
            elif walrus is not None and (comparison := _compared_only(walrus[1], step.tests, index, steps, body)):
                step.tests[index : index + 2] = [f"{walrus[2]} {comparison}"]
                test = step.tests[index]
            later = f"{test}\n{later}"
        step.assignments[:] = [line for line in step.assignments if _mentions(later, line.split(" = ")[0])]
        later = "\n".join((*step.assignments, later))


def _compared_only(variable: str, tests: Sequence[str], index: int, steps: Sequence[Step], body: Block) -> str | None:
    """The comparison with a literal that the next test makes of the variable, where nothing else reads it."""
    comparison = _EQUALITY.fullmatch(tests[index + 1]) if index + 1 < len(tests) else None
    if comparison is None or comparison[1] != variable:
        return None
    everything = "\n".join((*(line for step in steps for line in (*step.tests, *step.assignments)), *body.lines))
    return f"== {comparison[2]}" if len(re.findall(rf"\b{variable}\b", everything)) == 2 else None


def _mentions(text: str, variable: str) -> bool:
    return re.search(rf"\b{variable}\b", text) is not None


def _assign(name: object, code: Code, steps: list[Step], scope: Scope, path: str) -> Scope:
    variable = python_name(name, path)
    assert isinstance(name, str)
    if name in scope.variables:
        refuse(path, f"{name!r} is assigned already")
    while any(known.text == variable for known in scope.variables.values()):
        variable += "_"
    if code.nullable:
        steps[-1].tests.append(f"({variable} := {code.text}) is not None")
    elif code.kind == "bool":
        steps[-1].tests.append(f"({variable} := {code.text})")
    else:
        if steps[-1].tests:
            steps.append(Step([], []))
        steps[-1].assignments.append(f"{variable} = {code.text}")
    return scope.bind(name, Code(variable, code.kind, name=name))


# --- statements ---


def _joined(branches: list[_Branch], branch: _Branch) -> bool:
    """Make `branch` one with the one before it, where they do the same after tests that differ in the last one only."""
    if not branches or branches[-1].body != branch.body or branches[-1].steps[:-1] != branch.steps[:-1]:
        return False
    before, now = branches[-1].steps[-1], branch.steps[-1]
    if not (before.tests and now.tests) or before.assignments != now.assignments or before.tests[:-1] != now.tests[:-1]:
        return False
    either = _either(before.tests[-1], now.tests[-1])
    if either is None:
        return False
    before.tests[-1:] = either
    return True


def _either(first: str, second: str) -> list[str] | None:
    """What says `first or second` in one test, or in none; None where nothing short does."""
    if second == negated(Code(first, "bool")):
        return []
    equality = _EQUALITY.fullmatch(second)
    if equality is None:
        return None
    variable, text = equality.groups()
    if first.startswith(f"{variable} in ("):
        return [f"{first[:-1]}, {text})"]
    known = _EQUALITY.fullmatch(first)
    return [f"{variable} in ({known[2]}, {text})"] if known is not None and known[1] == variable else None


def _sequence(branches: Sequence[_Branch]) -> Block:
    lines: list[str] = []
    ends = False
    height = 0
    for branch in branches:
        depth = sum(1 for step in branch.steps if step.tests)
        lines += _nested(branch.steps, branch.body.lines)
        ends = branch.body.ends and not depth
        height = max(height, depth + branch.body.height)
    return Block(tuple(lines), ends, height)


def _nested(steps: Sequence[Step], body: Sequence[str]) -> Sequence[str]:
    for step in reversed(steps):
        if step.tests:
            body = (f"if {' and '.join(step.tests)}:", *_indented(body))
        body = (*step.assignments, *body)
    return body


def _indented(lines: Sequence[str]) -> list[str]:
    return [_INDENT + line for line in lines]


# --- endpoints ---


def _needed(text: str, scope: Scope) -> list[str]:
    """Refusals of what would put "None" into a URL."""
    missing = [(name, code) for name, code in scope.variables.items() if code.nullable and f"{{{code.text}}}" in text]
    return [line for name, code in missing for line in refusal(name, code.text)]


def refusal(name: str, variable: str) -> tuple[str, str]:
    """Statements that refuse a parameter that is not given."""
    return f"if {variable} is None:", f"{_INDENT}raise EndpointError({literal(f'the endpoint needs {name}')})"


def _endpoint(raw: object, scope: Scope, path: str) -> str:
    node = _mapping(raw, path)
    properties = dict(_mapping(node.get("properties", {}), f"{path}.properties"))
    arguments = [as_text(value(node.get("url"), scope, f"{path}.url"))]
    schemes: object = properties.pop("authSchemes", [])
    if not isinstance(schemes, list):
        refuse(f"{path}.properties.authSchemes", "is not a list")
    if schemes:
        texts = [
            _auth_scheme(scheme, scope, f"{path}.properties.authSchemes[{index}]")
            for index, scheme in enumerate(cast("list[object]", schemes))
        ]
        arguments.append(f"auth_schemes=({', '.join(texts)},)")
    if headers := _mapping(node.get("headers", {}), f"{path}.headers"):
        arguments.append(f"headers={_headers(headers, scope, f'{path}.headers')}")
    if "backend" in properties:
        backend = _text(properties.pop("backend"), f"{path}.properties.backend")
        arguments.append(f"backend={template(backend, scope, path).text}")
    properties.pop("metricValues", None)  # for the vendor's own statistics
    if properties:
        refuse(f"{path}.properties", f"{sorted(properties)} are not known")
    return f"Endpoint({', '.join(arguments)})"


_SCHEMES: Final = frozenset({"sigv4", "sigv4a", "sigv4-s3express"})


def _auth_scheme(raw: object, scope: Scope, path: str) -> str:
    node = dict(_mapping(raw, path))
    name = _text(node.pop("name", None), f"{path}.name")
    if name not in _SCHEMES:
        refuse(f"{path}.name", f"there is no scheme {name!r}")
    arguments = [literal(name)]
    for key, argument in (("signingName", "signing_name"), ("signingRegion", "signing_region")):
        if key in node:
            text = template(_text(node.pop(key), f"{path}.{key}"), scope, f"{path}.{key}")
            arguments.append(f"{argument}={text.text}")
    if "signingRegionSet" in node:
        regions = _texts(node.pop("signingRegionSet"), scope, f"{path}.signingRegionSet")
        arguments.append(f"signing_region_set={regions}")
    if node.pop("disableDoubleEncoding", False) is True:
        arguments.append("disable_double_encoding=True")
    if node:
        refuse(path, f"{sorted(node)} are not known")
    return f"AuthSchemeOption({', '.join(arguments)})"


def _headers(headers: Mapping[str, Any], scope: Scope, path: str) -> str:
    entries = (f"{literal(name)}: {_texts(values, scope, f'{path}.{name}')}" for name, values in headers.items())
    return f"{{{', '.join(entries)}}}"


def _texts(values: object, scope: Scope, path: str) -> str:
    if not isinstance(values, list):
        refuse(path, "is not a list")
    texts = [as_text(value(entry, scope, path)) for entry in cast("list[object]", values)]
    return f"({', '.join(texts)},)" if texts else "()"


# --- what JSON may hold ---


def _rule(raw: object, path: str) -> Rule:
    node = _mapping(raw, path)
    if node.get("type") not in {"tree", "error", "endpoint"}:
        refuse(path, f"there is no rule type {node.get('type')!r}")
    if "conditions" not in node:
        refuse(path, "has no conditions")
    return dict(node)


def _mapping(raw: object, path: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        refuse(path, "is not an object")
    return cast("dict[str, Any]", raw)


def _text(raw: object, path: str) -> str:
    if not isinstance(raw, str):
        refuse(path, "is not text")
    return raw
