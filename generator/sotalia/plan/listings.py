"""`paginators.py` and `waiters.py` of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..ir.types import Kind
from .literals import literal, one_line, tuple_of
from .modules import Imports
from .names import snake, waiter_constant_name
from .spelling import Spelling, Use
from .view import AcceptorView, PaginatorsView, PaginatorView, ResultView, WaitersView, WaiterView

if TYPE_CHECKING:
    from ..diagnostics import Report
    from ..ir.types import Acceptor, Operation, Paginator, Service, Waiter
    from .expressions import Expressions
    from .jmespath import Compiled
    from .names import ServiceNames

PAGES_MODULE: Final = "sotalia_runtime.pages"
WAITERS_MODULE: Final = "sotalia_runtime.waiters"
# What `Pages` has of its own.
_PAGES_ATTRIBUTES: Final = frozenset(("take", "resume_token", "resume_from"))
_MATCHERS: Final = {"path": "path", "pathAll": "path_all", "pathAny": "path_any"}
_ERROR_STATUS: Final = 300


class Paginators:
    """Plans the paginators of one package."""

    def __init__(self, service: Service, names: ServiceNames, expressions: Expressions, report: Report) -> None:
        self._service = service
        self._names = names
        self._expressions = expressions
        self._report = report
        self._imports = Imports(frozenset(map(str, names.types.values())))
        self._spelling = Spelling(service.shapes, names, self._imports, package=".", lazy=True)

    def plan(self, paginators: list[Paginator]) -> PaginatorsView:
        """The module with these paginators."""
        views = tuple(map(self._paginator, paginators))
        if views:
            self._imports.helper("typing", "Final")
            for name in ("AsyncPages", "Pages", "PaginatorSpec"):
                self._imports.helper(PAGES_MODULE, name)
            for name in ("AsyncItems", "Items"):
                self._imports.helper(PAGES_MODULE, name, typing=True)
        return PaginatorsView(imports=self._imports.view(), paginators=views)

    def _paginator(self, paginator: Paginator) -> PaginatorView:
        operation = self._service.operations[paginator.operation]
        names = self._names.operations[operation.name]
        for name in (names.input, names.output):
            self._imports.name(".operations", name, typing=True)
        assert operation.input is not None
        more = paginator.more_results
        results = self._results(paginator, operation)
        return PaginatorView(
            name=names.pages,
            async_name=names.async_pages,
            constant=f"_{names.method.rstrip('_').upper()}",
            input=names.input,
            output=names.output,
            input_tokens=literal(
                tuple(str(self._names.field(operation.input, token)) for token in paginator.input_tokens)
            ),
            output_tokens=tuple_of(
                [self._function(self._compiled(token, operation)) for token in paginator.output_tokens]
            ),
            results=results,
            result_sources=tuple_of([result.source for result in results]),
            more_results=self._function(self._compiled(more, operation)) if more else None,
            doc=f"Pages of `{names.method}`: iterate them, or the items of all of them.",
        )

    def _compiled(self, text: str, operation: Operation) -> Compiled:
        assert operation.output is not None
        where = f"pagination.{operation.name}"
        return self._expressions.compile(text, operation.output, self._imports, over="page", where=where)

    def _function(self, expression: Compiled) -> str:
        return f"lambda page: {expression.source}"

    def _results(self, paginator: Paginator, operation: Operation) -> tuple[ResultView, ...]:
        paths = [self._path(text) for text in paginator.result_keys]
        last = [path[-1] for path in paths]
        views: list[ResultView] = []
        for index, (text, path) in enumerate(zip(paginator.result_keys, paths, strict=True)):
            # "Items" of one result is clear; of two, the path is the name.
            name = path[-1] if last.count(path[-1]) == 1 else "_".join(path)
            if name in _PAGES_ATTRIBUTES:
                name += "_"
            views.append(self._result(self._compiled(text, operation), name, index, text))
        names = [view.name for view in views]
        if len({*names}) != len(names) or not all(name.isidentifier() for name in names):
            where = f"{self._service.folder}: pagination.{operation.name}.result_key"
            self._report.add(where, f"cannot name results {names}", "give plain paths that end differently")
        return tuple(views)

    def _path(self, text: str) -> list[str]:
        return [snake(part) for part in text.split(".")]

    def _result(self, expression: Compiled, name: str, index: int, text: str) -> ResultView:
        shape = self._service.shapes[expression.shape] if expression.shape is not None else None
        value = expression.source
        entry = self._spelling.type_of
        if shape is not None and shape.kind is Kind.LIST and shape.item is not None:
            item = entry(shape.item, Use.ANSWERED)
        elif shape is not None and shape.kind is Kind.MAP and shape.item is not None and shape.key is not None:
            self._imports.helper(PAGES_MODULE, "pairs")
            item, value = (
                f"tuple[{entry(shape.key, Use.ANSWERED)}, {entry(shape.item, Use.ANSWERED)}]",
                f"pairs({value})",
            )
        else:
            self._imports.helper(PAGES_MODULE, "once")
            item, value = entry(shape.id, Use.ANSWERED) if shape is not None else "object", f"once({value})"
        return ResultView(
            name=name,
            index=index,
            annotation=item,
            source=f"lambda page: {value}",
            doc=f"What `{one_line(text)}` holds, page after page.",
        )


class Waiters:
    """Plans the waiters of one package."""

    def __init__(self, service: Service, names: ServiceNames, expressions: Expressions) -> None:
        self._service = service
        self._names = names
        self._expressions = expressions
        self._imports = Imports()

    def plan(self, waiters: list[Waiter]) -> WaitersView:
        """The module with these waiters."""
        views = tuple(map(self._waiter, waiters))
        if views:
            self._imports.helper("typing", "Final")
            self._imports.helper(WAITERS_MODULE, "Acceptor")
            self._imports.helper(WAITERS_MODULE, "Waiter")
        return WaitersView(imports=self._imports.view(), waiters=views)

    def _waiter(self, waiter: Waiter) -> WaiterView:
        absent = may_be_absent(waiter)
        if not absent:
            self._imports.helper("typing", "Never", typing=True)
        method = self._names.operations[waiter.operation].method
        return WaiterView(
            constant=waiter_constant_name(waiter.name),
            annotation="Waiter[None]" if absent else "Waiter[Never]",
            name=literal(waiter.name),
            delay=waiter.delay,
            max_attempts=waiter.max_attempts,
            acceptors=tuple(self._acceptor(acceptor, waiter) for acceptor in waiter.acceptors),
            doc=f"Polls `{method}` every {waiter.delay} s.",
        )

    def _acceptor(self, acceptor: Acceptor, waiter: Waiter) -> AcceptorView:
        expected = literal(acceptor.expected)
        match acceptor.matcher:
            case "status":
                source, text = f"status({expected})", f"status is {acceptor.expected}"
                self._imports.helper(WAITERS_MODULE, "status")
            case "error":
                source, text = f"error({expected})", _error_text(acceptor.expected)
                self._imports.helper(WAITERS_MODULE, "error")
            case _:
                source, text = self._path(acceptor, waiter)
        return AcceptorView(state=literal(acceptor.state), source=source, text=literal(text))

    def _path(self, acceptor: Acceptor, waiter: Waiter) -> tuple[str, str]:
        matcher = _MATCHERS[acceptor.matcher]
        self._imports.helper(WAITERS_MODULE, matcher)
        argument = acceptor.argument or "@"
        output = self._service.operations[waiter.operation].output
        assert output is not None
        where = f"waiters.{waiter.name}"
        expression = self._expressions.compile(argument, output, self._imports, over="output", where=where)
        source = f"{matcher}(lambda output: {expression.source}, {literal(acceptor.expected)})"
        subject = one_line(argument)
        wanted = literal(acceptor.expected)
        words = {
            "path": f"{subject} is {wanted}",
            "path_all": f"all of {subject} are {wanted}",
            "path_any": f"one of {subject} is {wanted}",
        }
        return source, words[matcher]


def may_be_absent(waiter: Waiter) -> bool:
    """Whether an error can satisfy the waiter, which then has no output to answer."""
    return any(
        acceptor.state == "success"
        and (
            (acceptor.matcher == "error" and acceptor.expected is not False)
            or (acceptor.matcher == "status" and int(acceptor.expected) >= _ERROR_STATUS)
        )
        for acceptor in waiter.acceptors
    )


def _error_text(expected: str | int | bool) -> str:
    if isinstance(expected, bool):
        return "there is an error" if expected else "there is no error"
    return f"error is {one_line(str(expected))}"
