"""Generation, from a folder of models to the files of packages: `load -> raw -> ir -> customise -> plan -> render -> format`."""

from __future__ import annotations

import re
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from .cache import TextCache, cache_folder
from .customise import customise
from .diagnostics import Diagnostic, GenerationError, Report, Severity
from .earlier import Made, fingerprint, recall, remember, tools_digest
from .format import format_files
from .ir.build import build
from .lock import check
from .plan import PlanOptions, plan_package
from .plan.names import distribution_name
from .raw import validate
from .render import render_package
from .write import Difference, FileTree, Outcome, check_package, is_current, write_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .ir.types import Service
    from .load import LoadedModel, ModelSource
    from .lock import Catalog

DocsLevel = Literal["none", "summary", "full"]

# Fewer services than this for each process, and the largest of them would be what everything waits for.
_FEW: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What to generate from and how.

    `catalog` None skips the lock (for models of your own). `operations` keeps only those named. `version` None
    is the botocore release of the models or, without one, their API version.
    """

    source: ModelSource
    catalog: Catalog | None = None
    docs: DocsLevel = "none"
    operations: tuple[str, ...] | None = None
    version: str | None = None
    jobs: int = 1

    def fingerprint(self, service: str, tools: str) -> str:
        """What a package of `service` is made from, as one digest. Raises `GenerationError`."""
        return fingerprint(service, self.source, self.catalog, (self.docs, self.operations, self.version), tools)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one service: an outcome when it was written, differences when it was only checked."""

    service: str
    outcome: Outcome | None = None
    differences: tuple[Difference, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the package could not be made."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


def generate(service: str, settings: Settings, report: Report) -> FileTree:
    """The files of one package. Warnings and notes go to `report`; raises `GenerationError` at the end of a stage."""
    loaded = load_locked(service, settings)
    model = represent(loaded)
    options = PlanOptions(
        version=settings.version or package_version(settings.source, model),
        docs=settings.docs,
        operations=settings.operations,
    )
    view = plan_package(model, options)
    report.extend(view.diagnostics)
    name = distribution_name(service)
    files = {str(path): text for path, text in render_package(view).items()}
    cache = TextCache(cache_folder())
    return FileTree(name, format_files(name, files, cache=cache, jobs=settings.jobs))


def load_locked(service: str, settings: Settings) -> LoadedModel:
    """The model files of a service, which are those of the catalog. Raises `GenerationError`."""
    report = Report()
    loaded = settings.source.load(service, report)
    if loaded is not None:
        check([loaded], settings.catalog, settings.source, report)
    report.raise_if_any()
    assert loaded is not None  # or it was reported
    return loaded


def represent(loaded: LoadedModel) -> Service:
    """A service as it is planned: validated, built, customised. Raises `GenerationError`."""
    report = Report()
    raw = validate(loaded, report)
    report.raise_if_any()
    assert raw is not None  # or it was reported
    service = build(raw, report)
    report.raise_if_any()
    service = customise(service, report)
    report.raise_if_any()
    return service


def package_version(source: ModelSource, service: Service) -> str:
    """The botocore release, or the API version of a model of your own: 2024-05-01 is 2024.5.1."""
    return source.release or re.sub(r"-0?", ".", service.api_version)


def generate_all(services: tuple[str, ...], settings: Settings, out: Path, *, check_only: bool) -> Iterator[Result]:
    """Generate and write (or check) packages, yielding each as it is done.

    Raises `GenerationError` before anything is written when one of the names is no service. A service that
    fails later has its diagnostics in its result, and the others are written.
    """
    report = Report()
    settings.source.check_known(services, report)
    report.raise_if_any()
    tools = tools_digest()
    if settings.jobs < 2 or len(services) < _FEW * settings.jobs:
        for service in services:  # whose files are formatted by all processes
            yield _make(service, settings, out, check_only, tools)
        return
    alone = replace(settings, jobs=1)
    with ProcessPoolExecutor(settings.jobs) as pool:
        # The largest models first: the last process to finish should have had little to do.
        ordered = sorted(services, key=lambda service: (-settings.source.size(service), service))
        for future in as_completed([pool.submit(_make, service, alone, out, check_only, tools) for service in ordered]):
            yield future.result()


def _make(service: str, settings: Settings, out: Path, check_only: bool, tools: str) -> Result:
    report = Report()
    cache = TextCache(cache_folder())
    try:
        key = settings.fingerprint(service, tools)
        made = recall(cache, key)
        if made is not None and is_current(out / distribution_name(service), made.manifest):
            same = None if check_only else Outcome(written=(), deleted=(), unchanged=made.manifest.count(b"\n"))
            return Result(service=service, outcome=same, diagnostics=made.diagnostics)
        tree = generate(service, settings, report)
        # Models or code that changed meanwhile would be recorded under the name of what they were.
        if settings.fingerprint(service, tools_digest()) == key:
            remember(cache, key, Made(tree.manifest(), tuple(report)))
        if check_only:
            return Result(service=service, differences=check_package(tree, out), diagnostics=tuple(report))
        return Result(service=service, outcome=write_package(tree, out), diagnostics=tuple(report))
    except GenerationError as error:
        return Result(service=service, diagnostics=(*report, *error.diagnostics))
