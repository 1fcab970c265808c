"""The functions that rule sets call, where botocore's are laxer or the table must be current."""

from __future__ import annotations

import json
from pathlib import Path

import botocore
import pytest
from sotalia.partitions import render
from sotalia_runtime.endpoints import functions, partitions
from sotalia_runtime.endpoints.functions import Arn, Url


def test_the_partition_table_is_that_of_the_installed_botocore() -> None:
    document = json.loads((Path(botocore.__file__).parent / "data" / "partitions.json").read_text())
    assert Path(partitions.__file__).read_text() == render(document)


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("us-east-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("aws-cn-global", "aws-cn"),
        ("us-gov-central-7", "aws-us-gov"),
        ("nowhere", "aws"),
        ("cn-north-1\n", "aws"),
        (None, "aws"),
    ],
)
def test_partition_of_a_region(region: str | None, name: str) -> None:
    assert functions.partition(region).name == name


@pytest.mark.parametrize("label", ["", "-a", "a-", "a.b", "a" * 64, "a\n", "a/b", "x@host", "é", "١"])
def test_these_are_no_host_labels(label: str) -> None:
    assert not functions.is_valid_host_label(label, allow_subdomains=False)


def test_subdomains_are_labels_joined_by_dots() -> None:
    assert functions.is_valid_host_label("a.b-c.9", allow_subdomains=True)
    assert not functions.is_valid_host_label("a..b", allow_subdomains=True)


def test_arns() -> None:
    assert functions.parse_arn("arn:aws:s3:::a/b:c") == Arn("aws", "s3", "", "", ["a", "b", "c"])
    for text in ("", "arn:aws:s3", "arn::s3:::x", "arn:aws:s3:::", "urn:aws:s3:::x", None):
        assert functions.parse_arn(text) is None


def test_urls() -> None:
    assert functions.parse_url("http://[::1]:80/a/../b") == Url("http", "[::1]:80", "/a/../b", "/b/", is_ip=True)
    assert functions.parse_url("https://10.0.0.1") == Url("https", "10.0.0.1", "", "/", is_ip=True)
    for text in (
        "https://h?q",
        "ftp://h",
        "h",
        "https://",
        "https://h:x",
        "https://h\n",
        "https://h h",
        "https://[",
        None,
    ):
        assert functions.parse_url(text) is None


def test_substring() -> None:
    assert functions.substring("abcdef", 0, 2, reverse=True) == "ef"
    assert functions.substring("abcdef", 0, 2, reverse=False) == "ab"
    for text in ("a", "é123", None):
        assert functions.substring(text, 0, 2, reverse=False) is None
