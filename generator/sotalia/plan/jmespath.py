"""JMESPath expressions of a model, compiled to Python over its generated classes.

`compile_expression("Reservations[].Instances[].State.Name", scope)` is

    present(instance.state.name for reservation in output.reservations for instance in reservation.instances if instance.state)

and "NextMarker || Contents[-1].Key" is

    output.next_marker or (output.contents[-1].key if output.contents else None)

What the codecs promise is used: lists and maps are never None, nor is an entry of one that is not sparse. So a list in a
structure that is not there counts as empty, where JMESPath says null; its other rules hold to the letter.
Helpers come from `sotalia_runtime.expressions`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from .jmespath_code import (
    AND,
    ATOM,
    BOOLEAN,
    COMPARISON,
    CONDITIONAL,
    NOT,
    NUMBER,
    OR,
    STRING,
    UNKNOWN,
    Code,
    ExpressionError,
    Loop,
    Scope,
    Type,
    singular,
)
from .literals import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..ir.types import ShapeId

HELPERS_MODULE: Final = "sotalia_runtime.expressions"

Node = dict[str, Any]
_HELPER: Final = re.compile(r"(?<![.\w])(at|compare|field|present|truth)\(")
_STRINGS: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_OPERATORS: Final = {"eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled expression: Python over the scope's variable, the shape of its value where it is one, and the helpers it calls."""

    source: str
    shape: ShapeId | None
    helpers: tuple[str, ...]


def compile_expression(text: str, scope: Scope) -> Compiled:
    """Compile one expression. Raises ExpressionError naming the member that is not there or the part that is not known."""
    # A parser of JMESPath comes with botocore; it has no types.
    from jmespath.exceptions import JMESPathError  # pyright: ignore[reportMissingTypeStubs]
    from jmespath.parser import Parser  # pyright: ignore[reportMissingTypeStubs]

    try:
        tree = cast("Node", cast("Any", Parser()).parse(text).parsed)
    except (JMESPathError, RecursionError) as error:
        raise ExpressionError(f"{text!r} is not JMESPath: {error}") from None
    root = Code(scope.variable, scope.type_of(scope.root), is_path=True)
    try:
        code = _Compiler(scope).value(tree, root)
    except ExpressionError as error:
        raise ExpressionError(f"{text!r}: {error}") from None
    helpers = sorted(set(_HELPER.findall(_STRINGS.sub("''", code.whole))))
    return Compiled(code.whole, code.type.shape, tuple(helpers))


