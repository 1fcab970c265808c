from __future__ import annotations

from urllib.parse import urlsplit

from sotalia_runtime.endpoints.resolved import AuthSchemeOption, Endpoint
from sotalia_runtime.errors import EndpointError


def resolve(
    *,
    bucket: str | None = None,
    region: str | None = None,
    use_fips: bool = False,
    use_dual_stack: bool = False,
    endpoint: str | None = None,
    force_path_style: bool = False,
    key: str | None = None,
) -> Endpoint:
    if region is None:
        raise EndpointError("A region must be set when sending requests to S3.")
    auth = (AuthSchemeOption("sigv4", "s3", region, (), disable_double_encoding=True),)
    if endpoint is not None:
        url = urlsplit(endpoint)
        base = f"{url.scheme}://{url.netloc}"
        return Endpoint(f"{base}/{bucket}" if bucket else base, auth)
    if bucket and not force_path_style:
        return Endpoint(f"https://{bucket}.s3.{region}.amazonaws.com", auth)
    return Endpoint(f"https://s3.{region}.amazonaws.com" + (f"/{bucket}" if bucket else ""), auth)
