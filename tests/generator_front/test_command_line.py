"""The command as its users run it: a process, its output and its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from generator_front.conftest import EXAMPLE

if TYPE_CHECKING:
    from pathlib import Path

    from generator_front.conftest import Models


def sotalia(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "sotalia", *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200", **(env or {})},
        timeout=60,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_generate_then_check_then_change(models: Models, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = sotalia("generate", "lighthouse", "--models", models.root, "--out", out)
    assert (made.returncode, made.stdout) == (0, ""), made.stderr
    assert (out / "sotalia-lighthouse" / "sotalia_lighthouse" / "client.py").is_file()
    assert {path.name for path in out.iterdir()} == {"sotalia-lighthouse"}

    same = sotalia("generate", "lighthouse", "--models", models.root, "--out", out, "--check")
    assert (same.returncode, same.stdout) == (0, ""), same.stdout

    models.set("service-2", "shapes.Light.members.novelty", {"shape": "String"})
    before = files(out)
    different = sotalia("generate", "lighthouse", "--models", models.root, "--out", out, "--check")
    assert different.returncode == 1
    assert "changed  sotalia-lighthouse/sotalia_lighthouse/types/_light.py" in different.stdout
    assert "+    novelty:" in different.stdout
    assert files(out) == before

    again = sotalia("generate", "lighthouse", "--models", models.root, "--out", out)
    assert again.returncode == 0
    assert "1 written, 0 deleted" in again.stderr


def test_problems_are_one_list_and_nothing_is_written(models: Models, tmp_path: Path) -> None:
    models.set("service-2", "shapes.Light.members.name.shape", "Nowhere")
    models.set("service-2", "shapes.Light.members.state.shape", "Elsewhere")
    failed = sotalia("generate", "lighthouse", "--models", models.root, "--out", tmp_path / "out")
    assert failed.returncode == 2
    assert "'Nowhere'" in failed.stderr
    assert "'Elsewhere'" in failed.stderr
    assert failed.stderr.endswith("2 problems\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["generate", "dynamo"], "did you mean dynamodb"),
        (["generate", "s3", "nosuch"], "nosuch: is not a service"),
        (["generate"], "one or more services, or --all"),
        (["generate", "s3", "--all"], "one or more services, or --all"),
        (["generate", "s3", "sqs", "--ops", "GetObject"], "--ops is for one service"),
        (["generate", "s3", "--docs", "lots"], "'lots' is not one of"),
        (["generate", "s3", "--package-version", "../1"], "is no version"),
        (["generate", "sqs", "--ops", "NoSuchOperation"], "NoSuchOperation"),
        (["show", "nosuch"], "is not a service"),
        (["list", "--models", "/nowhere/at/all"], "cannot be read"),
        (["nosuch"], "No such command"),
    ],
)
def test_bad_input_exits_with_two(arguments: list[str], message: str, tmp_path: Path) -> None:
    out = ["--out", tmp_path / "out"] if arguments[0] == "generate" else []
    failed = sotalia(*arguments, *out)
    assert failed.returncode == 2, failed.stderr
    assert message in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not (tmp_path / "out").exists()


def test_operations_can_be_chosen(tmp_path: Path) -> None:
    made = sotalia("generate", "sqs", "--ops", "SendMessage, GetQueueUrl", "--out", tmp_path)
    assert made.returncode == 0, made.stderr
    operations = tmp_path / "sotalia-sqs" / "sotalia_sqs" / "operations"
    assert {path.stem for path in operations.glob("[a-z]*.py")} == {"send_message", "get_queue_url"}


@pytest.mark.parametrize(("seed", "jobs"), [("0", 1), ("1", 2), ("31337", 2)])
def test_output_does_not_depend_on_hash_seed_locale_folder_or_processes(
    tmp_path: Path, seed: str, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, odd = tmp_path / "plain", tmp_path / "odd"
    sotalia("generate", "lighthouse", "--models", EXAMPLE, "--out", plain, "--jobs", 1, "--docs", "full")
    monkeypatch.chdir(tmp_path)
    env = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Kathmandu", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    made = sotalia(
        "generate", "lighthouse", "--models", EXAMPLE, "--out", "odd", "--jobs", jobs, "--docs", "full", env=env
    )
    assert made.returncode == 0, made.stderr
    assert files(odd) == files(plain)


def test_list_and_show() -> None:
    listed = sotalia("list").stdout.splitlines()
    assert len(listed) == 439
    assert "lambda" in {line.split()[0] for line in listed}
    shown = json.loads(sotalia("show", "ec2", "--json").stdout)
    assert (shown["protocol"], shown["operations"], shown["client"]) == ("ec2", 830, "EC2Client")
    assert (len(shown["api_versions"]), shown["api_version"]) == (8, "2016-11-15")
    assert "InstanceRunning" in shown["waiters"]
    text = sotalia("show", "lighthouse", "--models", EXAMPLE).stdout
    assert "waiters       3: AllLightsLit, LightLit, LightSnuffed" in text


def test_lock_of_your_own_models(models: Models, tmp_path: Path) -> None:
    def generate() -> subprocess.CompletedProcess[str]:
        return sotalia("generate", "lighthouse", "--models", models.root, "--out", tmp_path / "out")

    assert sotalia("lock", "--models", models.root, "--check").returncode == 1
    locked = sotalia("lock", "--models", models.root)
    assert (locked.returncode, "added    lighthouse" in locked.stdout) == (0, True)
    assert sotalia("lock", "--models", models.root, "--check").returncode == 0
    models.set("service-2", "documentation", "changed")
    refused = generate()
    assert refused.returncode == 2
    assert "lighthouse" in refused.stderr
    assert "service-2" in refused.stderr
    assert not (tmp_path / "out").exists()
    assert "changed  lighthouse: service-2" in sotalia("lock", "--models", models.root).stdout
    assert generate().returncode == 0


def test_lock_of_botocore_is_as_committed() -> None:
    assert sotalia("lock", "--check").returncode == 0


def test_version_and_help_need_none_of_the_pipeline() -> None:
    assert sotalia("--version").stdout.startswith("sotalia ")
    assert "generate" in sotalia("--help").stdout
    probe = "import sys, sotalia.cli; print([name for name in ('black', 'jinja2', 'pydantic', 'botocore') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout == "[]\n"
