"""A synchronous client loads nothing that it does not call."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from contracts.modules import GENERATED, RUNTIME, modules
from support.scripted_server import Answer, ScriptedServer

# Each costs milliseconds, and none is needed to make a client. What pydantic itself loads is free.
HEAVY = {
    "asyncio",
    "black",
    "boto3",
    "botocore",
    "concurrent.futures",
    "configparser",
    "http.client",
    "logging",
    "sotalia_runtime.aio",
    "sotalia_runtime.testing",
    "ssl",
    "subprocess",
    "tempfile",
    "urllib.request",
    "uuid",
    "xml.etree.ElementTree",
}
S3 = "from sotalia_s3 import S3Client; S3Client(region='us-east-1', endpoint_url='http://127.0.0.1:1')"
PROGRAMS = {
    "import": "import sotalia_runtime; sotalia_runtime.Session, sotalia_runtime.Retries",
    "client": S3,
}


def loaded_by(program: str) -> set[str]:
    """Names in sys.modules of a fresh interpreter after a program."""
    paths = [str(RUNTIME), *(str(path.parent) for path in GENERATED.glob("*/pyproject.toml"))]
    code = f"import sys; sys.path[:0] = {paths!r}\n{program}\nimport json; print(json.dumps(list(sys.modules)))"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


@pytest.mark.parametrize("program", PROGRAMS)
def test_start_loads_nothing_heavy(program: str) -> None:
    free = loaded_by("import pydantic; pydantic.BaseModel, pydantic.TypeAdapter")
    assert loaded_by(PROGRAMS[program]) & HEAVY <= free


def test_client_loads_no_operation_before_it_is_called() -> None:
    assert not {name for name in loaded_by(S3) if name.startswith(("sotalia_s3.operations.", "sotalia_s3.types._"))}


# A first call that works: its program, the answer, and what it may load of the standard library beyond pydantic.
XML = {"pyexpat", "xml"}
CALLS = {
    "dynamodb": (
        "from sotalia_dynamodb import DynamoDBClient as Client",
        "list_tables()",
        b'{"TableNames":["t"]}',
        set(),
    ),
    "s3": ("from sotalia_s3 import S3Client as Client", "put_object(bucket='b', key='k', body=b'x')", b"", set()),
    "ec2": (
        "from sotalia_ec2 import EC2Client as Client",
        "describe_regions()",
        b"<DescribeRegionsResponse><regionInfo><item><regionName>r</regionName></item></regionInfo></DescribeRegionsResponse>",
        XML,
    ),
}
# Loaded by a first failure, a first option or a first rarer operation.
RARE = {
    "aio",
    "call.again",
    "call.logging",
    "call.presign",
    "call.redaction",
    "call.request",
    "checksums.crc",
    "checksums.response",
    "codecs.checks",
    "codecs.failures",
    "config.ini",
    "drivers.aio",
    "pages",
    "retry.backoff",
    "retry.classify",
    "retry.skew",
    "signing.bearer",
    "streaming",
    "testing",
    "waiters",
}


@pytest.fixture(scope="module")
def free() -> set[str]:
    return loaded_by("import pydantic\nclass Model(pydantic.BaseModel):\n    x: int = 0\nModel(x=1)")


@pytest.mark.parametrize("service", CALLS)
def test_first_call_loads_nothing_rare(service: str, free: set[str]) -> None:
    load, call, body, allowed = CALLS[service]
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with ScriptedServer([Answer(head + body)]) as server:
        environment = {
            "AWS_ACCESS_KEY_ID": "AKIA",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        loaded = loaded_by(
            f"import os; os.environ.update({environment!r})\n"
            f"{load}; Client(region='us-east-1', endpoint_url={server.url!r}).{call}"
        )
        assert len(server.requests) == 1
    names = {name.partition(".")[0] for name in loaded - free} & sys.stdlib_module_names
    assert {name for name in names if not name.startswith("_")} == allowed
    assert not {name.removeprefix("sotalia_runtime.") for name in loaded} & RARE


def test_rare_modules_are_modules() -> None:
    assert {f"sotalia_runtime.{name}" for name in RARE} <= set(modules(RUNTIME, "sotalia_runtime"))
