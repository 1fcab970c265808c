"""The functions that compiled rule sets call. Pure; None where a rule set's condition would fail."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ..frozen import Frozen
from .partitions import DEFAULT, PARTITIONS, PATTERNS, Partition

if TYPE_CHECKING:
    from collections.abc import Sequence


class Arn(Frozen):
    """The parts of an Amazon Resource Name; `region` and `account_id` may be empty."""

    __slots__ = ("account_id", "partition", "region", "resource_id", "service")

    partition: str
    service: str
    region: str
    account_id: str
    resource_id: Sequence[str]  # split at ":" and "/"

    def __init__(self, partition: str, service: str, region: str, account_id: str, resource_id: Sequence[str]) -> None:
        self._fill(partition=partition, service=service, region=region, account_id=account_id, resource_id=resource_id)


class Url(Frozen):
    """The parts of an endpoint's URL; `normalized_path` has a slash at both ends."""

    __slots__ = ("authority", "is_ip", "normalized_path", "path", "scheme")

    scheme: str
    authority: str
    path: str
    normalized_path: str
    is_ip: bool

    def __init__(self, scheme: str, authority: str, path: str, normalized_path: str, is_ip: bool) -> None:
        self._fill(scheme=scheme, authority=authority, path=path, normalized_path=normalized_path, is_ip=is_ip)


def partition(region: str | None) -> Partition:
    """The partition that a region is in, by name or by form; the commercial one where it fits none."""
    if region is None:
        return DEFAULT
    known = PARTITIONS.get(region)
    if known is not None:
        return known
    import re

    for pattern, candidate in PATTERNS:
        if re.fullmatch(pattern, region, re.ASCII):
            return candidate
    return DEFAULT


def parse_arn(text: str | None) -> Arn | None:
    """Split an ARN. None unless it has six parts and names a partition, a service and a resource."""
    if text is None or not text.startswith("arn:"):
        return None
    parts = text.split(":", 5)
    if len(parts) < 6:
        return None
    _, partition, service, region, account, resource = parts
    if not (partition and service and resource):
        return None
    return Arn(partition, service, region, account, resource.replace(":", "/").split("/"))


def parse_url(text: str | None) -> Url | None:
    """Split an http or https URL. None where it has a query, blanks, or a port that is no number."""
    if not text or min(text) <= " " or "\x7f" in text:
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.query or not host:
        return None
    is_ip = ":" in host or _is_ipv4(host)
    return Url(parts.scheme, parts.netloc, parts.path, _normalized(parts.path), is_ip)


def _normalized(path: str) -> str:
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    return f"/{quote('/'.join(segments))}/" if segments else "/"


def is_valid_host_label(text: str | None, *, allow_subdomains: bool) -> bool:
    """Whether text can be a DNS label, or with `allow_subdomains` a chain of them."""
    if text is None:
        return False
    labels = text.split(".") if allow_subdomains else (text,)
    return all(map(_is_host_label, labels))


def is_virtual_hostable_s3_bucket(text: str | None, *, allow_subdomains: bool) -> bool:
    """Whether a bucket's name can be part of a host name: lower case, three characters or more, no IP address."""
    if text is None or len(text) < 3 or text.lower() != text or _is_ipv4(text):
        return False
    return is_valid_host_label(text, allow_subdomains=allow_subdomains)


# Not regular expressions: each would take 0.1 ms to compile, in every process.


def _is_host_label(text: str) -> bool:
    return (
        0 < len(text) <= 63
        and text.isascii()
        and text.replace("-", "0").isalnum()
        and text[0] != "-"
        and text[-1] != "-"
    )


def _is_ipv4(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(len(part) <= 3 and part.isascii() and part.isdigit() for part in parts)


def substring(text: str | None, start: int, stop: int, *, reverse: bool) -> str | None:
    """A slice of ASCII text, counted from its end with `reverse`. None where text is shorter than `stop`."""
    if text is None or start >= stop or len(text) < stop or not text.isascii():
        return None
    return text[len(text) - stop : len(text) - start] if reverse else text[start:stop]


def uri_encode(text: str | None) -> str | None:
    """Percent-encode everything but unreserved characters."""
    return None if text is None else quote(text, safe="-._~")


def item(values: Sequence[str] | None, index: int) -> str | None:
    """One of several values, None where there are not so many."""
    return values[index] if values is not None and index < len(values) else None
