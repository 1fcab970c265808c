"""Clients and sessions as objects: made, shared, copied, closed."""

from __future__ import annotations

import asyncio
import copy
import pickle
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sotalia_runtime
from sotalia_runtime import Credentials, Retries, Session, Timeouts
from sotalia_runtime.call.user_agent import VERSION, user_agent
from sotalia_runtime.errors import ClientClosed, ConfigError, ConnectError, CredentialsError
from sotalia_runtime.waiters import Acceptor, Waiter, path
from support.mini_json.clients import AsyncMiniClient, MiniClient
from support.mini_json.operations import GetThingInput
from support.mini_s3.operations import GetObjectInput
from support.scripted_server import Answer, Loop, ScriptedServer, reply

if TYPE_CHECKING:
    from collections.abc import Callable

OK = reply(b'{"Name":"a","Count":3}')
KEYS = Credentials("AKIA", "SECRET")


def always(answer: bytes = OK) -> ScriptedServer:
    return ScriptedServer([Loop((Answer(answer),))])


def test_client_argument_wins_over_session_over_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SECRET")

    def host(client: MiniClient) -> str:
        with client:
            return client.request(GetThingInput(name="x")).build().http.host

    assert host(MiniClient()) == "mini.eu-west-1.amazonaws.com"
    session = Session(region="eu-west-2")
    assert host(MiniClient(session)) == "mini.eu-west-2.amazonaws.com"
    assert host(MiniClient(session, region="eu-west-3")) == "mini.eu-west-3.amazonaws.com"
    assert host(MiniClient(session).with_options(region="eu-north-1")) == "mini.eu-north-1.amazonaws.com"


