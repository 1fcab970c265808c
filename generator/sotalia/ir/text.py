"""What text of a model may look like where it becomes a name, a path, or part of a request.

Everything else that a model says (documentation, enum values, wire names of JSON) is carried as inert literals.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..diagnostics import Report

# What a value is, and its form. All ASCII; `fullmatch` is used, so a trailing newline never passes.
PATTERNS: Final = {
    "shape name": re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
    "member name": re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
    "operation name": re.compile(r"[A-Za-z][A-Za-z0-9_]*"),
    "waiter name": re.compile(r"[A-Za-z][A-Za-z0-9]*"),
    "service id": re.compile(r"[A-Za-z][A-Za-z0-9]*(?: [A-Za-z0-9]+)*"),
    "service name": re.compile(r"[\x20-\x7e]+"),
    "API version": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "uid": re.compile(r"[A-Za-z0-9.-]+"),
    "endpoint prefix": re.compile(r"[a-z0-9.-]+"),
    "signing name": re.compile(r"[A-Za-z0-9.-]+"),
    "target prefix": re.compile(r"[A-Za-z0-9_.]+"),
    "JSON version": re.compile(r"\d\.\d"),
    "XML namespace": re.compile(r"https?://[!#-;=?-~]+"),  # no quote, < or >
    "XML prefix": re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
    "XML name": re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?"),
    "header name": re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]*"),  # empty for a prefix that takes them all
    "label or parameter name": re.compile(r"[A-Za-z0-9_.:$-]+"),
    "wire name": re.compile(r"[\x20-\x7e]+"),
    "error code": re.compile(r"[A-Za-z0-9._:#-]+"),
    "URI template": re.compile(r"/[A-Za-z0-9/{}+?=&._:@$*~%,-]*"),
    "host prefix": re.compile(r"(?:[a-z0-9.-]|\{[A-Za-z][A-Za-z0-9_]*\})+"),
    "expression": re.compile(r"[\x20-\x7e]+"),
    "rule set parameter": re.compile(r"[A-Za-z][A-Za-z0-9]*"),
    "algorithm": re.compile(r"[A-Za-z0-9]+"),
}

LABEL: Final = re.compile(r"\{([^{}]*)\}")


def check(value: str, kind: str, where: str, report: Report) -> None:
    """Report `value` unless it has the form of its kind."""
    if len(value) > 512 or not PATTERNS[kind].fullmatch(value):
        shown = repr(value if len(value) <= 80 else f"{value[:80]}...")
        article = "an" if kind[0] in "AXeoa" and kind != "uid" else "a"
        report.add(where, f"{shown} cannot be {article} {kind}", "correct the model")


def labels(template: str) -> tuple[str, ...]:
    """Names of the labels of a URI template or host prefix, without the `+` of greedy ones."""
    return tuple(match[1].removesuffix("+") for match in LABEL.finditer(template))
