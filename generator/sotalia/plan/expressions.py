"""The model's JMESPath expressions as functions that a generated module can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .jmespath import HELPERS_MODULE, Compiled, ExpressionError, Scope, compile_expression

if TYPE_CHECKING:
    from ..diagnostics import Report
    from ..ir.types import Service, ShapeId
    from .modules import Imports
    from .names import ServiceNames


@dataclass(frozen=True, slots=True)
class Expressions:
    """Compiles the expressions of one service; those that do not fit it are reported."""

    service: Service
    names: ServiceNames
    report: Report

    def compile(self, text: str, root: ShapeId, imports: Imports, *, over: str, where: str) -> Compiled:
        """`text` over the variable `over`, which holds the class of `root`; what it calls is imported."""
        scope = Scope(self.service, root, self.names.field, variable=over)
        try:
            compiled = compile_expression(text, scope)
        except ExpressionError as error:
            self.report.add(f"{self.service.folder}: {where}", str(error), "correct the expression in an overlay")
            return Compiled("None", None, ())
        for helper in compiled.helpers:
            imports.helper(HELPERS_MODULE, helper)
        return compiled