class _Compiler:
    """One expression's walk. Every method takes a node and the value that it is applied to."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._nodes: Mapping[str, Callable[[Node, Code], Code | Loop]] = {
            "field": self._field,
            "subexpression": self._chain,
            "index_expression": self._chain,
            "pipe": self._pipe,
            "identity": self._current,
            "current": self._current,
            "index": self._index,
            "slice": self._slice,
            "literal": self._literal,
            "projection": self._projection,
            "filter_projection": self._projection,
            "value_projection": self._values,
            "flatten": self._flatten,
            "multi_select_list": self._several,
            "comparator": self._comparator,
            "and_expression": self._and,
            "or_expression": self._or,
            "not_expression": self._not,
            "function_expression": self._function,
        }

    def value(self, node: Node, current: Code) -> Code:
        """The node's value, projections as lists."""
        found = self._visit(node, current)
        return found.as_value() if isinstance(found, Loop) else found

    def _visit(self, node: Node, current: Code) -> Code | Loop:
        visit = self._nodes.get(node["type"])
        if visit is None:
            raise ExpressionError(f"{node['type']} is not supported")
        return visit(node, current)

    # --- paths ---

    def _current(self, node: Node, current: Code) -> Code:
        return current

    def _chain(self, node: Node, current: Code) -> Code | Loop:
        *first, last = node["children"]
        for child in first:
            current = self.value(child, current)
        return self._visit(last, current)

    def _pipe(self, node: Node, current: Code) -> Code | Loop:
        return self._chain(node, current)

    def _field(self, node: Node, current: Code) -> Code:
        name: str = node["value"]
        kind = current.type.kind
        if kind == "map":
            return self._get(current, name, self._scope.entry(current.type))
        if kind in {"structure", "union"}:
            target = self._member(current.type, name)
            if kind == "union":
                return self._get(current, name, target)
            assert current.type.shape is not None
            return self._attribute(current, self._scope.field_name(current.type.shape, cast("Any", name)), target)
        if kind == "unknown":
            return Code(f"field({current.whole}, {literal(name)})", UNKNOWN, nullable=True)
        raise ExpressionError(f"a {kind} has no member {name}")

    def _member(self, type: Type, name: str) -> Type:
        assert type.shape is not None
        shape = self._scope.service.shapes[type.shape]
        for member in shape.members:
            if member.name == name:
                return self._scope.type_of(member.target)
        raise ExpressionError(f"shapes.{shape.id} has no member {name}")

    def _attribute(self, current: Code, name: str, target: Type) -> Code:
        # A list or map is never None itself.
        nullable = target.kind not in {"list", "map"}
        if not current.is_path:
            return Code(f"field({current.whole}, {literal(name)})", target, nullable=True)
        return Code(f"{current.text}.{name}", target, nullable, guards=_guarded(current), is_path=True)

    def _get(self, current: Code, key: str, target: Type) -> Code:
        if not current.is_path:
            return Code(f"field({current.whole}, {literal(key)})", target, nullable=True)
        text = f"{current.text}.get({literal(key)})"
        return Code(text, target, nullable=True, guards=_guarded(current), is_path=True)

    def _index(self, node: Node, current: Code) -> Code:
        index: int = node["value"]
        if current.type.kind not in {"list", "unknown"}:
            raise ExpressionError(f"a {current.type.kind} has no entry {index}")
        item = self._scope.entry(current.type)
        if current.is_path and index in {0, -1}:
            guards = (*_guarded(current), current.text)
            return Code(f"{current.text}[{index}]", item, current.type.sparse, guards=guards, is_path=True)
        return Code(f"at({current.whole}, {index})", item, nullable=True)

    def _slice(self, node: Node, current: Code) -> Code:
        start, stop, step = ("" if part is None else literal(part) for part in node["children"])
        return Code(f"{self._iterable(current, '[]')}[{start}:{stop}{f':{step}' if step else ''}]", current.type)

    def _literal(self, node: Node, current: Code) -> Code:
        value: object = node["value"]
        # bool before int, which it is too.
        kinds = ((bool, BOOLEAN), (int, NUMBER), (float, NUMBER), (str, STRING))
        type_ = next((found for kind, found in kinds if isinstance(value, kind)), UNKNOWN)
        return Code(literal(value), type_, nullable=value is None)

    # --- projections ---

    def _projection(self, node: Node, current: Code) -> Loop:
        left, right = node["children"][:2]
        found = self._visit(left, current)
        loop = found if isinstance(found, Loop) and left["type"] == "flatten" else self._over(found)
        if node["type"] == "filter_projection":
            loop = loop.only_present()
            condition = self._truth(self.value(node["children"][2], loop.element), OR)
            loop = Loop((*loop.clauses, f"if {condition}"), loop.element)
        if right["type"] == "identity":
            return loop
        loop = loop.only_present()
        return Loop(loop.clauses, self.value(right, loop.element))

    def _values(self, node: Node, current: Code) -> Loop:
        left, right = node["children"]
        found = self.value(left, current)
        if found.type.kind != "map":
            raise ExpressionError(f"a {found.type.kind} has no values to project")
        loop = self._for(f"{self._iterable(found, '{}')}.values()", self._scope.entry(found.type), found)
        loop = loop.only_present()
        return Loop(loop.clauses, self.value(right, loop.element))

    def _flatten(self, node: Node, current: Code) -> Loop:
        found = self._visit(node["children"][0], current)
        loop = found if isinstance(found, Loop) else self._over(found)
        if loop.element.type.kind == "unknown":
            raise ExpressionError("cannot flatten what has no type")
        if loop.element.type.kind != "list":
            return loop
        loop = loop.only_present()
        inner = self._over(loop.element)
        return Loop(loop.clauses + inner.clauses, inner.element)

    def _over(self, found: Code | Loop) -> Loop:
        code = found.as_value() if isinstance(found, Loop) else found
        if code.type.kind != "list":
            raise ExpressionError(f"a {code.type.kind} cannot be projected as a list")
        return self._for(self._iterable(code, "()"), self._scope.entry(code.type), code)

    def _for(self, iterable: str, item: Type, over: Code) -> Loop:
        name = self._scope.name(singular(over.text) if over.is_path else "item")
        # Entries of a list that the compiler made itself may be None.
        nullable = over.type.sparse or over.type.shape is None
        return Loop((f"for {name} in {iterable}",), Code(name, item, nullable, is_path=True))

    def _iterable(self, code: Code, empty: str) -> str:
        if code.guards:
            return f"({code.text} if {' and '.join(code.guards)} else {empty})"
        return f"({code.at_level(OR)} or {empty})" if code.nullable else code.at_level(ATOM)

    def _several(self, node: Node, current: Code) -> Code:
        guards = _guarded(current) if current.is_path else ()
        if current.is_path:
            current = replace(current, guards=(), nullable=False)
        codes = [self.value(child, current) for child in node["children"]]
        kinds = {code.type for code in codes}
        item = kinds.pop() if len(kinds) == 1 else _common(code.type for code in codes)
        text = f"[{', '.join(code.whole for code in codes)}]"
        return Code(text, Type("list", item=item), guards=guards)

    # --- logic ---

    def _comparator(self, node: Node, current: Code) -> Code:
        operator = _OPERATORS[node["value"]]
        left, right = (self.value(child, current) for child in node["children"])
        if {left.type.kind, right.type.kind} == {"number", "boolean"}:
            raise ExpressionError("compares a number with a boolean")
        numbers = all(code.type.kind == "number" and not code.nullable and not code.guards for code in (left, right))
        if operator in {"==", "!="} or numbers:
            text = f"{left.at_level(COMPARISON + 1)} {operator} {right.at_level(COMPARISON + 1)}"
            return Code(text, BOOLEAN, level=COMPARISON)
        return Code(f"compare({left.whole}, {literal(operator)}, {right.whole})", BOOLEAN, nullable=True)

    def _truth(self, code: Code, level: int) -> str:
        return code.at_level(level) if code.alike() else f"truth({code.whole})"

    def _and(self, node: Node, current: Code) -> Code:
        left, right = (self.value(child, current) for child in node["children"])
        type_ = left.type if left.type == right.type else UNKNOWN
        nullable = _may_be_none(left) or _may_be_none(right)
        if left.alike():
            return Code(f"{left.at_level(AND)} and {right.at_level(AND)}", type_, nullable, level=AND)
        text = f"{right.at_level(OR)} if truth({left.whole}) else {left.at_level(OR)}"
        return Code(text, type_, nullable, level=CONDITIONAL)

    def _or(self, node: Node, current: Code) -> Code:
        left, right = (self.value(child, current) for child in node["children"])
        type_ = left.type if left.type.kind == right.type.kind else UNKNOWN
        type_ = replace(type_, shape=None) if left.type.shape != right.type.shape else type_
        nullable = _may_be_none(right)
        if left.alike():
            return Code(f"{left.at_level(OR)} or {right.at_level(OR)}", type_, nullable, level=OR)
        text = f"{left.at_level(OR)} if truth({left.whole}) else {right.at_level(OR)}"
        return Code(text, type_, nullable, level=CONDITIONAL)

    def _not(self, node: Node, current: Code) -> Code:
        return Code(f"not {self._truth(self.value(node['children'][0], current), NOT)}", BOOLEAN, level=NOT)

    def _function(self, node: Node, current: Code) -> Code:
        name: str = node["value"]
        arguments = [self.value(child, current) for child in node["children"]]
        if len(arguments) == 1 and name == "length" and arguments[0].type.kind in {"string", "list", "map"}:
            empty = '""' if arguments[0].type.kind == "string" else "()"
            return Code(f"len({_unwrapped(self._iterable(arguments[0], empty))})", NUMBER)
        if len(arguments) == 1 and name in {"keys", "values"} and arguments[0].type.kind == "map":
            entries = self._iterable(arguments[0], "{}")
            item = STRING if name == "keys" else self._scope.entry(arguments[0].type)
            text = f"list({_unwrapped(entries)})" if name == "keys" else f"list({entries}.values())"
            return Code(text, Type("list", item=item))
        kinds = ", ".join(argument.type.kind for argument in arguments)
        raise ExpressionError(f"{name}({kinds}) is not supported")


def _unwrapped(text: str) -> str:
    """Text without the parentheses that `_iterable` puts around it."""
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _guarded(current: Code) -> tuple[str, ...]:
    if not current.nullable:
        return current.guards
    # An empty union or map is there, and false.
    test = current.text if current.type.kind == "structure" else f"{current.text} is not None"
    return (*current.guards, test)


def _may_be_none(code: Code) -> bool:
    return code.nullable or bool(code.guards)


def _common(types: Any) -> Type:
    """The type of a list whose entries have these: what they share, without a shape of its own."""
    kinds = {type_.kind for type_ in types}
    return Type(kinds.pop()) if kinds <= {"string"} and kinds else UNKNOWN


__all__ = ["HELPERS_MODULE", "Compiled", "ExpressionError", "Scope", "compile_expression"]
