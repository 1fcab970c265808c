"""What is measured, what is asked of it, and the table that tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Case -> the most it may be: a ratio to the other library's figure in the same run, or seconds where it stands alone.
LIMITS: Final = {
    "get_item": 0.15,
    "put_object": 0.15,
    "list_objects": 0.15,
    "describe_instances": 0.35,
    "query": 0.25,
    "async_get_item": 0.15,
    "cold_dynamodb": 0.65,
    "cold_s3": 0.65,
    "cold_ec2": 0.5,
    "memory_dynamodb": 0.85,
    "memory_s3": 0.85,
    "memory_ec2": 0.65,
    "second_client": 0.001,
    "generate_cold": 15.0,
    "generate_unchanged": 2.0,
}
SECONDS: Final = frozenset({"second_client", "generate_cold", "generate_unchanged"})

TITLES: Final = {
    "get_item": "DynamoDB `get_item`, CPU per call",
    "put_object": "S3 `put_object` of 1 KiB, CPU per call",
    "list_objects": "S3 `list_objects_v2` of 1,000 keys, CPU per call",
    "describe_instances": "EC2 `describe_instances` of 100, CPU per call",
    "query": "DynamoDB `query` of 1 MB, CPU per call",
    "async_get_item": "DynamoDB `get_item`, 32 in flight, CPU per call",
    "cold_dynamodb": "DynamoDB cold start, wall time of the process",
    "cold_s3": "S3 cold start, wall time of the process",
    "cold_ec2": "EC2 cold start, wall time of the process",
    "memory_dynamodb": "DynamoDB cold start, peak memory",
    "memory_s3": "S3 cold start, peak memory",
    "memory_ec2": "EC2 cold start, peak memory",
    "second_client": "A second client, CPU",
    "generate_cold": "`sotalia generate s3`, nothing cached",
    "generate_unchanged": "`sotalia generate s3`, nothing changed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured case: medians, in seconds or in bytes for memory. `theirs` is None where there is nothing to compare."""

    case: str
    ours: float | None
    theirs: float | None
    peer: str = "boto3"

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.ours is not None and self.theirs else None

    @property
    def passed(self) -> bool | None:
        """Whether the limit holds; None where ours or the comparison was not measured."""
        value = self.ours if self.case in SECONDS else self.ratio
        return None if value is None else value <= LIMITS[self.case]

    def cells(self) -> tuple[str, ...]:
        unit = show_bytes if self.case.startswith("memory_") else show_seconds
        limit = LIMITS[self.case]
        return (
            TITLES[self.case],
            unit(self.ours),
            "" if self.theirs is None else f"{unit(self.theirs)} ({self.peer})",
            "" if self.ratio is None else f"{self.ratio:.3f}",
            f"≤ {show_seconds(limit)}" if self.case in SECONDS else f"≤ {limit}",
            {True: "yes", False: "**no**", None: "not measured"}[self.passed],
        )


def show_seconds(value: float | None) -> str:
    if value is None:
        return "-"
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= size:
            return f"{value / size:.3g} {unit}" if value / size < 1000 else f"{value / size:.0f} {unit}"
    return "0"


def show_bytes(value: float | None) -> str:
    return "-" if value is None else f"{value / 1_000_000:.1f} MB"


HEADER: Final = ("case", "sotalia", "peer", "ratio", "limit", "reached")


def table(figures: list[Figure]) -> str:
    """A Markdown table, padded so that it reads as plain text too."""
    rows = [HEADER, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
