"""Typed fakes, and moto in process."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest
from sotalia_runtime import Hooks
from sotalia_runtime.errors import InvalidInput
from sotalia_runtime.testing import FakeTransport, async_body, body
from support.mini_json.clients import AsyncMiniClient, MiniClient
from support.mini_json.errors import NoSuchThing
from support.mini_json.operations import GetThingInput, GetThingOutput, ListThingsInput, ListThingsOutput
from support.mini_s3.clients import AsyncS3Client, S3Client
from support.mini_s3.operations import AsyncGetObjectOutput, GetObjectInput, GetObjectOutput, PutObjectInput


def test_fake_answers_in_order_without_region_or_credentials() -> None:
    fake = FakeTransport().on(GetThingInput, GetThingOutput(name="one"), NoSuchThing, GetThingOutput(name="two"))
    with fake, MiniClient(transport=fake) as client:
        out = client.get_thing(name="x")
        assert (out.name, out.response_metadata.status) == ("one", 200)
        with pytest.raises(NoSuchThing) as caught:
            client.get_thing(name="y")
        assert caught.value.code == "NoSuchThing"
        assert client.get_thing(name="z").name == "two"
    assert [given.name for given in fake.calls] == ["x", "y", "z"]  # type: ignore[attr-defined]


def test_function_answers_all_calls() -> None:
    fake = FakeTransport().on(GetThingInput, lambda given: GetThingOutput(name=given.name.upper()))
    with fake, MiniClient(transport=fake) as client:
        assert [client.get_thing(name=name).name for name in "ab"] == ["A", "B"]


def test_fake_still_finds_a_wrong_input_and_runs_hooks() -> None:
    seen: list[Any] = []
    hooks = Hooks(after_parse=[lambda call: seen.append(call.output.name)])
    fake = FakeTransport().on(GetThingInput, GetThingOutput(name="a"))
    with MiniClient(transport=fake, hooks=hooks) as client:
        with pytest.raises(InvalidInput):
            client.get_thing(name=7)  # type: ignore[arg-type]
        client.get_thing(name="x")
    assert seen == ["a"]


def test_answer_that_is_not_asked_for_or_missing_or_of_another_operation_is_an_assertion() -> None:
    with pytest.raises(AssertionError, match="ListThings"), FakeTransport() as fake:
        fake.on(ListThingsInput, ListThingsOutput(names=["a"]))
    with MiniClient(transport=FakeTransport()) as client, pytest.raises(AssertionError, match="GetThing"):
        client.get_thing(name="x")
    wrong: Any = ListThingsOutput()
    fake = FakeTransport().on(GetThingInput, wrong)
    with MiniClient(transport=fake) as client, pytest.raises(AssertionError, match="GetThingOutput"):
        client.get_thing(name="x")


def test_fake_works_for_async_clients_and_streams() -> None:
    fake = FakeTransport().on(GetThingInput, GetThingOutput(name="a"))
    fake.on(GetObjectInput, GetObjectOutput(body=body(b"data")), AsyncGetObjectOutput(body=async_body(b"data")))

    with S3Client(transport=fake) as client, client.send(GetObjectInput(bucket="bucket", key="k")) as out:
        assert out.body.read() == b"data"

    async def run() -> None:
        async with AsyncMiniClient(transport=fake) as mini:
            assert (await mini.get_thing(name="x")).name == "a"
        get = GetObjectInput(bucket="bucket", key="k")
        async with AsyncS3Client(transport=fake) as s3, await s3.send(get) as out:
            assert await out.body.read() == b"data"

    with fake:
        asyncio.run(run())


def test_moto_serves_clients_that_name_no_endpoint() -> None:
    import urllib.request

    from sotalia_runtime.testing import mock_aws

    before = dict(os.environ)
    for _ in range(2):  # the second one starts empty
        with mock_aws() as aws, S3Client() as s3:
            make = urllib.request.Request(f"{aws.endpoint_url}/bucket", method="PUT")
            urllib.request.urlopen(make).close()
            s3.send(PutObjectInput(bucket="bucket", key="k", body=b"data"))
            with s3.send(GetObjectInput(bucket="bucket", key="k")) as out:
                assert out.body.read() == b"data"
            with S3Client(aws.session()) as other:
                other.send(GetObjectInput(bucket="bucket", key="k")).body.close()
    assert dict(os.environ) == before


def test_moto_decorates_functions_of_both_kinds() -> None:
    from sotalia_runtime.testing import mock_aws

    @mock_aws()
    def where(suffix: str) -> str:
        return os.environ["AWS_ENDPOINT_URL"] + suffix

    @mock_aws()
    async def where_async() -> str:
        await asyncio.sleep(0)
        return os.environ["AWS_ENDPOINT_URL"]

    assert where("/x").startswith("http://127.0.0.1:")
    assert asyncio.run(where_async()).startswith("http://127.0.0.1:")
    assert "AWS_ENDPOINT_URL" not in os.environ
