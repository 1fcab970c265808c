"""The target of a call, by the client's settings and the call's input, with the answers of the rule set kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .endpoint import CACHE_SIZE, resolve_target

if TYPE_CHECKING:
    from ..flow import Flow
    from .context import Call
    from .core import ClientCore
    from .endpoint import Target


def locate(core: ClientCore, call: Call) -> Flow[Target]:
    """Where the call goes. Raises EndpointError."""
    plan = call.plan
    if plan.only_target is not None:
        return plan.only_target
    if plan.constant:
        plan.only_target = resolve_target(plan.keywords, plan.fixed, call.operation, core.region)
        return plan.only_target
    input = call.sent
    parameters: dict[str, object] = {keyword: getattr(input, field) for field, keyword in plan.varying}
    for function, keyword in plan.computed:
        found = function(input)
        parameters[keyword] = tuple(found) if isinstance(found, list) else found  # type: ignore[misc]
    if plan.accounts is not None:
        parameters[plan.accounts] = (core.stored() or (yield from core.credentials())).account_id
    region = core.region
    if plan.bucket is not None:
        region = _region_of_bucket(core, call, getattr(input, plan.bucket))
    key = (plan.operation, region, *parameters.values())
    target = core.targets.get(key)
    if target is None:
        fixed = plan.fixed
        if region != core.region and (keyword := plan.keywords.get("Region")) is not None:
            fixed = fixed | {keyword: region}
        target = resolve_target(plan.keywords, fixed | parameters, call.operation, region)
        if len(core.targets) >= CACHE_SIZE:
            # Dropping all is rare, and safe between threads without a lock.
            core.targets.clear()
        core.targets[key] = target
    return target


def _region_of_bucket(core: ClientCore, call: Call, bucket: str | None) -> str | None:
    """The client's region, or the one that a bucket was found in."""
    if bucket is None:
        return core.region
    if call.redirected is not None:
        if len(core.homes) >= CACHE_SIZE:
            core.homes.clear()
        core.homes[bucket] = call.redirected
        return call.redirected
    return core.homes.get(bucket, core.region)
