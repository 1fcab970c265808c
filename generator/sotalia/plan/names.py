"""Every Python name of a generated package is decided here: pure functions over the model's names.

A name depends on what it names and on the tables of `name_tables`, never on the order of a walk. `name_service`
applies the functions to a whole service, claims every name in its scope and reports those claimed twice.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NewType

from ..ir.types import Kind
from . import name_tables as tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..diagnostics import Report
    from ..ir.types import Member, MemberName, Operation, Service, Shape, ShapeId

PyName = NewType("PyName", str)

# A word starts at a capital after a lower-case letter or digit, and at a capital that a lower-case letter follows.
_BOUNDARY: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z0-9])(?=[A-Z][a-z])")
# "ACLs", "VPCs": the plural of an acronym is one word.
_PLURAL: Final = re.compile(r"[A-Z]{2,}s(?![a-z])")
_FINAL_PLURAL: Final = re.compile(r"[A-Z]{2,}s$")
_NOT_ALPHANUMERIC: Final = re.compile(r"[^A-Za-z0-9]+")


def _alternatives(words: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


_WORDS: Final = _alternatives(tables.WORDS)
_FIRST_WORD: Final = re.compile(f"_*({'|'.join(tables.FIRST_WORDS)})")
_METHOD_WORDS: Final = _alternatives(tables.METHOD_WORDS)


def _capitalised(match: re.Match[str]) -> str:
    return match[0].capitalize()


def _split(name: str) -> str:
    return _BOUNDARY.sub("_", name).lower()


def snake(name: str) -> str:
    """`name` in snake_case, acronyms and their plurals as one word: "WebACLs" is "web_acls", "OAuthScopes" "oauth_scopes"."""
    if first := _FIRST_WORD.match(name):
        name = tables.FIRST_WORDS[first[1]] + name[first.end() :]
    name = _WORDS.sub(lambda match: tables.WORDS[match[0]], name)
    text = _split(_PLURAL.sub(_capitalised, name))
    return re.sub("_+", "_", text).strip("_")


def _usable(name: str, reserved: frozenset[str]) -> PyName:
    return PyName(f"{name}_" if name in reserved or keyword.iskeyword(name) else name)


# --- packages and clients ---


def package_name(folder: str) -> PyName:
    """The import package of a service: "cognito-idp" is "sotalia_cognito_idp"."""
    return PyName("sotalia_" + folder.replace("-", "_").replace(".", "_"))


def distribution_name(folder: str) -> str:
    """The distribution of a service: "cognito-idp" is "sotalia-cognito-idp"."""
    return f"sotalia-{folder}"


def client_stem(service_id: str) -> PyName:
    """The stem of "<Stem>Client" and "<Stem>Error": the service id without vendor, spaces and punctuation."""
    if service_id in tables.CLIENT_STEMS:
        return PyName(tables.CLIENT_STEMS[service_id])
    words = [word for word in _NOT_ALPHANUMERIC.split(service_id) if word]
    while len(words) > 1 and words[0] in {"AWS", "Amazon"}:
        del words[0]
    return PyName("".join(word[0].upper() + word[1:] for word in words))


def client_param_name(name: str) -> PyName:
    """The client's option for a clientContextParams entry: "ForcePathStyle" is "force_path_style"."""
    return _usable(snake(name), frozenset())


# --- operations ---


def method_name(operation: str) -> PyName:
    """The method of an operation, as boto3 names it."""
    if "_" in operation:
        return _usable(operation, frozenset())
    name = _METHOD_WORDS.sub(lambda match: tables.METHOD_WORDS[match[0]], operation)
    name = _FINAL_PLURAL.sub(_capitalised, name)
    return _usable(_split(name), frozenset())


def pages_method_name(operation: str) -> PyName:
    """The method that pages through an operation."""
    return PyName(f"{method_name(operation)}_pages")


def waiter_method_name(waiter: str) -> PyName:
    """The method that waits: "BucketExists" is "wait_until_bucket_exists"."""
    return PyName(f"wait_until_{snake(waiter)}")


def waiter_constant_name(waiter: str) -> PyName:
    """The constant in `waiters`: "BucketExists" is "BUCKET_EXISTS"."""
    return PyName(snake(waiter).upper())


def input_name(operation: str) -> PyName:
    """The input class of an operation, whatever the model calls its shape."""
    return PyName(f"{_pascal(operation)}Input")


