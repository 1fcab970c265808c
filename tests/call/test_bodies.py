"""Promises 10 to 14: what is sent of a body, first and again."""

from __future__ import annotations

import base64
import io
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from sotalia_runtime import Credentials, Session
from sotalia_runtime.errors import BodyNotReplayable, ChecksumMismatch, InvalidInput, ServiceError
from support.certificates import loopback
from support.mini_s3.clients import S3Client
from support.mini_s3.operations import GetObjectInput, PutObjectInput
from support.scripted_server import Answer, Loop, Peer, ReadHead, Reset, ScriptedServer, Wait, reply
from support.signatures import is_signed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.scripted_server import Received

BROKEN = reply(b"<Error><Code>InternalError</Code></Error>", "500 x")
OK = reply(b"", "200 OK", 'ETag: "e"')


def crc32(data: bytes) -> str:
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


def twice(first: bytes = BROKEN) -> ScriptedServer:
    """Fails once, then works, whatever the connection."""
    answers = iter([first, *[OK] * 5])

    def serve(peer: Peer) -> None:
        while True:
            head = peer.read_head()
            if "expect" in head.headers:
                peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = peer.read_body(head)
            from dataclasses import replace

            peer.server.record(replace(head, body=body))
            peer.send(next(answers))

    return ScriptedServer(serve)


def put(client: S3Client, body: object) -> None:
    client.send(PutObjectInput(bucket="bucket", key="k", body=body))


@pytest.mark.parametrize("steps", [(ReadHead(), Reset()), (Reset(),)])
def test_reset_before_the_head_is_retried_with_the_same_bytes(s3: Callable[..., Any], steps: Any) -> None:
    with ScriptedServer([steps, [Loop((Answer(OK),))]]) as server:
        put(s3(server.url), b"payload")
    assert server.requests[-1].body == b"payload"
    assert is_signed(server.requests[-1], service="s3")