def test_profile_of_the_shared_files_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text("[profile dev]\nregion = eu-central-1\nmax_attempts = 1\n")
    credentials = tmp_path / "credentials"
    credentials.write_text("[dev]\naws_access_key_id = AKIDEV\naws_secret_access_key = S\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    with MiniClient(Session(profile="dev")) as client:
        request = client.request(GetThingInput(name="x")).sign()
        assert "eu-central-1" in request.http.host
        assert "Credential=AKIDEV/" in request.http.headers["Authorization"]
        assert request.http.headers["amz-sdk-request"] == "attempt=1; max=1"


def test_missing_credentials_are_a_typed_error_that_lists_the_places() -> None:
    with MiniClient(region="us-east-1") as client, pytest.raises(CredentialsError, match="AWS_ACCESS_KEY_ID"):
        client.get_thing(name="x")


def test_with_options_leaves_the_client_as_it_was(mini: Callable[..., Any]) -> None:
    with always() as server:
        client = mini(server.url)
        other = client.with_options(timeouts=Timeouts(total=5), retries=Retries(max_attempts=2))
        other.get_thing(name="x")
        client.get_thing(name="x")
    assert type(other) is MiniClient
    assert [request.headers["amz-sdk-request"] for request in server.requests] == [
        "attempt=1; max=2",
        "attempt=1; max=4",
    ]
    assert server.connections == 1


def test_closed_client_refuses_and_others_go_on(mini: Callable[..., Any]) -> None:
    with always() as server:
        client, other = mini(server.url), mini(server.url)
        client.get_thing(name="x")
        client.close()
        client.close()
        with pytest.raises(ClientClosed):
            client.get_thing(name="x")
        other.get_thing(name="x")


def test_last_client_to_close_leaves_no_connection() -> None:
    with always() as server:
        with MiniClient(region="us-east-1", endpoint_url=server.url, credentials=KEYS) as client:
            client.get_thing(name="x")
        assert server.wait_until(lambda: server.open_connections == 0)
        with MiniClient(region="us-east-1", endpoint_url=server.url, credentials=KEYS) as client:
            client.get_thing(name="x")
    assert server.connections == 2


def test_closed_session_closes_its_clients() -> None:
    with always() as server:
        session = Session(region="us-east-1", credentials=KEYS, endpoint_url=server.url)
        client = MiniClient(session)
        client.get_thing(name="x")
        session.close()
        with pytest.raises(ClientClosed):
            client.get_thing(name="x")
        with pytest.raises(ClientClosed):
            MiniClient(session).get_thing(name="x")


def test_one_client_serves_many_threads(mini: Callable[..., Any]) -> None:
    with always() as server, ThreadPoolExecutor(16) as pool:
        client = mini(server.url)
        names = list(pool.map(lambda _: client.get_thing(name="x").name, range(320)))
    assert names == ["a"] * 320
    assert len({request.headers["amz-sdk-invocation-id"] for request in server.requests}) == 320


def test_one_client_serves_many_tasks_and_one_session_many_loops() -> None:
    with always() as server, Session(region="us-east-1", endpoint_url=server.url, credentials=KEYS) as session:

        async def run() -> list[str | None]:
            async with AsyncMiniClient(session) as client:
                return [out.name for out in await asyncio.gather(*(client.get_thing(name="x") for _ in range(50)))]

        for _ in range(2):
            assert asyncio.run(run()) == ["a"] * 50


def test_cancelled_calls_leave_the_client_usable() -> None:
    from support.scripted_server import Wait

    slow = [(Wait(20),)] * 30
    with ScriptedServer([*slow, [Loop((Answer(OK),))]]) as server:

        async def run() -> None:
            async with AsyncMiniClient(region="us-east-1", endpoint_url=server.url, credentials=KEYS) as client:
                tasks = [asyncio.create_task(client.get_thing(name="x")) for _ in range(30)]
                while server.connections < 30:
                    await asyncio.sleep(0.01)
                for task in tasks:
                    task.cancel()
                done = await asyncio.gather(*tasks, return_exceptions=True)
                assert all(isinstance(result, asyncio.CancelledError) for result in done)
                assert (await client.get_thing(name="x")).name == "a"

        asyncio.run(run())


def test_configuration_survives_a_pickle() -> None:
    client = MiniClient(
        Session(profile=None, region="eu-west-1"), retries=Retries(max_attempts=2), timeouts=Timeouts(read=1)
    )
    again = pickle.loads(pickle.dumps(client))
    assert repr(again) == repr(client)
    assert again._core.options.retries == Retries(max_attempts=2)
    assert again._core.options.timeouts == Timeouts(read=1)


def test_copies_are_the_client_itself() -> None:
    client, session = MiniClient(), Session()
    assert copy.copy(client) is client
    assert copy.deepcopy(client) is client
    assert copy.copy(session) is session


def test_input_of_another_service_is_refused(mini: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="DynamoDB"):
        mini("http://127.0.0.1:1").send(GetObjectInput(bucket="bucket", key="k"))


def test_unknown_client_parameter_is_refused() -> None:
    with pytest.raises(ConfigError, match="accelerate"):
        MiniClient(client_params={"accelerate": True})


def test_refused_connection_is_typed(mini: Callable[..., Any]) -> None:
    with always() as server:
        url = server.url
    with pytest.raises(ConnectError):
        mini(url).get_thing(name="x")


def test_waiter_returns_the_output_that_satisfied_it(mini: Callable[..., Any]) -> None:
    waiter = Waiter(
        name="ThingIsThree",
        delay=0.01,
        max_attempts=5,
        acceptors=(Acceptor("success", path(lambda out: str(out.count), "3"), "Count is 3"),),
    )
    polls: list[object] = []
    with ScriptedServer([Answer(reply(b'{"Count":1}')), Loop((Answer(OK),))]) as server:
        done = mini(server.url).wait(waiter, GetThingInput(name="x"), on_poll=polls.append)
    assert done.count == 3
    assert len(polls) == 2


def test_version_is_the_distributions() -> None:
    project = tomllib.loads((Path(sotalia_runtime.__file__).parents[1] / "pyproject.toml").read_text())["project"]
    assert sotalia_runtime.__version__ == VERSION == project["version"]


def test_name_of_the_program_goes_into_the_user_agent(
    mini: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "my app/1")
    with always() as server:
        mini(server.url).get_thing(name="x")
    assert server.requests[0].headers["user-agent"].endswith(" api/dynamodb#1.44.5 app/my-app-1")
    assert user_agent(GetThingInput.__operation__.service, None).startswith("sotalia-runtime/0.1.0 ua/2.1 os/")


def test_recursion_is_marked_inside_a_lambda_function(
    mini: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "f")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1")
    with always() as server:
        mini(server.url).get_thing(name="x")
    assert server.requests[0].headers["x-amzn-trace-id"] == "Root=1"