def output_name(operation: str) -> PyName:
    """The output class of an operation, whatever the model calls its shape."""
    return PyName(f"{_pascal(operation)}Output")


def pages_name(operation: str) -> PyName:
    """The class of an operation's pages."""
    return PyName(f"{_pascal(operation)}Pages")


def async_name(name: PyName) -> PyName:
    """The asynchronous twin of a class."""
    return PyName(f"Async{name}")


# --- shapes and members ---


def _pascal(name: str) -> str:
    bare = name.lstrip("_")
    return bare[:1].upper() + bare[1:]


def class_name(shape: str, *, io_names: frozenset[str] = frozenset()) -> PyName:
    """The class or alias of a structure, union, enum or error.

    The model's name with a capital first letter and no leading underscores. It gets a trailing underscore where
    generated modules need the name themselves, and the suffix "Shape" where it is an operation's input or output.
    """
    name = _pascal(shape)
    return PyName(name + tables.SHAPE_SUFFIX) if name in io_names else _usable(name, tables.RESERVED_CLASSES)


def module_name(name: str) -> PyName:
    """The module of a class, without the leading underscore that private modules get."""
    return _usable(snake(name), frozenset())


def field_name(service: str, shape: str, member: str) -> PyName:
    """The field of a member, and the parameter that fills it. `service` is the folder."""
    if override := tables.FIELDS.get((service, shape, member)):
        return PyName(override)
    return _usable(snake(member), tables.MODEL_ATTRIBUTES | tables.METHOD_PARAMETERS)


def error_field_name(service: str, shape: str, member: str) -> PyName:
    """The attribute of an error's member; "message" in any spelling is `ServiceError.message` itself."""
    if override := tables.FIELDS.get((service, shape, member)):
        return PyName(override)
    return _usable(snake(member), tables.ERROR_ATTRIBUTES)


# --- a whole service ---


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationNames:
    """What is named after one operation; `module` is under `operations`."""

    method: PyName
    module: PyName
    input: PyName
    output: PyName
    async_output: PyName
    pages_method: PyName
    pages: PyName
    async_pages: PyName


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceNames:
    """The names of one package.

    `types` covers the structures, unions and enums that something refers to (an operation's own input or output shape
    is in it only if another shape holds it too); `errors` the shapes that are errors.
    """

    folder: str
    package: PyName
    distribution: str
    client: PyName
    async_client: PyName
    base_error: PyName
    operations: Mapping[str, OperationNames]
    types: Mapping[ShapeId, PyName]
    errors: Mapping[ShapeId, PyName]

    def field(self, shape: ShapeId, member: MemberName) -> PyName:
        """The field of a structure's member."""
        return field_name(self.folder, shape, member)

    def error_field(self, shape: ShapeId, member: MemberName) -> PyName:
        """The attribute of an error's member."""
        return error_field_name(self.folder, shape, member)


class Registry:
    """Claims names per scope; a second owner of one name is reported, and so is one that differs only by case."""

    __slots__ = ("_owners", "_report", "_service")

    def __init__(self, service: str, report: Report) -> None:
        self._service = service
        self._report = report
        self._owners: dict[tuple[str, str], tuple[str, str]] = {}

    def claim(self, scope: str, name: str, owner: str, *, fold_case: bool = False) -> None:
        """Take `name` in `scope` for `owner`; the same owner may claim it again."""
        if not name.isidentifier() or keyword.iskeyword(name):
            self._report.add(f"{self._service}: {owner}", f"{name!r} is not a Python name", _REMEDY)
            return
        key = (scope, name.casefold() if fold_case else name)
        held_name, holder = self._owners.setdefault(key, (name, owner))
        if holder != owner:
            case = "" if held_name == name else f" (as {held_name}, and file systems may not tell)"
            self._report.add(f"{self._service}: {owner}", f"{name} already names {holder} in {scope}{case}", _REMEDY)


_REMEDY: Final = "decide on a name in generator/sotalia/plan/name_tables.py"
_CLASS_KINDS: Final = frozenset({Kind.STRUCTURE, Kind.UNION, Kind.ENUM})


