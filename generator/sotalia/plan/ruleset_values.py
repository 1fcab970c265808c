"""Values and conditions of endpoint rule sets as Python expressions."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

from .literals import literal
from .names import snake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# What a parameter's or function's value is: text, flag, several texts, or a record of the runtime.
TYPES: Final = {
    "str": "str",
    "bool": "bool",
    "strs": "Sequence[str]",
    "partition": "Partition",
    "arn": "Arn",
    "url": "Url",
}

# Attributes of those records: the rule set's name -> Python's name and type.
_ATTRIBUTES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "partition": {
        "name": ("name", "str"),
        "dnsSuffix": ("dns_suffix", "str"),
        "dualStackDnsSuffix": ("dual_stack_dns_suffix", "str"),
        "supportsFIPS": ("supports_fips", "bool"),
        "supportsDualStack": ("supports_dual_stack", "bool"),
        "implicitGlobalRegion": ("implicit_global_region", "str"),
    },
    "arn": {
        "partition": ("partition", "str"),
        "service": ("service", "str"),
        "region": ("region", "str"),
        "accountId": ("account_id", "str"),
        "resourceId": ("resource_id", "strs"),
    },
    "url": {
        "scheme": ("scheme", "str"),
        "authority": ("authority", "str"),
        "path": ("path", "str"),
        "normalizedPath": ("normalized_path", "str"),
        "isIp": ("is_ip", "bool"),
    },
}

# Functions of the runtime's `endpoints.functions`.
FUNCTION_NAMES: Final = frozenset(
    {
        "is_valid_host_label",
        "is_virtual_hostable_s3_bucket",
        "item",
        "parse_arn",
        "parse_url",
        "partition",
        "substring",
        "uri_encode",
    }
)
# No variable may hide these.
_TAKEN: Final = FUNCTION_NAMES | {"found", "resolve"}

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PIECE: Final = re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*)((?:#\w+)*)\}|[{}]|[^{}]+", re.ASCII)
_STEP: Final = re.compile(r"(\w*)(?:\[(\d+)\])?", re.ASCII)


def refuse(path: str, problem: str) -> NoReturn:
    """Raise the one error of this compiler: where in the rule set, and what is wrong."""
    raise ValueError(f"ruleSet.{path}: {problem}")


def python_name(name: object, path: str) -> str:
    """The variable of a rule set's parameter or assignment."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not snake(name).isidentifier():
        refuse(path, f"{name!r} is not a name")
    text = snake(name)
    return f"{text}_" if text in _TAKEN or keyword.iskeyword(text) else text


