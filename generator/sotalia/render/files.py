"""What is rendered, how often and where to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..plan.literals import docstring_literal, literal, markdown, toml_string
from ..resources import resource_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ..plan.view import PackageView


@dataclass(frozen=True, slots=True, kw_only=True)
class Render:
    """One template and where its text goes; `path` may use `{package}` and `{module}`."""

    template: str
    path: str
    once_per: Literal["package", "mode", "operation", "component", "facade"] = "package"


RENDERS: Final = (
    Render(template="pyproject.toml.jinja", path="pyproject.toml"),
    Render(template="README.md.jinja", path="README.md"),
    Render(template="package/py.typed.jinja", path="{package}/py.typed"),
    Render(template="package/_service.py.jinja", path="{package}/_service.py"),
    Render(template="package/client.py.jinja", path="{package}/{module}.py", once_per="mode"),
    Render(template="package/enums.py.jinja", path="{package}/enums.py"),
    Render(template="package/errors.py.jinja", path="{package}/errors.py"),
    Render(template="package/endpoints.py.jinja", path="{package}/endpoints.py"),
    Render(template="package/paginators.py.jinja", path="{package}/paginators.py"),
    Render(template="package/waiters.py.jinja", path="{package}/waiters.py"),
    Render(template="package/facade.py.jinja", path="{package}/{module}__init__.py", once_per="facade"),
    Render(
        template="package/operations/operation.py.jinja", path="{package}/operations/{module}.py", once_per="operation"
    ),
    Render(template="package/types/component.py.jinja", path="{package}/types/{module}.py", once_per="component"),
)


def render_package(view: PackageView, templates_dir: Path | None = None) -> dict[str, str]:
    """The unformatted text of every file of a package, by path relative to its distribution.

    `templates_dir` holds other templates than the generator's own.
    """
    environment = _environment(templates_dir)
    files: dict[str, str] = {}
    for render in RENDERS:
        template = environment.get_template(render.template)
        for module, context in _contexts(render, view):
            path = render.path.format(package=view.package, module=module)
            files[path] = template.render(package=view, **context)
    return files


def _contexts(render: Render, view: PackageView) -> Iterable[tuple[str, Mapping[str, object]]]:
    """The module name and the extra variables of each file that a row of the table asks for."""
    match render.once_per:
        case "package":
            return [("", {})]
        case "mode":
            return [(client.mode.module, {"client": client}) for client in (view.client, view.async_client)]
        case "operation":
            return [(module.module, {"module": module}) for module in view.operations]
        case "component":
            return [(module.module, {"module": module}) for module in view.types]
        case "facade":
            facades = {"": view.root_facade, "operations/": view.operations_facade, "types/": view.types_facade}
            return [(folder, {"facade": facade}) for folder, facade in facades.items()]


def _environment(templates_dir: Path | None) -> Environment:
    # Autoescaping is for HTML; what a model says reaches Python only through `literal` and `docstring`.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(templates_dir or resource_folder("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {
        "docstring": docstring_literal,
        "literal": literal,
        "markdown": markdown,
        "toml": toml_string,
    }
    return environment
