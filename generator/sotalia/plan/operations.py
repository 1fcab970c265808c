"""The module of one operation: its output, its input and the binding that the runtime reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .literals import literal
from .modules import Imports
from .spelling import Spelling, Use
from .structures import STRUCTURE_MODULE, Structures
from .view import ClassView, FieldView, ModuleView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..ir.types import Checksum, Member, Operation, Service, Shape, ShapeId
    from .docs import Docs
    from .expressions import Expressions
    from .names import OperationNames, ServiceNames

OPERATION_MODULE: Final = "sotalia_runtime.operation"
STREAMED_MODULE: Final = "sotalia_runtime.model.streamed"
STREAMING_MODULE: Final = "sotalia_runtime.streaming"


class Operations:
    """Plans the operation modules of one package."""

    def __init__(
        self,
        service: Service,
        names: ServiceNames,
        docs: Docs,
        expressions: Expressions,
        modules: Mapping[ShapeId, str],  # of the classes under `types`
    ) -> None:
        self._service = service
        self._expressions = expressions
        self._names = names
        self._docs = docs
        self._modules = {shape: f"..types.{module}" for shape, module in modules.items()}
        self._taken = frozenset(map(str, names.types.values()))

    def streamed(self, operation: Operation) -> Member | None:
        """The member of the output that is a stream, or None."""
        if operation.output is None:
            return None
        spelling = Spelling(self._service.shapes, self._names, Imports(), package="..", lazy=False)
        return next(filter(spelling.streams, self._service.shapes[operation.output].members), None)

    def module(self, operation: Operation) -> ModuleView:
        """The module of `operation`."""
        names = self._names.operations[operation.name]
        imports = Imports(self._taken)
        spelling = Spelling(self._service.shapes, self._names, imports, package="..", lazy=False)
        spelling.within((), self._modules)
        structures = Structures(self._service, self._names, self._docs, spelling)
        classes = [
            *self._outputs(operation, names, structures, spelling),
            self._input(operation, names, structures, imports),
        ]
        return ModuleView(
            module=names.module,
            doc=f"Operation {operation.name} of {self._docs.full_name}.",
            imports=imports.view(),
            classes=tuple(classes),
        )

    def _outputs(
        self, operation: Operation, names: OperationNames, structures: Structures, spelling: Spelling
    ) -> list[ClassView]:
        shape = self._shape(operation.output)
        stream = self.streamed(operation)
        base = structures.fields_of(
            shape,
            name=f"_{names.output.removesuffix('Output')}Members" if stream else names.output,
            bases=spelling.imports.helper(STRUCTURE_MODULE, "Output"),
            doc="What both kinds of client return, beside the body." if stream else f"What `{names.method}` returns.",
            use=Use.ANSWERED,
            required=False,
            without_streams=stream is not None,
        )
        if stream is None:
            return [base]
        return [
            base,
            self._stream_class(names, base, stream, spelling, is_async=False),
            self._stream_class(names, base, stream, spelling, is_async=True),
        ]

    def _stream_class(
        self, names: OperationNames, base: ClassView, stream: Member, spelling: Spelling, *, is_async: bool
    ) -> ClassView:
        """The output with its body, for one kind of client."""
        body = "AsyncStreamingBody" if is_async else "StreamingBody"
        mixin = "AsyncStreamed" if is_async else "Streamed"
        field = next(field for field in base.fields if not field.annotation)
        mixin = spelling.imports.helper(STREAMED_MODULE, mixin)
        return ClassView(
            name=names.async_output if is_async else names.output,
            bases=f"{base.name}, {mixin}",
            doc=f"What `{names.method}` returns; close it, or use it in {'`async with`' if is_async else '`with`'}.",
            fields=(
                FieldView(
                    name=field.name,
                    annotation=spelling.imports.helper(STREAMING_MODULE, body),
                    default="",
                    descriptor="",
                    doc=field.doc or f"{stream.name}, read as it arrives.",
                ),
            ),
        )

    def _input(
        self, operation: Operation, names: OperationNames, structures: Structures, imports: Imports
    ) -> ClassView:
        async_output = names.async_output if self.streamed(operation) else names.output
        returns = imports.helper(STRUCTURE_MODULE, "Returns")
        view = structures.fields_of(
            self._shape(operation.input),
            name=names.input,
            bases=f"{imports.helper(STRUCTURE_MODULE, 'Input')}, {returns}[{names.output}, {async_output}]",
            doc=f"Parameters of `{names.method}`.",
            use=Use.SENT,
            required=True,
        )
        imports.helper("typing", "ClassVar")
        imports.helper(OPERATION_MODULE, "Operation")
        imports.name(".._service", "SERVICE")
        return ClassView(
            name=view.name,
            bases=view.bases,
            doc=view.doc,
            fields=view.fields,
            members_call=view.members_call,
            operation=tuple(self._arguments(operation, names, imports)),
        )

    def _shape(self, shape: ShapeId | None) -> Shape | None:
        return None if shape is None else self._service.shapes[shape]

    def _arguments(self, operation: Operation, names: OperationNames, imports: Imports) -> list[str]:
        """The arguments of `Operation(...)`; what is at its default is left out."""
        input_shape = self._shape(operation.input)
        namespace = operation.input_namespace or (input_shape.namespace if input_shape else None)
        input_name = operation.input_wire_name or (input_shape.wire_name if input_shape else None)
        arguments = [f"name={literal(operation.name)}", "service=SERVICE", f"output={names.output}"]
        if self.streamed(operation):
            arguments.append(f"async_output={names.async_output}")
        arguments += _unless(None, wire_name=operation.wire_name if operation.wire_name != operation.name else None)
        arguments += _unless("POST", method=operation.method) + _unless("/", path=operation.path)
        arguments += _unless({}, errors=self._errors(operation))
        arguments += _unless(None, host_prefix=operation.host_prefix)
        if operation.auth is not None and operation.auth != self._service.auth:
            arguments.append(f"auth={literal(operation.auth)}")
        arguments += _unless(False, unsigned_payload=operation.unsigned_payload)
        if operation.checksum is not None:
            call = imports.helper(OPERATION_MODULE, "HttpChecksum")
            arguments.append(f"checksum={call}({', '.join(_checksum(operation.checksum))})")
        arguments += _unless(None, input_name=input_name, input_namespace=namespace.uri if namespace else None)
        arguments += _unless(None, result_wrapper=operation.result_wrapper)
        arguments += _unless({}, static_params=dict(operation.static_params))
        return arguments + self._context_params(operation, imports)

    def _errors(self, operation: Operation) -> dict[str, str]:
        """Every code that may be on the wire, with its class: a service may send the shape's name too."""
        found: dict[str, str] = {}
        for error in operation.errors:
            traits = self._service.shapes[error].error
            assert traits is not None
            found.setdefault(traits.code, str(self._names.errors[error]))
        for error in operation.errors:
            found.setdefault(str(error), str(self._names.errors[error]))
        return found

    def _context_params(self, operation: Operation, imports: Imports) -> list[str]:
        if not operation.context_params or operation.input is None:
            return []
        entries: list[str] = []
        for parameter, text in operation.context_params:
            where = f"operations.{operation.name}"
            found = self._expressions.compile(text, operation.input, imports, over="given", where=where)
            entries.append(f"{literal(parameter)}: lambda given: {found.source}")
        return [f"context_params={{{', '.join(entries)}}}"]


def _unless(default: object, **values: object) -> list[str]:
    return [f"{name}={literal(value)}" for name, value in values.items() if value != default]


def _checksum(checksum: Checksum) -> list[str]:
    arguments = _unless(None, algorithm_member=checksum.algorithm_member)
    arguments += _unless(False, required=checksum.required)
    arguments += _unless(None, validation_member=checksum.validation_member)
    return arguments + _unless((), response_algorithms=checksum.response_algorithms)
