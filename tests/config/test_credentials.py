"""Where credentials come from, that they give nothing away, and that they are fetched once."""

from __future__ import annotations

import asyncio
import copy
import os
import pickle
import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import botocore.session
import pytest
from botocore.exceptions import PartialCredentialsError
from sotalia_runtime.config import ProfileFiles
from sotalia_runtime.credentials import (
    Chain,
    Credentials,
    CredentialStore,
    Environment,
    SharedFiles,
    Static,
    default_chain,
)
from sotalia_runtime.drivers.aio import AsyncPerformer
from sotalia_runtime.drivers.blocking import BlockingPerformer
from sotalia_runtime.errors import ConfigError, CredentialsError
from sotalia_runtime.flow import Flow, Sleep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET, TOKEN = "wJalrXUtnFEMI/K7MDENG", "FwoGZXIvYXdzEJr"
KEYS = Credentials("AKID", SECRET, TOKEN, "123456789012")


def found(environ: dict[str, str], config: str = "", credentials: str = "", profile: str = "default") -> Credentials:
    chain = default_chain(in_memory(config, credentials), profile, environ=environ)
    return BlockingPerformer().run(CredentialStore(chain).resolve())


def in_memory(config: str = "", credentials: str = "") -> ProfileFiles:
    contents = {"/config": config.encode(), "/credentials": credentials.encode()}
    return ProfileFiles("/config", "/credentials", contents.get)


@pytest.mark.parametrize("shown", [repr, str, "{}".format, lambda keys: f"{keys!r} {[keys]}"])
def test_text_forms_show_neither_secret_nor_token(shown: Callable[[Credentials], str]) -> None:
    text = shown(KEYS)
    assert "AKID" in text
    assert SECRET not in text
    assert TOKEN not in text


def test_credentials_refuse_to_pickle_and_say_what_to_use() -> None:
    for value in (KEYS, [KEYS], Static(KEYS), CredentialStore(Static(KEYS)), Environment({"X": SECRET})):
        with pytest.raises(CredentialsError, match="pickle") as caught:
            pickle.dumps(value)
        assert SECRET not in str(caught.value)
    with pytest.raises(CredentialsError, match="profile name or a role"):
        pickle.dumps(KEYS)
    assert copy.copy(KEYS) is copy.deepcopy(KEYS) is KEYS


def test_store_of_a_chain_pickles_and_holds_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    store = CredentialStore(default_chain(ProfileFiles("/nowhere", "/nowhere")))
    assert BlockingPerformer().run(store.resolve()).access_key_id == "AKID"
    data = pickle.dumps(store)
    assert SECRET.encode() not in data
    twin: CredentialStore = pickle.loads(data)
    assert twin.current() is None
    assert BlockingPerformer().run(twin.resolve()).secret_access_key == SECRET
    assert SECRET not in repr(store)


@pytest.mark.parametrize(
    "parts",
    [
        ("", "s"),
        ("a", ""),
        ("a", "s\n"),
        ("a b", "s"),
        ("a", "s", "t\r\nX: y"),
        ("a", "s", ""),
        ("a", "s", None, "1\n"),
        ("é", "s"),
        (None, "s"),
        ("a", "s", None, None, datetime(2026, 1, 1)),
    ],
)
def test_parts_that_are_no_keys_are_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(CredentialsError):
        Credentials(*parts)


ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "env-secret"}
BOTH = "[{}]\naws_access_key_id = {}\naws_secret_access_key = {}\n"


