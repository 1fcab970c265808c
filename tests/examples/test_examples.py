"""Every example program does what it says, against moto's server: what it prints, and what the server then holds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
import demo

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with demo.local_aws() as url:
        yield url


def run(name: str, endpoint: str, folder: Path) -> list[str]:
    """The lines that a program prints; its standard error must stay empty."""
    program = next(path for path in demo.PROGRAMS if path.stem == name)
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program)],
        env=demo.environment(endpoint, folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def peer(service: str, endpoint: str) -> Any:
    """boto3 looks at the server's state."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="x",
    )


def test_there_is_a_program_for_each_line_of_the_list() -> None:
    names = ["01_construct", "02_tag", "03_log_and_hook", "04_call", "05_concurrency", "06_pages", "07_wait"]
    assert [program.stem for program in demo.PROGRAMS] == names


def test_construct(endpoint: str, tmp_path: Path) -> None:
    lines = run("01_construct", endpoint, tmp_path)
    assert lines[0].startswith("profile demo is arn:aws:")
    assert lines[1:] == [
        "made construct-home in the profile's region",
        "made construct-west in us-west-2",
        "async client sees construct-home, construct-west",
    ]
    s3 = peer("s3", endpoint)
    assert s3.get_bucket_location(Bucket="construct-home")["LocationConstraint"] is None
    assert s3.get_bucket_location(Bucket="construct-west")["LocationConstraint"] == "us-west-2"


def test_tag(endpoint: str, tmp_path: Path) -> None:
    bucket, instance = run("02_tag", endpoint, tmp_path)
    assert bucket == "bucket tag-bucket: cost-centre=42, team=dolphins"
    found = re.fullmatch(r"instance (i-[0-9a-f]+): cost-centre=42, team=dolphins", instance)
    assert found
    tags = [{"Key": "cost-centre", "Value": "42"}, {"Key": "team", "Value": "dolphins"}]
    held = peer("ec2", endpoint).describe_instances(InstanceIds=[found[1]])["Reservations"][0]["Instances"][0]["Tags"]
    assert sorted(held, key=lambda tag: tag["Key"]) == tags
    assert peer("s3", endpoint).get_bucket_tagging(Bucket="tag-bucket")["TagSet"] == tags


class Recorder(BaseHTTPRequestHandler):
    """Answers ListTables and keeps the requests' headers."""

    protocol_version = "HTTP/1.1"
    seen: list[dict[str, str]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append({name.lower(): value for name, value in self.headers.items()})
        body = json.dumps({"TableNames": ["orders"]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def recorder() -> Iterator[tuple[str, list[dict[str, str]]]]:
    seen: list[dict[str, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Recorder,), {"seen": seen}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    thread.join()
    server.server_close()


def test_log_and_hook(recorder: tuple[str, list[dict[str, str]]], tmp_path: Path) -> None:
    endpoint, seen = recorder
    lines = run("03_log_and_hook", endpoint, tmp_path)
    text = "\n".join(lines)

    assert [request["customheader"] for request in seen] == ["10", "10"]
    assert [request["x-amz-security-token"] for request in seen] == [demo.SESSION_TOKEN] * 2
    assert "tables: ['orders']" in lines
    assert "tables, asynchronously: ['orders']" in lines

    assert text.count("---[ REQUEST POST-SIGN ]---") == text.count("---[ RESPONSE ]---") == 2
    assert lines.count("CustomHeader: 10") == 2
    assert len([line for line in lines if line.startswith("{") and '"orders"' in line]) == 2
    signatures = [re.search("Signature=([0-9a-f]{64})", request["authorization"]) for request in seen]
    for secret in (demo.SECRET_KEY, demo.SESSION_TOKEN, *(found[1] for found in signatures if found)):
        assert secret not in text


def test_call(endpoint: str, tmp_path: Path) -> None:
    assert run("04_call", endpoint, tmp_path) == [
        "keywords: Hello, river! (text/plain)",
        "object: sent as an object",
        "request form: sent as an object (status 200)",
        "presigned: sent as an object",
        "caught NoSuchKey: NoSuchKey, status 404, operation GetObject",
        "async: awaited",
        "async caught NoSuchKey",
    ]
    held = peer("s3", endpoint).get_object(Bucket="call-bucket", Key="greeting.txt")
    assert (held["Body"].read(), held["ContentType"]) == (b"Hello, river!", "text/plain")


def test_concurrency(endpoint: str, tmp_path: Path) -> None:
    expected = [f"{bucket}: {number:03}" for bucket in ("flock-1", "flock-2", "flock-3") for number in range(8)]
    assert run("05_concurrency", endpoint, tmp_path) == [
        *(f"threads {line}" for line in expected),
        *(f"asyncio {line}" for line in expected),
    ]


def test_pages(endpoint: str, tmp_path: Path) -> None:
    assert run("06_pages", endpoint, tmp_path) == [
        "page 1: 10 keys, key-00 to key-09",
        "page 2: 10 keys, key-10 to key-19",
        "page 3: 10 keys, key-20 to key-29",
        "all: 45 keys, the last is key-44",
        "stopped after key-16",
        "resumed: 28 keys, key-17 to key-44",
        "async: 45 keys",
    ]


def test_wait(endpoint: str, tmp_path: Path) -> None:
    first, second, waited, again = run("07_wait", endpoint, tmp_path)
    stopped = [re.fullmatch(r"(i-[0-9a-f]+) is stopped", line) for line in (first, second)]
    assert all(stopped)
    assert waited.startswith("waited for 2 instances: 1 polls, the last: InstanceStopped poll 1: ")
    assert again == "async: 2 instances are running again"
    ids = [found[1] for found in stopped if found]
    reservations = peer("ec2", endpoint).describe_instances(InstanceIds=ids)["Reservations"]
    assert [each["State"]["Name"] for held in reservations for each in held["Instances"]] == ["running", "running"]
