"""What the templates see: frozen dataclasses of text that is ready to insert.

Fields called `annotation`, `default`, `descriptor` or `source` hold Python source; `doc` holds plain text, which
the templates pass through the `docstring` filter; everything else is a name or a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """`from module import names`, or `import module` where there are no names."""

    module: str
    names: tuple[str, ...] = ()  # "Tag" or "members as _members"


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasView:
    """A name that type checkers import, and that is `runtime` when Python runs."""

    name: str
    runtime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportsView:
    """The imports of one module: groups in isort's order, then what only type checkers load."""

    groups: tuple[tuple[ImportView, ...], ...]
    names: Mapping[str, str]  # what Python and the runtime give, and how this module calls it
    typing_groups: tuple[tuple[ImportView, ...], ...] = ()
    aliases: tuple[AliasView, ...] = ()
    alias_imports: tuple[ImportView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One attribute of a class."""

    name: str
    annotation: str  # empty: in the table only
    default: str  # " = None", " = []" or ""
    descriptor: str  # Member(...)
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassView:
    """A structure, or the input or output of an operation."""

    name: str
    bases: str
    doc: str
    fields: tuple[FieldView, ...] = ()
    members_call: str = ""  # how the module calls `members` or `union`; empty where there is no table
    operation: tuple[str, ...] = ()  # arguments of the runtime's `Operation(...)`, each as "name=source"
    # the macro that writes it; the functional form is for keys that cannot be attributes of a class body
    form: Literal["structure", "union", "functional_union"] = "structure"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """One module of classes."""

    module: str
    doc: str
    imports: ImportsView
    classes: tuple[ClassView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportView:
    """A public name of a facade and the module that has it."""

    name: str
    module: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacadeView:
    """A package that loads its modules on first use."""

    doc: str
    exports: tuple[ExportView, ...]
    modules: tuple[ImportView, ...]  # the static twin


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumView:
    """A `Literal` alias."""

    name: str
    source: str
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumsView:
    """`enums.py`."""

    imports: ImportsView
    enums: tuple[EnumView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorView:
    """One exception class."""

    name: str
    code: str
    fault: str | None
    retryable: str | None
    doc: str
    fields: tuple[FieldView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorsView:
    """`errors.py`: the base class and the modelled errors."""

    imports: ImportsView
    base: str
    base_doc: str
    errors: tuple[ErrorView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """A result of a paginator: one property."""

    name: str
    index: int
    annotation: str  # of one item
    source: str  # a function of the page
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaginatorView:
    """One paginated operation."""

    name: str  # ListObjectsV2Pages
    async_name: str
    constant: str  # _LIST_OBJECTS_V2
    input: str
    output: str
    input_tokens: str  # source, as the three below
    output_tokens: str
    result_sources: str
    more_results: str | None
    results: tuple[ResultView, ...]
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaginatorsView:
    """`paginators.py`."""

    imports: ImportsView
    paginators: tuple[PaginatorView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptorView:
    """One rule of a waiter."""

    state: str
    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiterView:
    """One waiter constant."""

    constant: str
    annotation: str  # Waiter[Never], or Waiter[None] where an error can satisfy it
    name: str
    delay: int
    max_attempts: int
    acceptors: tuple[AcceptorView, ...]
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitersView:
    """`waiters.py`."""

    imports: ImportsView
    waiters: tuple[WaiterView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterView:
    """A keyword-only parameter of a client method."""

    name: str
    annotation: str
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """A client method that calls an operation; its paginated and waiting kin share it."""

    name: str
    module: str  # of the operation
    input: str
    output: str  # of this mode
    parameters: tuple[ParameterView, ...]
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesMethodView:
    """A client method that answers pages."""

    name: str
    call: MethodView
    pages: str
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitMethodView:
    """A client method that waits."""

    name: str
    call: MethodView
    constant: str
    output: str
    max_wait: int
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """An option that only this service's client has."""

    name: str
    annotation: str
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeView:
    """The words in which the blocking and the async client differ."""

    module: str  # client
    base: str  # Client
    base_module: str
    define: str  # "def" or "async def"
    wait: str  # "" or "await "
    is_async: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView:
    """`client.py` or `aio.py`."""

    name: str
    doc: str
    mode: ModeView
    imports: ImportsView
    methods: tuple[MethodView, ...]
    pages: tuple[PagesMethodView, ...]
    waits: tuple[WaitMethodView, ...]
    options: tuple[OptionView, ...]
    options_doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointsView:
    """`endpoints.py`: the compiled rule set."""

    imports: ImportsView
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionView:
    """`pyproject.toml` and the README."""

    name: str  # sotalia-s3
    version: str
    description: str
    runtime: str  # the range of the runtime it works with
    client: str
    async_client: str
    example: str  # the call of a method
    operations: int
    left_out: tuple[str, ...]  # methods that would need event streams


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """One package; `diagnostics` holds notes and warnings (errors are raised)."""

    package: str  # sotalia_s3
    service: str  # full name, one line
    header: str  # the first line of every module
    base_error: str
    distribution: DistributionView
    binding: tuple[str, ...]  # arguments of the runtime's `Service(...)`, each as "name=source"
    endpoints: EndpointsView
    client: ClientView
    async_client: ClientView
    errors: ErrorsView
    enums: EnumsView
    paginators: PaginatorsView
    waiters: WaitersView
    operations: tuple[ModuleView, ...]
    types: tuple[ModuleView, ...]
    operations_facade: FacadeView
    types_facade: FacadeView
    root_facade: FacadeView
    diagnostics: tuple[Diagnostic, ...]
