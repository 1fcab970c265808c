"""A second run makes nothing anew, unless anything at all is another: models, options, code, templates or files."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sotalia.cache import TextCache, cache_folder
from sotalia.earlier import Made, recall, remember, tools_digest
from sotalia.load import ModelSource
from sotalia.lock import catalog_of
from sotalia.pipeline import Result, Settings, generate_all
from sotalia.write import MANIFEST, FileTree, write_package

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator_front.conftest import Models

ROOT = Path(__file__).parents[2]
NAME = "sotalia-lighthouse"


def settings(models: Models) -> Settings:
    return Settings(source=ModelSource(models.root))


def run(models: Models, out: Path, *, check_only: bool = False) -> Result:
    (result,) = generate_all(("lighthouse",), settings(models), out, check_only=check_only)
    return result


def test_package_that_was_made_from_the_same_is_not_made_again(models: Models, tmp_path: Path) -> None:
    tree = FileTree(NAME, {"README.md": "made by hand"})
    write_package(tree, tmp_path)
    key = settings(models).fingerprint("lighthouse", tools_digest())
    remember(TextCache(cache_folder()), key, Made(tree.manifest(), ()))
    result = run(models, tmp_path)
    assert result.outcome is not None
    assert (result.outcome.written, result.outcome.unchanged) == ((), 1)
    assert (tmp_path / NAME / "README.md").read_text() == "made by hand"
    # One that is not what was made is.
    (tmp_path / NAME / "README.md").write_text("changed by hand")
    assert len(run(models, tmp_path).outcome.written) > 30  # type: ignore[union-attr]


def replaced_by_a_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "changed": lambda path: path.write_text("x = 1\n"),
    "deleted": Path.unlink,
    "emptied": lambda path: path.write_text(""),
    "link": replaced_by_a_link,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_file_that_is_not_as_it_was_made_is_seen(models: Models, tmp_path: Path, damage: str) -> None:
    run(models, tmp_path)
    assert run(models, tmp_path, check_only=True).differences == ()
    DAMAGE[damage](tmp_path / NAME / "sotalia_lighthouse" / "client.py")
    result = run(models, tmp_path, check_only=True)
    assert result.differences or result.failed  # a link is refused


def test_manifest_that_is_not_as_it_was_made_is_seen(models: Models, tmp_path: Path) -> None:
    run(models, tmp_path)
    manifest = tmp_path / NAME / MANIFEST
    manifest.write_bytes(manifest.read_bytes() + f"{hashlib.sha256(b'').hexdigest()}  old.py\n".encode())
    (tmp_path / NAME / "old.py").touch()
    assert run(models, tmp_path).outcome.deleted == ("old.py",)  # type: ignore[union-attr]


def test_what_there_was_to_say_is_said_again(models: Models, tmp_path: Path) -> None:
    document = models.read("service-2")
    document["shapes"]["Flashes"] = {"type": "structure", "members": {}, "eventstream": True}
    document["shapes"]["WatchOutput"] = {"type": "structure", "members": {"flashes": {"shape": "Flashes"}}}
    document["operations"]["Watch"] = {
        "name": "Watch",
        "http": {"method": "POST", "requestUri": "/watch"},
        "output": {"shape": "WatchOutput"},
    }
    models.write("service-2", document)
    first, second = run(models, tmp_path), run(models, tmp_path)
    assert "Watch" in str(first.diagnostics[0])
    assert second == replace(first, outcome=second.outcome)
    assert second.outcome is not None
    assert second.outcome.written == ()


def test_every_setting_that_decides_is_in_the_fingerprint(models: Models) -> None:
    base = settings(models)
    digest = base.fingerprint("lighthouse", "tools")
    catalog = catalog_of(base.source)
    release = replace(catalog, release="1.44.6")
    entries = {name: replace(entry, api_version="2020-01-01") for name, entry in catalog.services.items()}
    changed = {
        "source": replace(base, source=ModelSource(models.root, release="1.44.5")),
        "catalog": replace(base, catalog=catalog),
        "catalog release": replace(base, catalog=release),
        "catalog entry": replace(base, catalog=replace(catalog, services=entries)),
        "docs": replace(base, docs="full"),
        "operations": replace(base, operations=("ListLights",)),
        "version": replace(base, version="1.0"),
    }
    digests = {name: one.fingerprint("lighthouse", "tools") for name, one in changed.items()}
    assert len({digest, *digests.values(), base.fingerprint("lighthouse", "other tools")}) == len(digests) + 2
    assert replace(base, jobs=9).fingerprint("lighthouse", "tools") == digest
    # A new setting decides, or is known not to.
    assert set(Settings.__dataclass_fields__) == {name.split()[0] for name in digests} | {"jobs"}


@pytest.mark.parametrize("file", ["service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1"])
def test_every_model_file_is_in_the_fingerprint(models: Models, file: str) -> None:
    before = settings(models).fingerprint("lighthouse", "tools")
    models.write(file, models.read(file))  # other white space
    assert settings(models).fingerprint("lighthouse", "tools") != before


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("templates/package/errors.py.jinja", "Errors of", "Failures of"),
        ("generator/sotalia/plan/docs.py", "Parameters are described at", "Parameters stand at"),
        ("generator/sotalia/format/blackened.py", "LINE_LENGTH: Final = 100", "LINE_LENGTH: Final = 90"),
    ],
)
def test_other_code_and_other_templates_make_another_package(tmp_path: Path, path: str, old: str, new: str) -> None:
    for folder in ("generator", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    arguments = ["generate", "lighthouse", "--models", str(ROOT / "models" / "example"), "--out", str(tmp_path / "out")]

    def generate() -> str:
        env = {**os.environ, "PYTHONPATH": str(tmp_path / "generator"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "sotalia", *arguments]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stderr

    generate()
    assert ", 0 written, 0 deleted" in generate()
    changed = tmp_path / path
    text = changed.read_text()
    assert old in text
    changed.write_text(text.replace(old, new))
    assert ", 0 written" not in generate()


def test_record_that_is_gone_is_no_record(tmp_path: Path) -> None:
    assert recall(TextCache(tmp_path), "0" * 64) is None