@dataclass(frozen=True, slots=True)
class Code:
    """A Python expression; `nullable` when it can be None. `name` is set where it is a variable of the rule set."""

    text: str
    kind: str
    nullable: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule sees: the variables by their names in the rule set, and which expressions are known to be which literal."""

    variables: Mapping[str, Code] = field(default_factory=dict[str, Code])
    facts: Mapping[str, str] = field(default_factory=dict[str, str])

    def bind(self, name: str, variable: Code) -> Scope:
        """This scope with one more variable, or with one that is known better."""
        return replace(self, variables={**self.variables, name: variable})

    def equal(self, expression: str, text: str) -> Scope:
        """This scope after a test that `expression` is the literal `text`."""
        return replace(self, facts={**self.facts, expression: text})

    def known(self, name: str) -> Scope:
        """This scope after a test that the variable is set."""
        return self.bind(name, replace(self.variables[name], nullable=False))


# --- values ---


def value(raw: object, scope: Scope, path: str) -> Code:
    """A literal, template, reference or function call."""
    if isinstance(raw, str):
        return template(raw, scope, path)
    if isinstance(raw, bool):
        return Code(literal(raw), "bool")
    if isinstance(raw, dict):
        node = cast("dict[str, Any]", raw)
        if "ref" in node:
            return _reference(node["ref"], scope, path)
        if "fn" in node:
            if "assign" in node:
                refuse(path, "an argument cannot assign")
            return call(node, scope, path)
    refuse(path, f"{raw!r} is not a value")


def _reference(name: object, scope: Scope, path: str) -> Code:
    if not isinstance(name, str) or name not in scope.variables:
        refuse(path, f"{name!r} is not defined here")
    return scope.variables[name]


def template(text: str, scope: Scope, path: str) -> Code:
    """Text with `{Name}` and `{name#attribute}` in it: a literal, a variable or an f-string."""
    pieces: list[str | Code] = []
    for match in _PIECE.finditer(text):
        whole, name, attributes = match[0], match[1], match[2]
        if name is not None:
            code = _reference(name, scope, path)
            for attribute in attributes.split("#")[1:]:
                code = _attribute(code, attribute, path)
            pieces.append(code)
        elif whole in {"{", "}"}:
            refuse(path, f"{text!r} has a brace too many")
        else:
            pieces.append({"{{": "{", "}}": "}"}.get(whole, whole))
    if len(pieces) == 1 and isinstance(pieces[0], Code) and pieces[0].kind == "str":
        return pieces[0]
    if not any(isinstance(piece, Code) for piece in pieces):
        return Code(literal("".join(cast("list[str]", pieces))), "str")
    body = "".join(
        f"{{{piece.text}}}" if isinstance(piece, Code) else piece.replace("{", "{{").replace("}", "}}")
        for piece in pieces
    )
    return Code("f" + literal(body), "str")


def as_text(code: Code) -> str:
    """An expression that is `str` also where `code` may be None."""
    return f'f"{{{code.text}}}"' if code.nullable else code.text


def _attribute(receiver: Code, step: str, path: str) -> Code:
    match = _STEP.fullmatch(step)
    if match is None or not step:
        refuse(path, f"{step!r} is not an attribute")
    name, index = match[1], match[2]
    code = receiver
    if name:
        known = _ATTRIBUTES.get(code.kind, {}).get(name)
        if known is None or code.nullable:
            refuse(path, f"{code.text} has no {name!r} here")
        code = Code(f"{code.text}.{known[0]}", known[1])
    if index is not None:
        if code.kind != "strs":
            refuse(path, f"{code.text} is not a list")
        code = Code(f"item({code.text}, {int(index)})", "str", nullable=True)
    return code


# --- functions ---


def call(node: Mapping[str, Any], scope: Scope, path: str) -> Code:
    """A function call, whatever it is for."""
    function = _FUNCTIONS.get(node["fn"]) if isinstance(node["fn"], str) else None
    arguments: object = node.get("argv")
    if function is None:
        refuse(path, f"there is no function {node['fn']!r}")
    if not isinstance(arguments, list):
        refuse(path, "argv is not a list")
    compile_call, arity = function
    arguments = cast("list[object]", arguments)
    if len(arguments) != arity:
        refuse(path, f"{node['fn']} takes {arity} arguments, not {len(arguments)}")
    return compile_call(arguments, scope, path)


def _typed(raw: object, kind: str, scope: Scope, path: str) -> Code:
    code = value(raw, scope, path)
    if code.kind != kind:
        refuse(path, f"{code.text} is not a {kind}")
    return code


def _get_attr(arguments: list[object], scope: Scope, path: str) -> Code:
    receiver, steps = arguments
    code = value(receiver, scope, path)
    if not isinstance(steps, str):
        refuse(path, f"{steps!r} is not an attribute")
    for step in steps.split("."):
        code = _attribute(code, step, path)
    return code


def _is_set(arguments: list[object], scope: Scope, path: str) -> Code:
    code = value(arguments[0], scope, path)
    return Code(f"{code.text} is not None" if code.nullable else "True", "bool")


def _not(arguments: list[object], scope: Scope, path: str) -> Code:
    code = _typed(arguments[0], "bool", scope, path)
    return Code(negated(code), "bool")


def negated(code: Code) -> str:
    """The opposite of a condition, as a person would write it."""
    opposites = ((" is not None", " is None"), (" is False", " is not False"), (" == ", " != "))
    for operator, opposite in opposites:
        left, found, right = code.text.partition(operator)
        if found and not code.text.startswith("not "):
            return f"{left}{opposite}{right}"
    if code.text in {"True", "False"}:
        return literal(code.text == "False")
    return code.text.removeprefix("not ") if code.text.startswith("not ") else f"not {code.text}"


def _boolean_equals(arguments: list[object], scope: Scope, path: str) -> Code:
    left, right = (_typed(argument, "bool", scope, path) for argument in arguments)
    if left.text in {"True", "False"}:
        left, right = right, left
    if right.text == "True":
        return Code(left.text, "bool")
    if right.text == "False":
        return Code(f"{left.text} is False" if left.nullable else negated(left), "bool")
    return Code(f"{left.text} is {right.text}", "bool")


def _string_equals(arguments: list[object], scope: Scope, path: str) -> Code:
    left, right = (_typed(argument, "str", scope, path) for argument in arguments)
    if isinstance(arguments[0], str):
        left, right = right, left
    return Code(f"{left.text} == {right.text}", "bool")


def _simple(name: str, kind: str, *, nullable: bool) -> Callable[[list[object], Scope, str], Code]:
    def compile_call(arguments: list[object], scope: Scope, path: str) -> Code:
        code = _typed(arguments[0], "str", scope, path)
        return Code(f"{name}({code.text})", kind, nullable=nullable)

    return compile_call


def _with_subdomains(name: str) -> Callable[[list[object], Scope, str], Code]:
    def compile_call(arguments: list[object], scope: Scope, path: str) -> Code:
        code, allowed = _typed(arguments[0], "str", scope, path), _typed(arguments[1], "bool", scope, path)
        return Code(f"{name}({code.text}, allow_subdomains={allowed.text})", "bool")

    return compile_call


def _substring(arguments: list[object], scope: Scope, path: str) -> Code:
    text, start, stop, reverse = arguments
    code, backwards = _typed(text, "str", scope, path), _typed(reverse, "bool", scope, path)
    if type(start) is not int or type(stop) is not int:
        refuse(path, "substring takes two numbers")
    return Code(f"substring({code.text}, {start}, {stop}, reverse={backwards.text})", "str", nullable=True)


_FUNCTIONS: Final[Mapping[str, tuple[Callable[[list[object], Scope, str], Code], int]]] = {
    "isSet": (_is_set, 1),
    "not": (_not, 1),
    "booleanEquals": (_boolean_equals, 2),
    "stringEquals": (_string_equals, 2),
    "getAttr": (_get_attr, 2),
    "substring": (_substring, 4),
    "uriEncode": (_simple("uri_encode", "str", nullable=True), 1),
    "parseURL": (_simple("parse_url", "url", nullable=True), 1),
    "isValidHostLabel": (_with_subdomains("is_valid_host_label"), 2),
    "aws.partition": (_simple("partition", "partition", nullable=False), 1),
    "aws.parseArn": (_simple("parse_arn", "arn", nullable=True), 1),
    "aws.isVirtualHostableS3Bucket": (_with_subdomains("is_virtual_hostable_s3_bucket"), 2),
}
