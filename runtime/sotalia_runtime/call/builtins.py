"""The parameters of rule sets that come from settings: the `builtIn`s of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..config import Settings
    from ..operation import Service
    from .endpoint import Keywords

# Regions in which STS was global before it had endpoints for each region.
_LEGACY_STS: Final = frozenset(
    {
        "ap-northeast-1",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "aws-global",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    }
)
_ACCOUNT: Final = "AWS::Auth::AccountId"


def parameters_of(
    service: Service, keywords: Keywords, settings: Settings, client_params: Mapping[str, object] | None
) -> tuple[dict[str, object], str | None]:
    """Parameters by keyword of the compiled rule set, without those that are not given; and the account's keyword.

    The second is None where the rules take no account, or the settings keep it out of endpoints.
    """
    values = _values(settings)
    found: dict[str, object] = {}
    account = None
    for name, builtin in service.endpoint_params.items():
        keyword = keywords.get(name)
        if keyword is None or builtin is None:
            continue
        if builtin == _ACCOUNT:
            account = keyword
        elif (value := values.get(builtin)) is not None:
            found[keyword] = value
    for name, value in (client_params or {}).items():
        if (keyword := keywords.get(service.client_params[name])) is not None:
            found[keyword] = value
    if settings.endpoint_url is not None or settings.account_id_endpoint_mode == "disabled":
        account = None
    return found, account


def _values(settings: Settings) -> dict[str, object]:
    region = settings.region
    return {
        "AWS::Region": region,
        "AWS::UseFIPS": settings.use_fips_endpoint,
        "AWS::UseDualStack": settings.use_dualstack_endpoint,
        "SDK::Endpoint": settings.endpoint_url,
        "AWS::Auth::AccountIdEndpointMode": settings.account_id_endpoint_mode,
        "AWS::STS::UseGlobalEndpoint": settings.sts_regional_endpoints == "legacy" and region in _LEGACY_STS,
        "AWS::S3::UseGlobalEndpoint": settings.s3_us_east_1_regional_endpoint == "legacy" and region == "us-east-1",
        "AWS::S3::Accelerate": settings.s3_use_accelerate_endpoint,
        "AWS::S3::ForcePathStyle": settings.s3_addressing_style == "path",
        "AWS::S3::UseArnRegion": settings.s3_use_arn_region,
        "AWS::S3::DisableMultiRegionAccessPoints": settings.s3_disable_multiregion_access_points,
        "AWS::S3::DisableS3ExpressSessionAuth": settings.s3_disable_express_session_auth,
        "AWS::S3Control::UseArnRegion": settings.s3_use_arn_region,
    }
