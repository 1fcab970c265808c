"""The generator as its users install it: from a wheel or a source distribution, in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "NOTICE")
FOLDERS = ("generator", "templates", "models")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution of a copy of the checkout."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in SOURCES:
        shutil.copy(ROOT / name, copy)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    return build("build_sdist", copy)


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the source distribution."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return build("build_wheel", next(folder.iterdir()))


def build(step: str, source: Path) -> Path:
    """What the build backend makes of a source folder, as pip calls it."""
    program = f"from setuptools import build_meta; print(build_meta.{step}('dist'))"
    done = subprocess.run([sys.executable, "-c", program], cwd=source, capture_output=True, text=True, check=True)
    return source / "dist" / done.stdout.splitlines()[-1]


def tracked(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in {".json", ".toml", ".jinja", ".py", ".typed"}
    }


def test_wheel_holds_every_module_template_and_model(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    installed = tmp_path / "sotalia"
    for name in ("templates", "models"):
        assert tracked(installed / name) == tracked(ROOT / name)
        shutil.rmtree(installed / name)
    assert tracked(installed) == tracked(ROOT / "generator" / "sotalia")


def test_installed_generator_writes_what_the_checkout_writes(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    home = tmp_path / "home"
    home.mkdir()
    site, checkout = tmp_path / "site", ROOT / "generator"
    for path, models, out in (
        (site, site / "sotalia" / "models" / "example", "mine"),
        (checkout, ROOT / "models" / "example", "theirs"),
    ):
        arguments = [sys.executable, "-m", "sotalia", "generate", "lighthouse", "--models", models, "--out", out]
        env = {**os.environ, "PYTHONPATH": str(path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        subprocess.run(list(map(str, arguments)), cwd=home, env=env, check=True, capture_output=True)
    compared = subprocess.run(
        [sys.executable, "-m", "sotalia", "generate", "sqs", "--check", "--out", "none"],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert compared.returncode == 1, compared.stderr  # botocore's models are those of the catalog in the wheel
    assert contents(home / "mine") == contents(home / "theirs") != {}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
