"""Amazon S3."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from .changes import change_operations

if TYPE_CHECKING:
    from ..diagnostics import Report
    from ..ir.types import Operation, Service

_LABEL: Final = "/{Bucket}"


def bucket_is_in_the_endpoint(service: Service, report: Report) -> Service:
    """Paths lose `/{Bucket}`: the rule set answers URLs that hold the bucket, as host or as path.

    The member keeps its location, so it is bound to nothing else; it reaches the rule set as a context parameter.
    """

    def change(operation: Operation) -> Operation:
        rest = operation.path.removeprefix(_LABEL)
        if rest == operation.path or (rest and rest[0] not in "/?"):
            return operation
        return replace(operation, path=rest if rest.startswith("/") else f"/{rest}")

    return change_operations(
        service, change, report, because="the bucket is in the path and in the rule set", expect_at_least=100
    )
