"""Parameters to try rule sets with: a grid that every service has, and richer draws where a set has parameters of its own."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotalia.plan.rulesets import EndpointParam

REGIONS = (
    *("us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1", "cn-north-1", "us-gov-west-1", "us-gov-east-1"),
    *("us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1"),
    *("aws-global", "aws-cn-global", "aws-us-gov-global", "us-east-9", "cn-new-7", "nowhere", "a b", "", None),
)
ENDPOINTS = (
    None,
    "https://example.com",
    "http://127.0.0.1:8000/base/path/",
    "https://[::1]:8443/a//b/../c",
    "https://dynamodb.us-east-1.api.aws",
    "https://example.com?query=1",
    "ftp://example.com",
    "https://example.com:port",
    "beta.example.com",
)
_ACCOUNT = "123456789012"
_FORMED = tuple(
    f"arn:{partition}:{service}:{region}:{account}:{resource}"
    for partition, service, region, account in (
        ("aws", "s3", "us-west-2", _ACCOUNT),
        ("aws", "s3", "", _ACCOUNT),
        ("aws", "s3-outposts", "us-east-1", _ACCOUNT),
        ("aws-cn", "s3-outposts", "cn-north-1", _ACCOUNT),
        ("aws", "s3-object-lambda", "us-east-1", _ACCOUNT),
        ("aws", "s3-object-lambda", "us-west-2", ""),
        ("aws", "s3", "us_west", "bad.account"),
        ("aws", "dynamodb", "us-east-1", _ACCOUNT),
        ("aws", "kinesis", "us-east-1", _ACCOUNT),
        ("aws-us-gov", "kinesis", "us-gov-west-1", _ACCOUNT),
        ("aws", "cloudfront", "", _ACCOUNT),
        ("aws", "events", "us-east-1", _ACCOUNT),
    )
    for resource in (
        *("accesspoint/mine", "accesspoint:mine", "accesspoint:my.name", "accesspoint", "accesspoint:", "bucket/x"),
        *("outpost/op-01/accesspoint/mine", "outpost:op-01:bucket:mybucket", "outpost/op-01", "outpost/op_1/bucket/b"),
        *("table/name", "stream/name", "stream/name/consumer/c:1", "*/name", "key-value-store/1", "mine.mrap"),
        "accesspoint:mfzwi23gnjvgw.mrap",
    )
)
_ARNS = (*_FORMED, "arn:aws:s3", "arn:aws::us-east-1:1:x", "arn:aws:s3:us-east-1:1:")
_BUCKETS = (
    *(
        "my-bucket",
        "my.bucket.name",
        "My-Bucket",
        "my_bucket",
        "ab",
        "192.168.1.1",
        "a" * 64,
        "bucket name",
        "b/c",
        "é-b",
    ),
    *("mine--use1-az1--x-s3", "mine--usw2-az1--x-s3", "m--x-s3", "bucket--abcd-ab1--x-s3", "ap--use1-az4--xa-s3"),
    # S3 Express reads the zone from places that depend on its length.
    *(f"b--{'z' * length}--{kind}-s3" for length in range(7, 28) for kind in ("x", "xa")),
    *("bucketalias--op-s3", "test-accessp-o0b1d075431d83bebde8xz5w8ijx1qzlbp3i3kuse10--op-s3", "b--abc-az9--xa-s3"),
    *("test-accessp-e0000075431d83bebde8xz5w8ijx1qzlbp3i3ebeta0--op-s3", "abcdefghijk--apse1-loc9-az2--x-s3"),
)
_TEXTS: dict[str, tuple[str | None, ...]] = {
    "Bucket": (None, *_BUCKETS * 2, *_ARNS),
    "AccountId": (None, _ACCOUNT, "not/an.account", ""),
    "AccountIdEndpointMode": (None, "preferred", "required", "disabled", "other"),
    "OperationType": (None, "data", "control", "other"),
    "ResourceType": (None, "", "queue", "stream"),
    "ApiType": (None, "ControlPlane", "DataPlane"),
    "ServiceType": (None, "ACM", "ACM-ACME"),
    "SubServiceType": (None, "AGENT"),
    "EndpointId": (None, "abcde.veo", "a/b"),
    "OutpostId": (None, "op-01234", "op/1"),
    "AccessPointName": (None, "mine", *_ARNS[::5]),
    "StreamId": (None, "abcdefghijklmnopqrst-xyz", "short", "abcdefghijklmnopqrstuvwx"),
    "ShardIterator": (None, "arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/1|1|AAAA", "AAAA"),
    "SpaceId": (None, "space-1", "a.b"),
}


def grid(params: tuple[EndpointParam, ...]) -> Iterator[dict[str, Any]]:
    """Every region with both switches, with and without an endpoint, as far as the set has them."""
    axes: dict[str, tuple[Any, ...]] = {
        "Region": REGIONS,
        "UseFIPS": (False, True),
        "UseDualStack": (False, True),
        "Endpoint": ENDPOINTS[:3],
    }
    names = [param.name for param in params if param.name in axes]
    for values in itertools.product(*(axes[name] for name in names)):
        yield dict(zip(names, values, strict=True))


class Explorer:
    """Repeatable random parameters that build on those which led somewhere new, so that deep rules are reached too."""

    def __init__(self, service: str, params: tuple[EndpointParam, ...]) -> None:
        self._random = random.Random(service)
        self._params = params
        self._arns = [arn for arn in _ARNS if f":{service.removesuffix('control')}" in arn] or _ARNS
        self._weights = [8 if param.name in {"Bucket", "OperationType"} else 1 for param in params]
        self._starts: list[dict[str, Any]] = [{"Region": REGIONS[0]}]
        self._seen: set[int] = set()

    def draw(self) -> dict[str, Any]:
        """A few changes to a start. What names the resource is changed most, as it decides most."""
        start = self._starts[0] if self._random.randrange(2) else self._random.choice(self._starts)
        drawn = dict(start)
        for param in self._random.choices(self._params, self._weights, k=self._random.choice((1, 1, 2, 2, 3, 4))):
            if param.name in drawn and self._random.randrange(4) == 0:
                del drawn[param.name]
            else:
                drawn[param.name] = _value(self._random, param, self._arns)
        return drawn

    def learn(self, drawn: dict[str, Any], lines: frozenset[int]) -> None:
        """Start from `drawn` too, if it led to a line that nothing led to before."""
        if not lines <= self._seen:
            self._seen |= lines
            self._starts.append(drawn)


def _value(random_: random.Random, param: EndpointParam, arns: Sequence[str]) -> Any:
    if param.name == "Region":
        return random_.choice(REGIONS)
    if param.name == "Endpoint":
        return random_.choice(ENDPOINTS)
    if param.kind == "bool":
        return random_.choice((True, True, True, False))
    if param.kind == "strs":
        return random_.choice(((), random_.choices(_ARNS, k=2), random_.choices(_BUCKETS, k=1)))
    return random_.choice(_TEXTS.get(param.name, (*arns, *arns, random_.choice(_ARNS), "a.b")))
