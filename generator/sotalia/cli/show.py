"""`sotalia show`: what a model holds, without generating."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

from ..lock import catalog_path, read
from ..pipeline import Settings, load_locked, represent
from ..plan.names import client_stem, distribution_name, package_name

if TYPE_CHECKING:
    from ..load import ModelSource


class Facts(TypedDict):
    """What is told of a service."""

    service: str
    id: str
    name: str
    distribution: str
    package: str
    client: str
    protocol: str
    signature: str
    api_version: str
    api_versions: list[str]
    botocore: str | None
    operations: int
    shapes: int
    errors: int
    paginators: list[str]
    waiters: list[str]


def facts(service: str, source: ModelSource) -> Facts:
    """The facts of one service. Raises `GenerationError`."""
    model = represent(load_locked(service, Settings(source=source, catalog=read(catalog_path(source)))))
    return Facts(
        service=service,
        id=model.id,
        name=model.full_name,
        distribution=distribution_name(service),
        package=package_name(service),
        client=f"{client_stem(model.id)}Client",
        protocol=model.protocol,
        signature=model.signature_version,
        api_version=model.api_version,
        api_versions=list(source.api_versions(service)),
        botocore=source.release,
        operations=len(model.operations),
        shapes=len(model.shapes),
        errors=sum(shape.error is not None for shape in model.shapes.values()),
        paginators=sorted(model.paginators),
        waiters=sorted(model.waiters),
    )


def text(facts: Facts) -> str:
    """One line per fact; long lists are counted and named."""
    return "\n".join(f"{key.replace('_', ' '):14}{_shown(value)}" for key, value in facts.items())


def _shown(value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    names = [str(name) for name in cast("list[object]", value)]
    return f"{len(names)}: {', '.join(names)}" if names else "0"
