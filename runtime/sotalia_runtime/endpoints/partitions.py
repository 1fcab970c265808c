"""AWS partitions and their regions. Written by `python -m sotalia.partitions`; not edited by hand."""

from __future__ import annotations

from typing import Final


class Partition:
    """A group of regions with DNS names and accounts of their own."""

    __slots__ = (
        "dns_suffix",
        "dual_stack_dns_suffix",
        "implicit_global_region",
        "name",
        "supports_dual_stack",
        "supports_fips",
    )

    def __init__(
        self,
        *,
        name: str,
        dns_suffix: str,
        dual_stack_dns_suffix: str,
        supports_fips: bool,
        supports_dual_stack: bool,
        implicit_global_region: str,
    ) -> None:
        self.name = name
        self.dns_suffix = dns_suffix
        self.dual_stack_dns_suffix = dual_stack_dns_suffix
        self.supports_fips = supports_fips
        self.supports_dual_stack = supports_dual_stack
        self.implicit_global_region = implicit_global_region


_AWS: Final = Partition(
    name="aws",
    dns_suffix="amazonaws.com",
    dual_stack_dns_suffix="api.aws",
    supports_fips=True,
    supports_dual_stack=True,
    implicit_global_region="us-east-1",
)

_AWS_CN: Final = Partition(
    name="aws-cn",
    dns_suffix="amazonaws.com.cn",
    dual_stack_dns_suffix="api.amazonwebservices.com.cn",
    supports_fips=True,
    supports_dual_stack=True,
    implicit_global_region="cn-northwest-1",
)

_AWS_EUSC: Final = Partition(
    name="aws-eusc",
    dns_suffix="amazonaws.eu",
    dual_stack_dns_suffix="api.amazonwebservices.eu",
    supports_fips=True,
    supports_dual_stack=True,
    implicit_global_region="eusc-de-east-1",
)

_AWS_ISO: Final = Partition(
    name="aws-iso",
    dns_suffix="c2s.ic.gov",
    dual_stack_dns_suffix="api.aws.ic.gov",
    supports_fips=True,
    supports_dual_stack=True,
    implicit_global_region="us-iso-east-1",
)

_AWS_ISO_B: Final = Partition(
    name="aws-iso-b",
    dns_suffix="sc2s.sgov.gov",
    dual_stack_dns_suffix="api.aws.scloud",
    supports_fips=True,
    supports_dual_stack=True,
    implicit_global_region="us-isob-east-1",
)

_AWS_ISO_E: Final = Partition(
    name="aws-iso-e",
    dns_suffix="cloud.adc-e.uk",
    dual_stack_dns_suffix="api.cloud-aws.adc-e.uk",
    supports_fips=True,
    supports_dual_stack=True,
    implicit_global_region="eu-isoe-west-1",
)

_AWS_ISO_F: Final = Partition(
    name="aws-iso-f",
    dns_suffix="csp.hci.ic.gov",
    dual_stack_dns_suffix="api.aws.hci.ic.gov",
    supports_fips=True,
    supports_dual_stack=True,
    implicit_global_region="us-isof-south-1",
)

_AWS_US_GOV: Final = Partition(
    name="aws-us-gov",
    dns_suffix="amazonaws.com",
    dual_stack_dns_suffix="api.aws",
    supports_fips=True,
    supports_dual_stack=True,
    implicit_global_region="us-gov-west-1",
)

DEFAULT: Final = _AWS

# Region to partition.
PARTITIONS: Final[dict[str, Partition]] = {
    "af-south-1": _AWS,
    "ap-east-1": _AWS,
    "ap-east-2": _AWS,
    "ap-northeast-1": _AWS,
    "ap-northeast-2": _AWS,
    "ap-northeast-3": _AWS,
    "ap-south-1": _AWS,
    "ap-south-2": _AWS,
    "ap-southeast-1": _AWS,
    "ap-southeast-2": _AWS,
    "ap-southeast-3": _AWS,
    "ap-southeast-4": _AWS,
    "ap-southeast-5": _AWS,
    "ap-southeast-6": _AWS,
    "ap-southeast-7": _AWS,
    "aws-global": _AWS,
    "ca-central-1": _AWS,
    "ca-west-1": _AWS,
    "eu-central-1": _AWS,
    "eu-central-2": _AWS,
    "eu-north-1": _AWS,
    "eu-south-1": _AWS,
    "eu-south-2": _AWS,
    "eu-west-1": _AWS,
    "eu-west-2": _AWS,
    "eu-west-3": _AWS,
    "il-central-1": _AWS,
    "me-central-1": _AWS,
    "me-south-1": _AWS,
    "me-west-1": _AWS,
    "mx-central-1": _AWS,
    "sa-east-1": _AWS,
    "sa-west-1": _AWS,
    "us-east-1": _AWS,
    "us-east-2": _AWS,
    "us-west-1": _AWS,
    "us-west-2": _AWS,
    "aws-cn-global": _AWS_CN,
    "cn-north-1": _AWS_CN,
    "cn-northwest-1": _AWS_CN,
    "eusc-de-east-1": _AWS_EUSC,
    "aws-iso-global": _AWS_ISO,
    "us-iso-east-1": _AWS_ISO,
    "us-iso-west-1": _AWS_ISO,
    "aws-iso-b-global": _AWS_ISO_B,
    "us-isob-east-1": _AWS_ISO_B,
    "us-isob-west-1": _AWS_ISO_B,
    "aws-iso-e-global": _AWS_ISO_E,
    "eu-isoe-west-1": _AWS_ISO_E,
    "aws-iso-f-global": _AWS_ISO_F,
    "us-isof-east-1": _AWS_ISO_F,
    "us-isof-south-1": _AWS_ISO_F,
    "aws-us-gov-global": _AWS_US_GOV,
    "us-gov-east-1": _AWS_US_GOV,
    "us-gov-west-1": _AWS_US_GOV,
}

# The form of region names, for those that the table does not know yet.
PATTERNS: Final = (
    ("^(us|eu|ap|sa|ca|me|af|il|mx)\\-\\w+\\-\\d+$", _AWS),
    ("^cn\\-\\w+\\-\\d+$", _AWS_CN),
    ("^eusc\\-(de)\\-\\w+\\-\\d+$", _AWS_EUSC),
    ("^us\\-iso\\-\\w+\\-\\d+$", _AWS_ISO),
    ("^us\\-isob\\-\\w+\\-\\d+$", _AWS_ISO_B),
    ("^eu\\-isoe\\-\\w+\\-\\d+$", _AWS_ISO_E),
    ("^us\\-isof\\-\\w+\\-\\d+$", _AWS_ISO_F),
    ("^us\\-gov\\-\\w+\\-\\d+$", _AWS_US_GOV),
)