def name_service(service: Service, report: Report) -> ServiceNames:
    """Name everything of `service`, reporting clashes."""
    stem = client_stem(service.id)
    operations = {name: _operation_names(name) for name in service.operations}
    io_names = frozenset[str](name for found in operations.values() for name in (found.input, found.output))
    referred = referred_shapes(service.shapes.values())
    types = {
        shape.id: class_name(shape.id, io_names=io_names)
        for shape in service.shapes.values()
        if shape.kind in _CLASS_KINDS and shape.id in referred
    }
    names = ServiceNames(
        folder=service.folder,
        package=package_name(service.folder),
        distribution=distribution_name(service.folder),
        client=PyName(f"{stem}Client"),
        async_client=PyName(f"Async{stem}Client"),
        base_error=PyName(f"{stem}Error"),
        operations=operations,
        types=types,
        errors={shape.id: class_name(shape.id) for shape in service.shapes.values() if shape.error},
    )
    _claim_all(service, names, Registry(service.folder, report))
    return names


def referred_shapes(shapes: Iterable[Shape]) -> frozenset[ShapeId]:
    """The shapes that a member, list or map refers to."""
    targets: set[ShapeId] = set()
    for shape in shapes:
        targets.update(member.target for member in shape.members)
        targets.update(target for target in (shape.item, shape.key) if target is not None)
    return frozenset(targets)


def _operation_names(operation: str) -> OperationNames:
    method, output, pages = method_name(operation), output_name(operation), pages_name(operation)
    return OperationNames(
        method=method,
        module=method,
        input=input_name(operation),
        output=output,
        async_output=async_name(output),
        pages_method=pages_method_name(operation),
        pages=pages,
        async_pages=async_name(pages),
    )


def _claim_all(service: Service, names: ServiceNames, registry: Registry) -> None:
    _claim_client(service, names, registry)
    # One scope for all classes of a package: `client.py` imports from every module.
    for reserved in (names.client, names.async_client, names.base_error):
        registry.claim("the package", reserved, "the client")
    for key, found in names.operations.items():
        owner = f"operations.{key}"
        for name in (found.input, found.output, found.async_output):
            registry.claim("the package", name, owner, fold_case=True)
        if key in service.paginators:
            registry.claim("the package", found.pages, owner, fold_case=True)
            registry.claim("the package", found.async_pages, owner, fold_case=True)
    for shape, name in (*names.types.items(), *names.errors.items()):
        registry.claim("the package", name, f"shapes.{shape}", fold_case=True)
    for shape, name in names.types.items():
        if service.shapes[shape].kind is not Kind.ENUM:
            registry.claim("types", module_name(name), f"shapes.{shape}", fold_case=True)
    for shape in service.shapes.values():
        _claim_fields(service.folder, shape, registry)


def _claim_client(service: Service, names: ServiceNames, registry: Registry) -> None:
    for name in tables.CLIENT_ATTRIBUTES:
        registry.claim("the client", name, "the client")
    for key, found in names.operations.items():
        registry.claim("the client", found.method, f"operations.{key}", fold_case=True)
        if key in service.paginators:
            registry.claim("the client", found.pages_method, f"pagination.{key}", fold_case=True)
    for waiter in service.waiters.values():
        registry.claim("the client", waiter_method_name(waiter.name), f"waiters.{waiter.name}", fold_case=True)
        registry.claim("waiters", waiter_constant_name(waiter.name), f"waiters.{waiter.name}")
        _claim_waiter_parameters(service, service.operations[waiter.operation], registry)
    for name in tables.CLIENT_OPTIONS:
        registry.claim("the client's options", name, "the client")
    for param in service.client_params:
        registry.claim("the client's options", client_param_name(param.name), f"clientContextParams.{param.name}")


def _claim_waiter_parameters(service: Service, operation: Operation, registry: Registry) -> None:
    if operation.input is None:
        return
    scope = f"the waiters of {operation.name}"
    for name in tables.WAITER_PARAMETERS:
        registry.claim(scope, name, scope)
    for member in service.shapes[operation.input].members:
        registry.claim(scope, field_name(service.folder, operation.input, member.name), _where(operation.input, member))


def _claim_fields(folder: str, shape: Shape, registry: Registry) -> None:
    if shape.kind is Kind.UNION:  # its keys are the model's own names
        return
    for member in shape.members:
        registry.claim(f"shapes.{shape.id}", field_name(folder, shape.id, member.name), _where(shape.id, member))
        if shape.error:
            scope = f"the error {shape.id}"
            registry.claim(scope, error_field_name(folder, shape.id, member.name), _where(shape.id, member))


def _where(shape: ShapeId, member: Member) -> str:
    return f"shapes.{shape}.members.{member.name}"
