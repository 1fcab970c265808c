"""Amazon S3 Control."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from .changes import change_operations

if TYPE_CHECKING:
    from ..diagnostics import Report
    from ..ir.types import Operation, Service

_PREFIX: Final = "{AccountId}."


def account_id_is_in_the_endpoint(service: Service, report: Report) -> Service:
    """The host prefix `{AccountId}.` goes: the rule set puts the account into the host of the URLs it answers."""

    def change(operation: Operation) -> Operation:
        if operation.host_prefix != _PREFIX or ("RequiresAccountId", True) not in operation.static_params:
            return operation
        return replace(operation, host_prefix=None)

    return change_operations(
        service, change, report, because="the account is in the host prefix and in the rule set", expect_at_least=90
    )