@pytest.mark.parametrize(
    ("environ", "config", "credentials"),
    [
        (ENVIRONMENT, "", ""),
        ({**ENVIRONMENT, "AWS_SESSION_TOKEN": "new", "AWS_SECURITY_TOKEN": "old", "AWS_ACCOUNT_ID": "1"}, "", ""),
        ({**ENVIRONMENT, "AWS_SESSION_TOKEN": "new", "AWS_SECURITY_TOKEN": ""}, "", ""),
        ({**ENVIRONMENT, "AWS_CREDENTIAL_EXPIRATION": "2999-01-01T00:00:00Z"}, "", ""),
        (ENVIRONMENT, BOTH.format("default", "C", "c"), BOTH.format("default", "K", "k")),
        ({}, BOTH.format("default", "C", "c"), BOTH.format("default", "K", "k")),
        ({}, BOTH.format("default", "C", "c"), "[default]\nregion = x\n"),
        ({}, BOTH.format("default", "C", "c"), BOTH.format("other", "K", "k")),
        ({"AWS_PROFILE": "dev"}, BOTH.format("profile dev", "C", "c") + "aws_session_token = t\n", ""),
        ({"AWS_PROFILE": "dev", **ENVIRONMENT}, BOTH.format("profile dev", "C", "c"), ""),
        ({"AWS_PROFILE": "dev"}, "", BOTH.format("dev", "K", "k") + "aws_security_token = t\naws_account_id = 2\n"),
        ({"AWS_SECRET_ACCESS_KEY": "only"}, BOTH.format("default", "C", "c"), ""),
        ({"AWS_ACCESS_KEY_ID": "only"}, BOTH.format("default", "C", "c"), ""),
        ({}, "", "[default]\naws_access_key_id = only\n"),
        ({}, "[default]\naws_access_key_id = only\n", "[default]\naws_secret_access_key = k\n"),
        ({}, BOTH.format("default", "C", "c"), "[default]\ncredential_process = /no\n" + BOTH[5:].format("K", "k")),
    ],
)
def test_same_credentials_as_botocore(
    environ: dict[str, str], config: str, credentials: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(config)
    (tmp_path / "credentials").write_text(credentials)
    for name in (*ENVIRONMENT, "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    environ = {
        **environ,
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    chain = default_chain(
        ProfileFiles.from_environment(environ), environ.get("AWS_PROFILE", "default"), environ=environ
    )
    try:
        theirs = botocore.session.Session().get_credentials()
        assert theirs is not None
    except PartialCredentialsError as error:
        with pytest.raises(CredentialsError, match=error.kwargs["cred_var"]):
            BlockingPerformer().run(CredentialStore(chain).resolve())
        return
    ours = BlockingPerformer().run(CredentialStore(chain).resolve())
    assert (ours.access_key_id, ours.secret_access_key) == (theirs.access_key, theirs.secret_key)
    assert (ours.session_token, ours.account_id) == (theirs.token, theirs.account_id)


def test_profile_named_in_code_leaves_the_environment_out() -> None:
    files = in_memory(credentials=BOTH.format("dev", "K", "k"))
    chain = default_chain(files, "dev", profile_in_code=True, environ=ENVIRONMENT)
    assert BlockingPerformer().run(CredentialStore(chain).resolve()).access_key_id == "K"


def test_places_tried_are_listed_when_none_has_any() -> None:
    with pytest.raises(CredentialsError) as caught:
        found({})
    for place in ("AWS_ACCESS_KEY_ID", "profile 'default' of /credentials and /config"):
        assert place in str(caught.value)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("role_arn = arn:aws:iam::1:role/r\nsource_profile = x\n", "assuming a role"),
        ("role_arn = arn\naws_access_key_id = A\naws_secret_access_key = s\n", "assuming a role"),
        ("sso_session = s\n", "IAM Identity Center"),
        ("sso_start_url = https://x\n", "IAM Identity Center"),
        ("credential_process = /bin/true\n", "an external process"),
        ("login_session = arn\n", "console login"),
    ],
)
def test_source_that_is_not_supported_is_said_so_and_not_skipped(config: str, words: str) -> None:
    with pytest.raises(CredentialsError, match=f"{words} .*/config, line 2.* not supported yet"):
        found({}, f"[default]\n{config}")


@pytest.mark.parametrize(
    "name",
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"],
)
def test_variable_of_a_source_that_is_not_supported_is_said_so(name: str) -> None:
    with pytest.raises(CredentialsError, match=f"{name} .* not supported yet"):
        found({name: "x"})
    assert found({name: "x", **ENVIRONMENT}).access_key_id == "ENV"


@pytest.mark.parametrize(
    ("environ", "credentials", "words"),
    [
        ({**ENVIRONMENT, "AWS_CREDENTIAL_EXPIRATION": "soon"}, "", "AWS_CREDENTIAL_EXPIRATION is not an ISO 8601 time"),
        ({**ENVIRONMENT, "AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00:00"}, "", "have expired"),
        ({"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": f"{SECRET}\n"}, "", "environment: secret_access_key has"),
        ({}, f"[default]\naws_access_key_id = A\naws_secret_access_key = {SECRET} x\n", "/credentials, line 2: secret"),
        ({}, "[default]\naws_access_key_id = A\naws_secret_access_key =\n", "lacks aws_secret_access_key"),
    ],
)
def test_broken_credentials_are_named_by_place_and_not_shown(
    environ: dict[str, str], credentials: str, words: str
) -> None:
    with pytest.raises(CredentialsError, match=words) as caught:
        found(environ, credentials=credentials)
    assert SECRET not in str(caught.value)


