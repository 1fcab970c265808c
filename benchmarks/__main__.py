"""Run the benchmarks and print a table of medians, ratios and limits.

    python -m benchmarks [--only CASE…] [--rounds N] [--aiobotocore PYTHON] [--write] [--strict]

Ours and the peer take turns, round by round, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from .figures import LIMITS, Figure, table
from .processes import Cost, Server, Worker, cold_start, run_alone

if TYPE_CHECKING:
    from collections.abc import Mapping

# Case -> calls in one round: enough that the clock's grain and a stray interrupt do not show.
CALLS: Final = {
    "get_item": 400,
    "put_object": 400,
    "list_objects": 10,
    "describe_instances": 10,
    "query": 10,
    "second_client": 20,
}
ASYNC_CALLS: Final = 640
SERVICES: Final = ("dynamodb", "s3", "ec2")
PAGE: Final = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN: Final = "<!-- bench -->"
END: Final = "<!-- /bench -->"


def warm_calls(ports: Mapping[str, int], cases: list[str], rounds: int) -> list[Figure]:
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    with Worker("sotalia", ports) as ours, Worker("boto3", ports) as theirs:
        for number in range(rounds + 1):
            for case in cases:
                for name, worker in (("sotalia", ours), ("boto3", theirs)):
                    seconds = worker.measure(case, CALLS[case])
                    if number:  # the first round warms up
                        times[name, case].append(seconds)
    return [
        Figure(case=case, ours=median(times["sotalia", case]), theirs=median(times["boto3", case])) for case in cases
    ]


def async_calls(ports: Mapping[str, int], python: str | None, rounds: int) -> Figure:
    times: dict[str, list[float]] = defaultdict(list)
    libraries = {"sotalia-async": sys.executable} | ({"aiobotocore": python} if python else {})
    workers = {name: Worker(name, ports, interpreter) for name, interpreter in libraries.items()}
    try:
        for number in range(rounds + 1):
            for name, worker in workers.items():
                seconds = worker.measure("get_item", ASYNC_CALLS)
                if number:
                    times[name].append(seconds)
    finally:
        for worker in workers.values():
            worker.__exit__(None, None, None)
    theirs = median(times["aiobotocore"]) if python else None
    return Figure(case="async_get_item", ours=median(times["sotalia-async"]), theirs=theirs, peer="aiobotocore")


def cold_starts(ports: Mapping[str, int], rounds: int) -> list[Figure]:
    costs: dict[tuple[str, str], list[Cost]] = defaultdict(list)
    for number in range(rounds + 1):
        for service in SERVICES:
            for library in ("sotalia", "boto3"):
                cost = cold_start(library, service, ports)
                if number:
                    costs[library, service].append(cost)
    figures: list[Figure] = []
    for case, attribute in (("cold", "wall"), ("memory", "peak")):
        for service in SERVICES:
            ours, theirs = (
                median(getattr(cost, attribute) for cost in costs[library, service]) for library in ("sotalia", "boto3")
            )
            figures.append(Figure(case=f"{case}_{service}", ours=ours, theirs=theirs))
    for service in SERVICES:
        ours, theirs = (median(cost.cpu for cost in costs[library, service]) for library in ("sotalia", "boto3"))
        print(
            f"{service} cold start, CPU of the process: {ours * 1e3:.0f} ms, boto3 {theirs * 1e3:.0f} ms, ratio {ours / theirs:.2f}"
        )
    return figures


def generation() -> list[Figure]:
    command = shutil.which("sotalia", path=str(Path(sys.executable).parent)) or "sotalia"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "cache")  # empty: nothing formatted before
        generate = (command, "generate", "s3", "--out", str(Path(folder) / "out"))
        cold = run_alone(*generate)
        unchanged = median(run_alone(*generate).wall for _ in range(3))
    return [
        Figure(case="generate_cold", ours=cold.wall, theirs=None),
        Figure(case="generate_unchanged", ours=unchanged, theirs=None),
    ]


def machine() -> str:
    """What the figures were taken on. Versions are asked of another process, to keep this one small."""
    program = (
        "from importlib.metadata import version\n"
        "print(', '.join(f'{name} {version(name)}' for name in ('sotalia-runtime', 'pydantic', 'boto3', 'httptools')))"
    )
    versions = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.strip()
    return f"CPython {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}; {versions}."


def write(text: str) -> None:
    """Put the table between the markers of docs/performance.md."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=list(LIMITS), default=list(LIMITS), metavar="CASE")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--aiobotocore", metavar="PYTHON", help="interpreter of an environment that has aiobotocore")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/performance.md")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a limit is not reached")
    return parser.parse_args()


def measure(chosen: argparse.Namespace) -> list[Figure]:
    only: list[str] = chosen.only
    figures: list[Figure] = []
    with Server() as server:
        if cases := [case for case in CALLS if case in only]:
            figures += warm_calls(server.ports, cases, chosen.rounds)
        if "async_get_item" in only:
            figures.append(async_calls(server.ports, chosen.aiobotocore, chosen.rounds))
        if any(case.startswith(("cold_", "memory_")) for case in only):
            figures += cold_starts(server.ports, chosen.rounds)
    if any(case.startswith("generate_") for case in only):
        figures += generation()
    order = list(LIMITS)
    return sorted((figure for figure in figures if figure.case in only), key=lambda figure: order.index(figure.case))


def main() -> int:
    chosen = options()
    figures = measure(chosen)
    text = f"{machine()}\n\n{table(figures)}"
    print(text)
    if chosen.write:
        write(text)
    missed = [figure.case for figure in figures if figure.passed is False]
    if missed:
        print(f"\nover the limit: {', '.join(missed)}")
    return 1 if chosen.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
