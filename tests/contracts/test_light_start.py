"""A synchronous client loads nothing that it does not call."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from contracts.modules import GENERATED, RUNTIME

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
