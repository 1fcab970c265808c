from __future__ import annotations

from sotalia_runtime.endpoints.resolved import Endpoint
from sotalia_runtime.errors import EndpointError


def resolve(
    *,
    region: str | None = None,
    use_dual_stack: bool = False,
    use_fips: bool = False,
    endpoint: str | None = None,
) -> Endpoint:
    if endpoint is not None:
        if use_fips:
            raise EndpointError("Invalid Configuration: FIPS and custom endpoint are not supported")
        return Endpoint(endpoint)
    if region is not None:
        return Endpoint(f"https://mini.{region}.amazonaws.com")
    raise EndpointError("Invalid Configuration: Missing Region")
