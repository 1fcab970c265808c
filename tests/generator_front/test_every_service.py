"""All models of the pinned botocore pass every border, and their counts are those that were measured by other means."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sotalia.load import botocore_source
from sotalia.lock import catalog_of, catalog_path, compare, read

if TYPE_CHECKING:
    from generator_front.conftest import Survey


def test_no_key_is_unknown_nothing_dangles_and_no_name_clashes(survey: Survey) -> None:
    assert [str(found) for found in survey.diagnostics] == []


def test_counts_are_those_of_the_release(survey: Survey) -> None:
    assert len(survey.services) == 439
    assert len(survey.operations) == 19_796
    assert len(survey.waiters) == 410


def test_protocols_are_chosen_as_boto3_does(survey: Survey) -> None:
    assert Counter(survey.services.values()) == {
        "rest-json": 261,
        "json": 153,
        "query": 17,
        "rest-xml": 4,
        "smithy-rpc-v2-cbor": 3,
        "ec2": 1,
    }


def test_s3_paths_leave_the_bucket_to_the_endpoint(survey: Survey) -> None:
    assert not [path for path in survey.paths["s3"] if "{Bucket}" in path]
    assert "/{Key+}" in survey.paths["s3"]
    assert "/?versioning" in survey.paths["s3"]
    assert all(path.startswith("/") for path in survey.paths["s3"])


def test_s3control_hosts_leave_the_account_to_the_endpoint(survey: Survey) -> None:
    assert "{AccountId}." not in survey.host_prefixes["s3control"]


def test_catalog_is_that_of_the_installed_botocore() -> None:
    source = botocore_source()
    catalog = read(catalog_path(source))
    assert catalog is not None
    assert catalog.release == source.release
    assert compare(catalog, catalog_of(source)) == ()
