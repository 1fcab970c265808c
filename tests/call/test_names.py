"""Promises 33 to 37: names that would lead a request elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime import Credentials, Hooks, Session
from sotalia_runtime.errors import ConfigError, EndpointError, InvalidInput, SdkError
from support.mini_json.clients import MiniClient
from support.mini_json.operations import OpenThingInput
from support.mini_s3.clients import S3Client
from support.mini_s3.operations import CopyObjectInput, DeleteObjectInput, GetObjectInput, PutObjectInput
from support.scripted_server import Answer, Loop, ScriptedServer, reply
from support.signatures import is_signed

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = Credentials("AKIA", "SECRET")
BAD_REGIONS = ["x@host/#", "us-east-1\n", "a.b/c", "-x", "", "x" * 64, "us east", "1234", "eü"]


@pytest.mark.parametrize("region", BAD_REGIONS)
def test_what_is_no_region_is_refused_at_construction(region: str) -> None:
    with pytest.raises(ConfigError):
        MiniClient(region=region)
    with pytest.raises(ConfigError):
        Session(region=region)
    with pytest.raises(ConfigError):
        MiniClient().with_options(region=region)


def test_bad_region_of_the_environment_is_refused_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "x@host/#")
    with MiniClient(credentials=KEYS) as client, pytest.raises(ConfigError):
        client.get_thing(name="x")


def test_missing_region_says_how_to_give_one() -> None:
    with MiniClient(credentials=KEYS) as client, pytest.raises(EndpointError, match="AWS_REGION"):
        client.get_thing(name="x")


@pytest.mark.parametrize("url", ["ftp://x", "host:80", "", "http://", "http://user:secret@host/"])
def test_what_is_no_endpoint_is_refused_at_construction(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        MiniClient(region="us-east-1", endpoint_url=url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "make",
    [
        lambda: GetObjectInput(bucket="a/b", key="k"),
        lambda: GetObjectInput(bucket="", key="k"),
        lambda: GetObjectInput(bucket="b?x", key="k"),
        lambda: GetObjectInput(bucket="x@host", key="k"),
        lambda: GetObjectInput(bucket="bucket", key=""),
        lambda: DeleteObjectInput(bucket="bucket", key=""),
        lambda: PutObjectInput(bucket="bucket", key="k", metadata={"a\r\nb": "c"}),
        lambda: PutObjectInput(bucket="bucket", key="k", metadata={"a": "b\r\nX-Evil: 1"}),
        lambda: PutObjectInput(bucket="bucket", key="k", metadata={"a": "ü"}),
        lambda: CopyObjectInput(bucket="bucket", key="k", copy_source="b/k", metadata={"ü": "a"}),
    ],
)
def test_hostile_names_are_refused_before_anything_is_sent(s3: Callable[..., Any], make: Callable[[], Any]) -> None:
    with ScriptedServer([Loop((Answer(reply(b"")),))]) as server:
        with pytest.raises(InvalidInput):
            s3(server.url).send(make())
        assert server.connections == 0


KEYS_OF_OBJECTS = [
    "..", "a/../b", "a//b", "//", "/a", "%2e", "%", "a\r\nb", "𝔘", "a+b c", "?x=1&y", "#f", "~-_.!'()*", "a/./b",
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS_OF_OBJECTS)
def test_awkward_keys_go_over_the_wire_as_they_are(s3: Callable[..., Any], key: str) -> None:
    from urllib.parse import unquote

    with ScriptedServer([Loop((Answer(reply(b"")),))]) as server:
        s3(server.url).send(DeleteObjectInput(bucket="bucket", key=key))
    request = server.requests[0]
    assert unquote(request.target) == f"/bucket/{key}"
    assert is_signed(request, service="s3")


@pytest.mark.parametrize("label", ["a.b", "a/b", "a@b", "", "x" * 64, "a\n", "ü"])
def test_label_that_is_none_is_refused_before_the_endpoint_is_built(mini: Callable[..., Any], label: str) -> None:
    with pytest.raises(InvalidInput):
        mini("http://127.0.0.1:1").send(OpenThingInput(account=label))


def test_host_prefix_goes_before_the_host() -> None:
    seen: list[str] = []

    def stop(call: Any) -> None:
        seen.append(call.http.url)
        raise SdkError("far enough")

    client = MiniClient(region="eu-west-1", credentials=KEYS, hooks=Hooks(before_send=[stop]))
    with client, pytest.raises(SdkError, match="far enough"):
        client.send(OpenThingInput(account="acct-1"))
    assert seen == ["https://acct-1.data-mini.eu-west-1.amazonaws.com/"]


def test_bucket_becomes_part_of_the_host_and_leaves_the_path() -> None:
    with S3Client(region="eu-west-1", credentials=KEYS) as client:
        request = client.request(GetObjectInput(bucket="my-bucket", key="a/b")).build()
        assert request.http.url == "https://my-bucket.s3.eu-west-1.amazonaws.com/a/b"


def test_fips_spelling_of_a_region_is_a_flag() -> None:
    with S3Client(region="fips-us-gov-west-1", credentials=KEYS) as client:
        client.request(GetObjectInput(bucket="bucket", key="k")).build()
        assert client._core.region == "us-gov-west-1"