def test_malformed_file_is_an_error_of_configuration() -> None:
    with pytest.raises(ConfigError, match="/credentials, line 1"):
        found({}, credentials="aws_access_key_id = A\n")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> float:
        return self.now.timestamp()

    def advance(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


class Hourly:
    """Gives keys for an hour, numbered; slow, and broken at will."""

    place = "a slow place"

    def __init__(self, clock: Clock, delay: float = 0.0) -> None:
        self.clock, self.delay = clock, delay
        self.fetches = 0
        self.broken = False
        self.lifetime = timedelta(hours=1)

    def resolve(self) -> Flow[Credentials | None]:
        self.fetches += 1
        number = self.fetches
        yield Sleep(self.delay)
        if self.broken:
            raise CredentialsError("the place is down")
        return Credentials(f"A{number}", "s", expires_at=self.clock.now + self.lifetime)


def ask(store: CredentialStore) -> str:
    return BlockingPerformer().run(store.resolve()).access_key_id


def test_credentials_are_fetched_again_before_they_expire() -> None:
    clock = Clock()
    store = CredentialStore(Hourly(clock), clock)
    assert store.current() is None
    assert [ask(store), ask(store)] == ["A1", "A1"]
    clock.advance(44)
    assert store.current() is not None
    assert ask(store) == "A1"
    clock.advance(2)
    assert store.current() is None
    assert ask(store) == "A2"
    store.forget()
    assert ask(store) == "A3"


def test_outage_is_tolerated_while_the_old_credentials_are_good_and_not_asked_at_every_call() -> None:
    clock = Clock()
    place = Hourly(clock)
    store = CredentialStore(place, clock)
    ask(store)
    place.broken = True
    clock.advance(46)
    assert [ask(store) for _ in range(3)] == ["A1"] * 3
    assert place.fetches == 2
    clock.advance(2)
    assert ask(store) == "A1"
    assert place.fetches == 3
    clock.advance(3)
    with pytest.raises(CredentialsError, match="down"):
        ask(store)
    place.broken = False
    assert ask(store).startswith("A")


def test_expired_credentials_of_a_fetch_are_an_error() -> None:
    clock = Clock()
    place = Hourly(clock)
    place.lifetime = timedelta(seconds=-1)
    with pytest.raises(CredentialsError, match="expired; they came from: a slow place"):
        ask(CredentialStore(place, clock))


@pytest.mark.parametrize("broken", [False, True])
def test_sixteen_threads_fetch_once(broken: bool) -> None:
    clock = Clock()
    place = Hourly(clock, delay=0.1)
    place.broken = broken
    store = CredentialStore(place, clock)
    start = threading.Barrier(16)
    seen: list[str] = []

    def work() -> None:
        start.wait()
        try:
            seen.append(ask(store))
        except CredentialsError as error:
            seen.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["the place is down" if broken else "A1"] * 16
    assert place.fetches == 1


def test_sixteen_tasks_fetch_once_and_a_cancelled_fetch_passes_to_another() -> None:
    clock = Clock()
    place = Hourly(clock, delay=0.05)
    store = CredentialStore(place, clock)

    async def main() -> list[Credentials]:
        performer = AsyncPerformer()
        leader = asyncio.create_task(performer.run(store.resolve()))
        await asyncio.sleep(0.01)
        others = [asyncio.create_task(performer.run(store.resolve())) for _ in range(16)]
        await asyncio.sleep(0.01)
        leader.cancel()
        return await asyncio.wait_for(asyncio.gather(*others), 3)

    assert {keys.access_key_id for keys in asyncio.run(main())} == {"A2"}
    assert place.fetches == 2


def test_in_the_advisory_window_one_fetches_and_the_others_go_on() -> None:
    clock = Clock()
    place = Hourly(clock)
    store = CredentialStore(place, clock)
    ask(store)
    clock.advance(46)
    slow = store.resolve()
    assert isinstance(next(slow), Sleep)
    assert ask(store) == "A1"
    slow.close()
    assert ask(store) == "A3"


def test_credentials_may_be_forgotten_in_the_middle_of_another_call() -> None:
    """Another thread may have been told that they are expired, at any moment."""

    class Forgetful(Clock):
        armed = False

        def __call__(self) -> float:
            if self.armed:
                store.forget()
            return super().__call__()

    clock = Forgetful()
    store = CredentialStore(Hourly(clock), clock)
    ask(store)
    clock.armed = True
    assert ask(store) in ("A1", "A2")
    assert store.current() is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_child_of_a_fork_does_not_wait_for_a_fetch_of_its_parent() -> None:
    clock = Clock()
    store = CredentialStore(Hourly(clock), clock)
    under_way = store.resolve()
    next(under_way)
    child = os.fork()
    if not child:
        signal.alarm(5)  # ends this process, where the fetch would be waited for in vain
        os._exit(0 if ask(store) == "A2" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    under_way.close()


def test_chain_stops_at_the_first_that_has_credentials() -> None:
    clock = Clock()
    never = Hourly(clock)
    chain = Chain([SharedFiles(in_memory()), Static(KEYS), never])
    assert BlockingPerformer().run(chain.resolve()) is KEYS
    assert never.fetches == 0
