"""What customisations are made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..diagnostics import Report
    from ..ir.types import Operation, Service


def change_operations(
    service: Service,
    change: Callable[[Operation], Operation],
    report: Report,
    *,
    because: str,
    expect_at_least: int,
) -> Service:
    """`change` applied to every operation. Reports when fewer than `expect_at_least` come out different."""
    operations = {name: change(operation) for name, operation in service.operations.items()}
    changed = sum(operations[name] != operation for name, operation in service.operations.items())
    if changed < expect_at_least:
        report.add(
            f"{service.folder}: customise",
            f"{because}: {changed} operations fit, at least {expect_at_least} should",
            "the model moved; look whether generator/sotalia/customise is still right",
        )
    return replace(service, operations=operations)
