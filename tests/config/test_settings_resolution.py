"""Each setting is argument > environment > profile > default; botocore agrees but for the listed decisions."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.configprovider import ConfiguredEndpointProvider
from hypothesis import given
from hypothesis import strategies as st
from sotalia_runtime.config import ProfileFiles, Settings, resolve, validate_region
from sotalia_runtime.config.settings import SETTINGS
from sotalia_runtime.errors import ConfigError


def settled(
    environ: dict[str, str], config: str = "", service: str | None = None, credentials: str = "", **arguments: Any
) -> Settings:
    contents = {"/config": config.encode(), "/credentials": credentials.encode()}
    return resolve(arguments, environ, ProfileFiles("/config", "/credentials", contents.get), service=service)


PROFILE = """\
[default]
region = eu-west-1
use_fips_endpoint = true
max_attempts = 7
retry_mode = legacy
request_checksum_calculation = WHEN_required
s3 =
  addressing_style = path
  use_accelerate_endpoint = true
  use_arn_region = false
[profile dev]
region = us-east-2
s3_use_arn_region = true
s3 =
  use_arn_region = false
  us_east_1_regional_endpoint = regional
services = mine
endpoint_url = http://profile
[services mine]
dynamodb =
  endpoint_url = http://services
"""

SAME_NAMES = {
    "region": "region",
    "use_fips_endpoint": "use_fips_endpoint",
    "use_dualstack_endpoint": "use_dualstack_endpoint",
    "retry_mode": "retry_mode",
    "max_attempts": "max_attempts",
    "sts_regional_endpoints": "sts_regional_endpoints",
    "user_agent_appid": "user_agent_appid",
    "disable_request_compression": "disable_request_compression",
    "account_id_endpoint_mode": "account_id_endpoint_mode",
}
S3_NAMES = ("addressing_style", "use_accelerate_endpoint", "use_arn_region", "us_east_1_regional_endpoint")


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"AWS_PROFILE": "dev"},
        {"AWS_DEFAULT_PROFILE": "dev"},
        {"AWS_DEFAULT_REGION": "ap-south-1", "AWS_MAX_ATTEMPTS": "2", "AWS_RETRY_MODE": "standard"},
        {"AWS_USE_FIPS_ENDPOINT": "false", "AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_SDK_UA_APP_ID": "me"},
        {"AWS_PROFILE": "dev", "AWS_S3_USE_ARN_REGION": "false", "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "legacy"},
        {"AWS_STS_REGIONAL_ENDPOINTS": "legacy", "AWS_ACCOUNT_ID_ENDPOINT_MODE": "required"},
        {"AWS_DISABLE_REQUEST_COMPRESSION": "true"},
    ],
)
def test_same_values_as_botocore(environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text(PROFILE)
    environ = {**environ, "AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_SHARED_CREDENTIALS_FILE": "/nowhere"}
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    session = botocore.session.Session()
    ours = resolve({}, environ, ProfileFiles.from_environment(environ))
    for name, theirs in SAME_NAMES.items():
        expected = session.get_config_variable(theirs)
        assert getattr(ours, name) == (False if expected is None and name.startswith("use_") else expected), name
    s3 = session.get_config_variable("s3") or {}
    for name in S3_NAMES:
        if name in s3:
            assert getattr(ours, f"s3_{name}") == s3[name], name


@pytest.mark.parametrize("service", ["DynamoDB", "DynamoDB Streams", "S3", None])
@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"AWS_ENDPOINT_URL": "http://all"},
        {"AWS_ENDPOINT_URL_DYNAMODB": "http://own", "AWS_ENDPOINT_URL": "http://all"},
        {"AWS_ENDPOINT_URL_DYNAMODB_STREAMS": "https://own:1/path"},
    ],
)
def test_endpoint_url_as_in_botocore(environ: dict[str, str], service: str | None) -> None:
    ours = settled(environ, PROFILE, service, profile="dev")
    theirs = ConfiguredEndpointProvider(
        full_config={"services": {"mine": {"dynamodb": {"endpoint_url": "http://services"}}}},
        scoped_config={"services": "mine", "endpoint_url": "http://profile"},
        client_name=service.lower().replace(" ", "-") if service else "-",
        environ=environ,
    )
    assert ours.endpoint_url == theirs.provide()


def test_argument_beats_environment_beats_profile_beats_default_and_each_source_is_told() -> None:
    environ = {"AWS_REGION": "eu-central-1"}
    steps = [
        (settled({}), None, "default"),
        (settled({}, PROFILE), "eu-west-1", "region of profile default in /config, line 2"),
        (settled(environ, PROFILE), "eu-central-1", "environment variable AWS_REGION"),
        (settled(environ, PROFILE, region="us-west-2"), "us-west-2", "argument"),
    ]
    for found, region, source in steps:
        assert (found.region, found.sources["region"]) == (region, source)
    assert set(steps[0][0].sources) == {setting.name for setting in SETTINGS} | {"profile", "endpoint_url"}


def test_decisions_that_differ_from_botocore() -> None:
    assert settled({"AWS_REGION": "a-1", "AWS_DEFAULT_REGION": "b-1"}).region == "a-1"
    both = {"AWS_PROFILE": "dev", "AWS_DEFAULT_PROFILE": "other"}
    assert settled(both, PROFILE).profile == "dev"
    assert settled({"AWS_PROFILE": "", "AWS_RETRY_MODE": "", "AWS_REGION": ""}, PROFILE).region == "eu-west-1"
    assert settled({"AWS_USE_FIPS_ENDPOINT": "TRUE"}).use_fips_endpoint is True


def test_credentials_file_overrides_the_config_file() -> None:
    assert settled({}, PROFILE, credentials="[default]\nregion = sa-east-1\n").region == "sa-east-1"


def test_configured_endpoint_urls_can_be_ignored_but_not_a_given_one() -> None:
    environ = {"AWS_ENDPOINT_URL": "http://all", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
    assert settled(environ, PROFILE, "DynamoDB", profile="dev").endpoint_url is None
    assert settled(environ, endpoint_url="http://given").endpoint_url == "http://given"


@pytest.mark.parametrize("region", ["fips-us-gov-west-1", "us-gov-west-1-fips"])
def test_old_spelling_of_fips_regions(region: str) -> None:
    found = settled({"AWS_REGION": region})
    assert (found.region, found.use_fips_endpoint) == ("us-gov-west-1", True)
    assert found.sources["use_fips_endpoint"] == "region, environment variable AWS_REGION"


@pytest.mark.parametrize(
    ("environ", "config", "arguments", "words"),
    [
        ({"AWS_REGION": "x@host/#"}, "", {}, r"region \(environment variable AWS_REGION\) must be a host label"),
        ({"AWS_REGION": "fips--x"}, "", {}, r"region \(environment variable AWS_REGION\)"),
        ({"AWS_RETRY_MODE": "fast"}, "", {}, "retry_mode .*AWS_RETRY_MODE.* one of standard, legacy"),
        ({"AWS_MAX_ATTEMPTS": "0"}, "", {}, "max_attempts .* from 1 on"),
        ({"AWS_MAX_ATTEMPTS": "9" * 5_000}, "", {}, "max_attempts .* from 1 on"),
        ({"AWS_USE_FIPS_ENDPOINT": "yes"}, "", {}, "use_fips_endpoint .* true or false"),
        ({}, "[default]\n\nmax_attempts = many\n", {}, r"max_attempts \(.*profile default in /config, line 3\)"),
        ({}, "[default]\ns3 = path\n", {}, r"s3 \(/config, line 2\) must be a block"),
        ({}, "[default]\nservices = gone\n", {}, r"\[services gone\]"),
        ({}, "", {"use_fips_endpoint": 1}, r"use_fips_endpoint \(argument\)"),
        ({}, "", {"max_attempts": True}, r"max_attempts \(argument\)"),
        ({}, "", {"profile": "gone"}, r"profile 'gone' \(argument\) is neither in /config nor in /credentials"),
        ({"AWS_PROFILE": "gone"}, PROFILE, {}, "environment variable AWS_PROFILE"),
        ({"AWS_ENDPOINT_URL": "localhost:1"}, "", {}, "endpoint_url .* begins with http"),
        ({"AWS_ENDPOINT_URL": "http://me:pw@h"}, "", {}, "endpoint_url .* without user"),
        ({"AWS_ENDPOINT_URL": "http://[::1"}, "", {}, "endpoint_url"),
        ({"AWS_ENDPOINT_URL": "http://h:99999"}, "", {}, "endpoint_url"),
        ({"AWS_ENDPOINT_URL": "http://h/\n"}, "", {}, "endpoint_url"),
    ],
)
def test_wrong_value_names_setting_source_and_what_is_allowed(
    environ: dict[str, str], config: str, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        settled(environ, config, "S3", **arguments)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("value", ["", "/no/such/file"])
@pytest.mark.parametrize("place", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "file", "argument"])
def test_ca_bundle_that_is_empty_or_missing_is_an_error(value: str, place: str) -> None:
    environ = {place: value} if place.isupper() else {}
    config = f"[default]\nca_bundle = {value}\n" if place == "file" else ""
    arguments = {"ca_bundle": value} if place == "argument" else {}
    with pytest.raises(ConfigError, match=r"ca_bundle .* existing file"):
        settled(environ, config, **arguments)


def test_order_of_ca_bundles(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "abcd"]
    for path in paths:
        path.touch()
    argument, ours, file, requests = map(str, paths)
    environ, config = {"REQUESTS_CA_BUNDLE": requests}, f"[default]\nca_bundle = {file}\n"
    assert settled(environ).ca_bundle == requests
    assert settled(environ, config).ca_bundle == file
    assert settled({**environ, "AWS_CA_BUNDLE": ours}, config).ca_bundle == ours
    assert settled({**environ, "AWS_CA_BUNDLE": ""}, config, ca_bundle=Path(argument)).ca_bundle == argument


@pytest.mark.parametrize("region", ["us-east-1", "eu-isoe-west-1", "aws-global", "a", "x" * 63, "US-1"])
def test_good_regions(region: str) -> None:
    assert validate_region(region) == region


@pytest.mark.parametrize(
    "region",
    ["", "x@host/#", "us-east-1\n", "a.b/c", "-x", "x-", "x" * 64, "123", "us_east", "ü", "a b", "a\0", "١-a", "%2e"],
)
def test_what_cannot_be_a_host_label_is_no_region(region: str) -> None:
    with pytest.raises(ConfigError, match="region must be a host label"):
        validate_region(region)


@given(st.text(max_size=70))
def test_a_region_that_passes_is_a_host_label(text: str) -> None:
    try:
        validate_region(text)
    except ConfigError:
        return
    assert text.isascii()
    assert text.replace("-", "a").isalnum()
    assert not text.startswith("-")
    assert not text.endswith("-")
    assert 0 < len(text) < 64


def test_settings_pickle() -> None:
    found = settled({"AWS_REGION": "a-1"}, PROFILE)
    assert pickle.loads(pickle.dumps(found)) == found
