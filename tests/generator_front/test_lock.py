"""A model file that is not the one in the catalog stops generation, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sotalia.diagnostics import GenerationError
from sotalia.load import ModelSource, botocore_source
from sotalia.lock import Catalog, Entry, catalog_of, catalog_path, compare, read, write
from sotalia.pipeline import Settings, load_locked

if TYPE_CHECKING:
    from pathlib import Path

    from generator_front.conftest import Models


def locked(models: Models) -> Settings:
    source = ModelSource(models.root)
    write(catalog_of(source), catalog_path(source))
    return Settings(source=source, catalog=read(catalog_path(source)))


def test_unchanged_models_pass(models: Models) -> None:
    assert load_locked("lighthouse", locked(models)).folder == "lighthouse"


@pytest.mark.parametrize("file", ["service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1"])
def test_changed_file_is_named(models: Models, file: str) -> None:
    settings = locked(models)
    document = models.read(file)
    models.write(file, document | {"version": document.get("version", "1.0")})
    with pytest.raises(GenerationError, match=f"lighthouse.*{file}.*sotalia lock"):
        load_locked("lighthouse", settings)


def test_file_that_came_or_went_is_named(models: Models) -> None:
    settings = locked(models)
    models.write("service-2.sdk-extras", {"merge": {}})
    with pytest.raises(GenerationError, match=r"lighthouse.*sdk-extras"):
        load_locked("lighthouse", settings)
    (models.home / "service-2.sdk-extras.json").unlink()
    (models.home / "waiters-2.json").unlink()
    with pytest.raises(GenerationError, match=r"lighthouse.*waiters-2"):
        load_locked("lighthouse", settings)


def test_newer_api_version_is_a_change(models: Models) -> None:
    settings = locked(models)
    models.home.rename(models.home.with_name("2024-06-01"))
    with pytest.raises(GenerationError, match="API version 2024-05-01 -> 2024-06-01"):
        load_locked("lighthouse", settings)


def test_service_beside_the_catalog_is_refused(models: Models) -> None:
    settings = locked(models)
    (models.root / "lighthouse").rename(models.root / "beacon")
    with pytest.raises(GenerationError, match=r"beacon.*not in the catalog"):
        load_locked("beacon", settings)


def test_models_of_your_own_need_no_catalog(models: Models) -> None:
    source = ModelSource(models.root)
    assert read(catalog_path(source)) is None
    assert load_locked("lighthouse", Settings(source=source))


def test_models_of_botocore_do() -> None:
    with pytest.raises(GenerationError, match=r"catalog\.toml: is missing"):
        load_locked("sts", Settings(source=botocore_source(), catalog=None))


def test_other_botocore_is_refused() -> None:
    with pytest.raises(GenerationError, match=r"pip install botocore==1\.0\.0"):
        load_locked("sts", Settings(source=botocore_source(), catalog=Catalog("1.0.0", {})))


@pytest.mark.parametrize(
    "text",
    ["[services", "botocore = 1", "[services.a]\nservice-2 = 'short'", "services = 3", "[services]\na = 1", "\x00"],
)
def test_catalog_that_makes_no_sense_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text(text)
    with pytest.raises(GenerationError, match="is not a catalog"):
        read(path)


def test_catalog_survives_a_round_trip(tmp_path: Path) -> None:
    catalog = Catalog("1.2.3", {"a": Entry("2020-01-01", {"service-2": "0" * 64}), "b-c": Entry(None, {"x": "f" * 64})})
    write(catalog, tmp_path / "models" / "catalog.toml")
    assert read(tmp_path / "models" / "catalog.toml") == catalog


def test_comparison_tells_what_came_went_and_changed() -> None:
    old = Catalog("1", {"a": Entry(None, {"service-2": "0" * 64}), "b": Entry(None, {})})
    new = Catalog("1", {"a": Entry(None, {"service-2": "1" * 64}), "c": Entry(None, {"service-2": "2" * 64})})
    assert [(change.service, change.kind, change.details) for change in compare(old, new)] == [
        ("a", "changed", "service-2"),
        ("b", "removed", ""),
        ("c", "added", "service-2"),
    ]
