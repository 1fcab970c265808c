"""The model's JSON, validated: what botocore's files may say, and nothing beside it.

Every key of the 439 services is here, also those that nothing reads: a key that is not stops generation, and
whoever reads the message decides what it means for clients.
"""

from __future__ import annotations

from .paginators import RawPaginator, RawPaginators
from .rulesets import RawRuleSet
from .service import RawMember, RawMetadata, RawOperation, RawService, RawShape
from .validate import RawModel, validate
from .waiters import RawAcceptor, RawWaiter, RawWaiters

__all__ = [
    "RawAcceptor",
    "RawMember",
    "RawMetadata",
    "RawModel",
    "RawOperation",
    "RawPaginator",
    "RawPaginators",
    "RawRuleSet",
    "RawService",
    "RawShape",
    "RawWaiter",
    "RawWaiters",
    "validate",
]