def test_file_is_sent_from_where_it_stood_both_times(s3: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(bytes(range(256)) * 4)
    with twice() as server, path.open("rb") as file:
        file.seek(100)
        put(s3(server.url), file)
    rest = path.read_bytes()[100:]
    assert [request.body for request in server.requests] == [rest, rest]
    assert all(request.headers["x-amz-checksum-crc32"] == crc32(rest) for request in server.requests)
    assert all(is_signed(request, service="s3") for request in server.requests)


class Unseekable(io.RawIOBase):
    """A pipe that knows nothing but `read`."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)


def test_body_that_cannot_be_rewound_is_a_typed_error_with_its_cause(s3: Callable[..., Any]) -> None:
    with twice() as server, pytest.raises(BodyNotReplayable) as caught:
        put(s3(server.url), Unseekable(b"once"))
    assert isinstance(caught.value.__cause__, ServiceError)
    assert [request.body for request in server.requests] == [b"once"]


def test_body_that_was_not_begun_is_sent_after_a_refusal(s3: Callable[..., Any]) -> None:
    with ScriptedServer([(Reset(),), [Loop((Answer(OK),))]]) as server:
        try:
            put(s3(server.url), Unseekable(b"once"))
        except BodyNotReplayable:
            assert server.requests == []
        else:
            assert server.requests[-1].body == b"once"


def test_refusal_in_the_middle_of_a_large_upload_is_retried_whole(s3: Callable[..., Any]) -> None:
    data = bytes(8 * 1024 * 1024)
    early = reply(b"<Error><Code>SlowDown</Code></Error>", "503 x", "Connection: close")

    def refuse(peer: Peer) -> None:
        head = peer.read_head()
        peer.take(65536)
        peer.send(early)
        del head
        peer.server.sleep(0.2)

    with ScriptedServer([refuse, [Loop((Answer(OK),))]]) as server:
        put(s3(server.url), data)
    assert server.requests[-1].body == data


def decoded(request: Received) -> tuple[bytes, dict[str, str]]:
    """The inside of an aws-chunked body, and its trailer."""
    stream = io.BytesIO(request.body)
    body = b""
    while size := int(stream.readline().split(b";")[0], 16):
        body += stream.read(size)
        assert stream.read(2) == b"\r\n"
    pairs = (line.split(b":", 1) for line in stream.read().split(b"\r\n") if line)
    return body, {name.decode(): value.decode() for name, value in pairs}


@pytest.mark.parametrize("make", [bytes, io.BytesIO], ids=["bytes", "file"])
def test_upload_over_tls_has_a_right_trailer_on_every_attempt(tmp_path: Path, make: Callable[[bytes], Any]) -> None:
    context, bundle = loopback(tmp_path)
    data = b"0123456789" * 5000
    with (
        twice() as plain,
        Session(region="us-east-1", credentials=Credentials("AKIA", "SECRET"), ca_bundle=bundle) as session,
    ):
        server = ScriptedServer(plain.script, tls=context)
        with server, S3Client(session, endpoint_url=server.url) as client:
            put(client, make(data))
    assert len(server.requests) == 2
    for request in server.requests:
        body, trailer = decoded(request)
        assert body == data
        assert trailer == {"x-amz-checksum-crc32": crc32(data)}
        assert request.headers["x-amz-decoded-content-length"] == str(len(data))
        assert request.headers["x-amz-content-sha256"] == "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        assert request.headers["x-amz-trailer"] == "x-amz-checksum-crc32"
        assert is_signed(request, service="s3")


def test_checksum_of_ones_own_stands(s3: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Answer(OK),))]) as server:
        s3(server.url).send(PutObjectInput(bucket="bucket", key="k", body=b"x", checksum_algorithm="SHA256"))
    headers = server.requests[0].headers
    assert "x-amz-checksum-sha256" in headers
    assert "x-amz-checksum-crc32" not in headers


def test_checksums_only_when_required_if_so_configured(s3: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
    with ScriptedServer([Loop((Answer(OK),))]) as server:
        put(s3(server.url), b"x")
    assert not [name for name in server.requests[0].headers if name.startswith("x-amz-checksum")]


@pytest.fixture
def stored() -> Callable[..., ScriptedServer]:
    """Serve one object, with headers."""
    return lambda data, *fields: ScriptedServer([Loop((Answer(reply(data, "200 OK", *fields)),))])


def test_streamed_body_is_checked_against_the_checksum_sent(s3: Callable[..., Any], stored: Any) -> None:
    with stored(b"data", f"x-amz-checksum-crc32: {crc32(b'data')}") as server:
        with s3(server.url).send(GetObjectInput(bucket="bucket", key="k")) as out:
            assert out.body.read() == b"data"
        assert server.requests[0].headers["x-amz-checksum-mode"] == "ENABLED"
    get = GetObjectInput(bucket="bucket", key="k")
    damaged = stored(b"damaged", f"x-amz-checksum-crc32: {crc32(b'data')}")
    with damaged as server, s3(server.url).send(get) as out, pytest.raises(ChecksumMismatch):
        out.body.read()
    with stored(b"parts", "x-amz-checksum-crc32: AAAAAA==-3") as server, s3(server.url).send(get) as out:
        assert out.body.read() == b"parts"


def test_gzip_encoded_object_comes_as_stored(s3: Callable[..., Any], stored: Any) -> None:
    import gzip

    data = gzip.compress(b"text")
    with stored(data, "Content-Encoding: gzip") as server:
        with s3(server.url).send(GetObjectInput(bucket="bucket", key="k")) as out:
            assert out.body.read() == data
        assert server.requests[0].headers["accept-encoding"] == "identity"


def test_unread_body_leaks_no_connection(s3: Callable[..., Any], stored: Any) -> None:
    with stored(bytes(300_000)) as server:
        client = s3(server.url)
        for _ in range(5):
            with client.send(GetObjectInput(bucket="bucket", key="k")):
                pass
        assert server.wait_until(lambda: server.open_connections <= 1)


def test_upload_of_a_file_waits_for_leave_to_continue(s3: Callable[..., Any]) -> None:
    with twice(first=OK) as server:
        put(s3(server.url), io.BytesIO(b"file"))
        put(s3(server.url), b"bytes")
    assert ["expect" in request.headers for request in server.requests] == [True, False]


def test_silence_instead_of_leave_to_continue_does_not_hang(s3: Callable[..., Any]) -> None:
    with ScriptedServer([Answer(OK), Wait(10)]) as server:
        put(s3(server.url), io.BytesIO(b"file"))
    assert server.requests[0].body == b"file"


def test_checksum_of_a_body_that_can_be_read_once_is_never_dropped_in_silence(s3: Callable[..., Any]) -> None:
    with ScriptedServer([Loop((Answer(OK),))]) as server, s3(server.url) as client:
        given = PutObjectInput(bucket="bucket", key="k", body=iter([b"a", b"b"]), checksum_algorithm="SHA256")
        with pytest.raises(InvalidInput, match="read twice"):
            client.send(given)
    assert server.requests == []


@pytest.mark.parametrize(
    "make",
    [lambda: b"abcde", lambda: [b"abc", b"de"], lambda: iter([b"abc", b"de"])],
    ids=["bytes", "list", "iterator"],
)
@pytest.mark.parametrize("told", [5, 3])
def test_length_told_is_that_of_the_body_and_never_signed_otherwise(
    s3: Callable[..., Any], make: Callable[[], Any], told: int
) -> None:
    body = make()
    put = PutObjectInput(bucket="bucket", key="k", body=body, content_length=told)
    with stored_nothing() as server:
        if hasattr(body, "__next__") and told == 3:
            with pytest.raises(InvalidInput, match="announced"):
                s3(server.url).send(put)
            return
        s3(server.url).send(put)
        request = server.requests[0]
    assert (request.body, request.headers["content-length"]) == (b"abcde", "5")
    assert "transfer-encoding" not in request.headers
    assert "content-length" not in request.headers["authorization"]


def stored_nothing() -> ScriptedServer:
    return ScriptedServer([Loop((Answer(reply(b"")),))])
