"""`client.py` and `aio.py`: one plan, two modes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .listings import may_be_absent
from .literals import one_line, wrapped
from .modules import Imports
from .names import client_param_name, waiter_constant_name, waiter_method_name
from .spelling import Spelling, Use
from .view import ClientView, MethodView, ModeView, OptionView, PagesMethodView, ParameterView, WaitMethodView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ir.types import ClientParam, Operation, Paginator, Service, Waiter
    from .docs import Docs
    from .names import ServiceNames

BLOCKING: Final = ModeView(
    module="client", base="Client", base_module="sotalia_runtime.client", define="def", wait="", is_async=False
)
ASYNC: Final = ModeView(
    module="aio",
    base="AsyncClient",
    base_module="sotalia_runtime.aio",
    define="async def",
    wait="await ",
    is_async=True,
)
# What the constructor's annotations need, in clients that have options of their own.
_CONSTRUCTOR: Final = (
    ("collections.abc", "Mapping"),
    ("sotalia_runtime.call.hooks", "Hooks"),
    ("sotalia_runtime.call.logging", "LogMode"),
    ("sotalia_runtime.credentials", "Credentials"),
    ("sotalia_runtime.credentials", "Provider"),
    ("sotalia_runtime.retry.settings", "Retries"),
    ("sotalia_runtime.session", "Session"),
    ("sotalia_runtime.transport", "Transport"),
    ("sotalia_runtime.transport.timeouts", "Timeouts"),
    ("typing", "Self"),
)


class Clients:
    """Plans the client of one mode."""

    def __init__(
        self,
        service: Service,
        names: ServiceNames,
        docs: Docs,
        mode: ModeView,
        streamed: frozenset[str],  # operations whose output is a stream
    ) -> None:
        self._service = service
        self._names = names
        self._docs = docs
        self._mode = mode
        self._streamed = streamed
        self._imports = Imports(frozenset(map(str, names.types.values())))
        self._spelling = Spelling(service.shapes, names, self._imports, package=".", lazy=True)

    def plan(
        self, operations: Sequence[Operation], paginators: Sequence[Paginator], waiters: Sequence[Waiter]
    ) -> ClientView:
        """The client with these methods."""
        names = self._names
        self._imports.helper(self._mode.base_module, self._mode.base)
        self._imports.name("._service", "SERVICE")
        # A method hides a type of its name from the annotations of those below.
        self._spelling.begin_class(frozenset(str(names.operations[operation.name].method) for operation in operations))
        calls = {operation.name: self._call(operation) for operation in operations}
        options = tuple(map(self._option, self._service.client_params))
        if options:
            for module, name in _CONSTRUCTOR:
                self._imports.helper(module, name, typing=True)
        return ClientView(
            name=names.async_client if self._mode.is_async else names.client,
            doc=f"{'Async client' if self._mode.is_async else 'Client'} of {self._docs.full_name}.",
            mode=self._mode,
            methods=tuple(calls.values()),
            pages=tuple(self._pages(paginator, calls[paginator.operation]) for paginator in paginators),
            waits=tuple(self._wait(waiter, calls[waiter.operation]) for waiter in waiters),
            options=options,
            options_doc=wrapped(
                "\n".join(
                    (
                        f"All arguments are optional. `{self._mode.base}` describes them but for these:\n",
                        *(f"- `{option.name}`: {option.doc}" for option in options),
                    )
                ),
                indent=8,
            ),
            imports=self._imports.view(),
        )

    def _call(self, operation: Operation) -> MethodView:
        names = self._names.operations[operation.name]
        output = names.async_output if self._mode.is_async and operation.name in self._streamed else names.output
        self._imports.name(".operations", output, typing=True)
        errors = [str(self._names.errors[error]) for error in operation.errors]
        return MethodView(
            name=names.method,
            module=names.module,
            input=names.input,
            output=output,
            parameters=self._parameters(operation),
            doc=self._docs.operation(
                operation,
                errors=errors,
                base_error=self._names.base_error,
                input_path=f"{self._names.package}.operations.{names.input}" if operation.input else None,
            ),
        )

    def _parameters(self, operation: Operation) -> tuple[ParameterView, ...]:
        """Keyword-only, those without default first, each group in the model's order."""
        if operation.input is None:
            return ()
        views: list[ParameterView] = []
        for member in self._service.shapes[operation.input].members:
            required = member.required and not member.idempotency_token
            views.append(
                ParameterView(
                    name=self._names.field(operation.input, member.name),
                    annotation=self._spelling.annotation(member, Use.PARAMETER, optional=not required),
                    default="" if required else " = None",
                )
            )
        return tuple(sorted(views, key=lambda view: bool(view.default)))

    def _pages(self, paginator: Paginator, call: MethodView) -> PagesMethodView:
        names = self._names.operations[paginator.operation]
        pages = names.async_pages if self._mode.is_async else names.pages
        self._imports.name(".paginators", pages, typing=True)
        return PagesMethodView(
            name=names.pages_method,
            call=call,
            pages=pages,
            doc=f"Page through `{call.name}`; iterating makes the requests.",
        )

    def _wait(self, waiter: Waiter, call: MethodView) -> WaitMethodView:
        self._imports.helper("collections.abc", "Callable", typing=True)
        self._imports.helper("sotalia_runtime.waiters", "Poll", typing=True)
        absent = may_be_absent(waiter)
        last = "the output that satisfied it" + (", or None if an error did" if absent else "")
        return WaitMethodView(
            name=waiter_method_name(waiter.name),
            call=call,
            constant=waiter_constant_name(waiter.name),
            output=f"{call.output} | None" if absent else call.output,
            max_wait=waiter.delay * waiter.max_attempts,
            doc=wrapped(
                f"Wait for {one_line(waiter.name)} by polling `{call.name}`.\n\n"
                f"Returns {last}. `max_wait` is in seconds; `on_poll` is called with every poll."
                " Raises `WaiterFailed` or `WaiterTimeout`.",
                indent=8,
            ),
        )

    def _option(self, param: ClientParam) -> OptionView:
        return OptionView(
            name=client_param_name(param.name),
            annotation="bool" if param.kind == "boolean" else "str",
            doc=self._docs.option(param),
        )


def client_params(service: Service) -> dict[str, str]:
    """Options of the client and the rule set parameters they feed."""
    return {str(client_param_name(param.name)): param.name for param in service.client_params}


def example_call(call: MethodView) -> str:
    """The call of a method with its required parameters, for a README."""
    arguments = ", ".join(f"{parameter.name}=..." for parameter in call.parameters if not parameter.default)
    return f"client.{call.name}({arguments})"
