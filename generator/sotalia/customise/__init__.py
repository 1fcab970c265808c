"""Where a model and the service behind it disagree: small changes, each with its reason.

A customisation that finds less to change than it expects stops generation: the model moved, and somebody has to look.
What needs code while a call runs (checksums, queue URLs, account ids) is not here but in the runtime's `services`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import credentials, dynamodb, s3, s3control

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..diagnostics import Report
    from ..ir.types import Service

# What holds for every service.
EVERYWHERE: Final = (credentials.credentials_are_sensitive,)

# Service folder -> what is changed, in this order.
CUSTOMISATIONS: Final[dict[str, tuple[Callable[[Service, Report], Service], ...]]] = {
    "dynamodb": (dynamodb.attribute_value_is_a_union,),
    "dynamodbstreams": (dynamodb.attribute_value_is_a_union,),
    "s3": (s3.bucket_is_in_the_endpoint,),
    "s3control": (s3control.account_id_is_in_the_endpoint,),
}


def customise(service: Service, report: Report) -> Service:
    """Apply what is declared for all services and for this one, reporting what no longer fits the model."""
    for change in (*EVERYWHERE, *CUSTOMISATIONS.get(service.folder, ())):
        service = change(service, report)
    return service
