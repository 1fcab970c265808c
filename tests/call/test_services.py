"""What services need beyond their models."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime.model.shapes import INTEGER, STRING, Member
from sotalia_runtime.model.structure import Input, Output, members
from sotalia_runtime.operation import Operation, Service
from sotalia_runtime.services import MODULES, customisation_of
from support.mini_json.endpoints import resolve
from support.mini_json.operations import GetThingInput, GetThingOutput

if TYPE_CHECKING:
    from sotalia_runtime.call.customisation import Customisation


def special(service: str, operation: str) -> Customisation:
    owner = Service(
        id=service,
        package="support.mini_json",
        version="1",
        protocol="json",
        api_version="1",
        endpoint_prefix="x",
        signing_name="x",
        endpoint=resolve,
        endpoint_params={},
    )
    return customisation_of(Operation(name=operation, service=owner, output=GetThingOutput))


class RunInstancesInput(Input):
    user_data: str | None = None

    model_config = members(user_data=Member("UserData", STRING))


class GetConsoleOutputOutput(Output):
    output: str | None = None

    model_config = members(output=Member("Output", STRING))


class ReceiveMessageInput(Input):
    wait_time_seconds: int | None = None

    model_config = members(wait_time_seconds=Member("WaitTimeSeconds", INTEGER))


@pytest.mark.parametrize("service", ["EC2", "Auto Scaling"])
def test_user_data_is_encoded_once(service: str) -> None:
    (encode,) = special(service, "RunInstances" if service == "EC2" else "CreateLaunchConfiguration").inputs
    given = RunInstancesInput(user_data="#!/bin/sh\necho ü")
    sent = encode(given)
    assert base64.b64decode(sent.user_data).decode() == "#!/bin/sh\necho ü"
    assert given.user_data == "#!/bin/sh\necho ü"
    assert encode(RunInstancesInput()).user_data is None


@pytest.mark.parametrize(
    ("text", "shown"), [("aGVsbG8=", "hello"), ("/w==", "�"), ("not base64!", "not base64!"), (None, None)]
)
def test_console_output_is_decoded_where_it_can_be(text: str | None, shown: str | None) -> None:
    (decode,) = special("EC2", "GetConsoleOutput").outputs
    call: Any = None
    assert decode(call, GetConsoleOutputOutput(output=text), b"").output == shown


@pytest.mark.parametrize(
    ("service", "operation", "input", "given", "seconds"),
    [
        ("SQS", "ReceiveMessage", ReceiveMessageInput(wait_time_seconds=10), False, 15),
        ("SQS", "ReceiveMessage", ReceiveMessageInput(), True, 25),
        ("Lambda", "Invoke", GetThingInput(name="f"), False, 910),
        ("Lambda", "Invoke", GetThingInput(name="f"), True, 0),
    ],
)
def test_services_that_hold_the_line_may_be_silent(
    service: str, operation: str, input: Input, given: bool, seconds: float
) -> None:
    silence = special(service, operation).silence
    assert silence is not None
    assert silence(input, given) == seconds


def test_other_operations_and_services_have_nothing() -> None:
    assert special("EC2", "DescribeInstances") == special("STS", "AssumeRole") == special("Other", "X")


@pytest.mark.parametrize("service", MODULES)
def test_every_entry_of_the_tables_says_why(service: str) -> None:
    from importlib import import_module

    table = import_module(f"sotalia_runtime.services.{MODULES[service]}").TABLE
    assert table
    assert all(len(entry.because) > 20 for entry in table)
