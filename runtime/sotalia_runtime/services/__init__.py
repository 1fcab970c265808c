"""What services need beyond their models: declared tables, one module per service, each entry with its reason.

A client looks its operations up once. An operation without an entry pays nothing during a call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..call.customisation import NOTHING, Customisation

if TYPE_CHECKING:
    from ..operation import Operation

# Service id -> the module here that has its table. Modules load with the first client of their service.
MODULES: Final = {
    "Auto Scaling": "compute",
    "DynamoDB": "dynamodb",
    "EC2": "compute",
    "Lambda": "polling",
    "S3": "s3",
    "SFN": "polling",
    "SQS": "polling",
    "SWF": "polling",
}


def customisation_of(operation: Operation) -> Customisation:
    """Everything that is special about an operation, merged into one entry."""
    module = MODULES.get(operation.service.id)
    if module is None:
        return NOTHING
    from importlib import import_module

    table = import_module(f"{__name__}.{module}").TABLE
    merged = NOTHING
    for entry in table:
        if entry.service in (None, operation.service.id) and (
            not entry.operations or operation.name in entry.operations
        ):
            merged = merged.joined(entry.change)
    return merged
