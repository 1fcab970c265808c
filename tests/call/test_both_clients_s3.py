"""S3 by its generated package, blocking and asynchronous: objects, uploads, listings and names under faults."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from sotalia_runtime.errors import (
    BodyNotReplayable,
    ChecksumMismatch,
    ConnectionClosed,
    InvalidInput,
    PaginationError,
    ProtocolError,
    ResponseParseError,
    SdkError,
    ServiceError,
)
from support.callers import then
from support.certificates import loopback
from support.scripted_server import Answer, Close, Loop, Peer, PeerGone, Reset, Say, ScriptedServer, Wait, reply
from support.signatures import is_signed

if TYPE_CHECKING:
    from pathlib import Path

    from support.callers import Caller

BROKEN = reply(b"", "500 x")


def read(body: Any, how: str) -> bytes:
    if how == "whole":
        return body.read()
    if how == "pieces":
        return b"".join(iter(lambda: body.read(3), b""))
    return b"".join(body.iter_chunks(3))


async def aread(body: Any, how: str) -> bytes:
    if how == "whole":
        return await body.read()
    if how == "pieces":
        data = b""
        while piece := await body.read(3):
            data += piece
        return data
    return b"".join([chunk async for chunk in body.iter_chunks(3)])


CRC = "x-amz-checksum-crc32: AAAAAA=="
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"
DAMAGED: dict[str, tuple[tuple[Any, ...], type[SdkError]]] = {
    "cut": ((Answer(reply(b"short of it")[:-6]), Close()), ConnectionClosed),
    "cut before its first byte": ((Answer(reply(b"short of it")[:-11]), Close()), ConnectionClosed),
    "reset": ((Answer(reply(b"short of it")[:-6]), Reset()), ConnectionClosed),
    "cut between chunks": ((Answer(HEAD), Close()), ConnectionClosed),
    "garbled chunk": ((Answer(HEAD), Wait(0.05), Say(b"zz\r\n"), Wait(5)), ProtocolError),
    "other bytes": ((Answer(reply(b"other bytes", "200 OK", CRC)),), ChecksumMismatch),
    "other bytes of no length": ((Answer(reply(b"other", "200 OK", CRC, length=False)), Close()), ChecksumMismatch),
}


@pytest.mark.parametrize("how", ["whole", "pieces", "chunks"])
@pytest.mark.parametrize("what", DAMAGED)
def test_damaged_object_is_an_error_however_it_is_read(caller: Caller, what: str, how: str) -> None:
    steps, error = DAMAGED[what]

    def use(client: Any) -> Any:
        if caller.mode == "sync":
            with client.get_object(bucket="bucket", key="k") as out:
                return read(out.body, how)

        async def use_async() -> bytes:
            async with await client.get_object(bucket="bucket", key="k") as out:
                return await aread(out.body, how)

        return use_async()

    with ScriptedServer(steps) as server, pytest.raises(error):
        caller.run("s3", server.url, use)
    assert len(server.requests) == 1


def page(*keys: str, token: str | None = None) -> bytes:
    more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>" if token else ""
    found = "".join(f"<Contents><Key>{key}</Key></Contents>" for key in keys)
    return reply(f"<ListBucketResult>{more}{found}</ListBucketResult>".encode())


def keys_of(client: Any) -> Any:
    return client.list_objects_v2_pages(bucket="bucket").contents


def test_failure_between_pages_loses_and_repeats_nothing(caller: Caller) -> None:
    with then(page("a", "b", token="1"), BROKEN, page("c", token="2"), BROKEN, page("d")) as server:
        found = caller.run("s3", server.url, lambda client: _listed(caller, keys_of(client)))
    assert [entry.key for entry in found] == ["a", "b", "c", "d"]
    assert len(server.requests) == 5


def test_token_that_comes_again_ends_in_an_error(caller: Caller) -> None:
    with then(page("a", token="1")) as server, pytest.raises(PaginationError):
        caller.run("s3", server.url, lambda client: _listed(caller, keys_of(client)))
    assert len(server.requests) <= 5


def _listed(caller: Caller, items: Any) -> Any:
    return list(items) if caller.mode == "sync" else items


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("delete_object", {"bucket": "bucket", "key": ""}),
        ("get_object", {"bucket": "", "key": "k"}),
        ("delete_bucket", {"bucket": "a/b"}),
        ("put_object", {"bucket": "bucket", "key": "k", "content_type": "text/plain\r\nx-evil: 1"}),
        ("put_object", {"bucket": "bucket", "key": "k", "cache_control": "no\nstore"}),
        ("put_object", {"bucket": "bucket", "key": "k", "metadata": {"a\r\nb": "c"}}),
        ("put_object", {"bucket": "bucket", "key": "k", "metadata": {"a": "c\r\nx: y"}}),
    ],
)
def test_what_would_forge_another_request_is_refused(caller: Caller, method: str, arguments: Any) -> None:
    with then(reply(b"")) as server:
        with pytest.raises(InvalidInput):
            caller.call("s3", server.url, method, **arguments)
        assert server.connections == 0


SILENT = {
    "a copy": ("copy_object", {"key": "k", "copy_source": "bucket/other"}),
    "the end of an upload": ("complete_multipart_upload", {"key": "k", "upload_id": "u"}),
    "a copied part": ("upload_part_copy", {"key": "k", "copy_source": "b/k", "part_number": 1, "upload_id": "u"}),
    "a listing": ("list_objects_v2", {}),
    "tags": ("get_bucket_tagging", {}),
    "deletions": ("delete_objects", {"delete": {"objects": [{"key": "k"}]}}),
}
LATE_ERROR = b'<?xml version="1.0"?>\n<Error><Code>InternalError</Code></Error>'
PAGE = reply(b"<html><body>portal</body></html>", "200 OK", "Content-Type: text/html")


@pytest.mark.parametrize("what", SILENT)
def test_good_status_without_an_answer_is_an_error(caller: Caller, what: str) -> None:
    method, arguments = SILENT[what]
    for answer, error in (
        (reply(b""), ResponseParseError),
        (PAGE, ResponseParseError),
        (reply(LATE_ERROR), ServiceError),
        (reply(b"  \n  " + LATE_ERROR.partition(b"\n")[2]), ServiceError),
    ):
        with then(answer) as server, pytest.raises(error):
            caller.call("s3", server.url, method, bucket="bucket", **arguments)
        assert len(server.requests) == 3


@pytest.mark.parametrize("method", ["put_object", "delete_object", "create_bucket"])
def test_page_of_a_portal_is_no_success_of_what_answers_nothing(caller: Caller, method: str) -> None:
    key = {} if method == "create_bucket" else {"key": "k"}
    with then(PAGE) as server, pytest.raises(ResponseParseError):
        caller.call("s3", server.url, method, bucket="bucket", **key)


class Once(io.RawIOBase):
    """A pipe: it can be read, and never again."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)


DATA = bytes(range(256)) * 4096


def at_100(folder: Path) -> io.BufferedReader:
    (folder / "data").write_bytes(DATA)
    file = (folder / "data").open("rb")
    file.seek(100)
    return file


@pytest.mark.parametrize("end", ["500", "503 and close", "reset"])
@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_file_is_uploaded_from_where_it_stood_each_time(
    caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secure: bool, end: str
) -> None:
    context = None
    if secure:
        context, bundle = loopback(tmp_path)
        monkeypatch.setenv("AWS_CA_BUNDLE", bundle)

    def fail(peer: Peer) -> None:
        head = peer.read_head()
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if end == "500":
            peer.read_body(head)
            peer.send(BROKEN)
            raise PeerGone
        peer.take(100_000)
        if end == "reset":
            peer.reset()
            raise PeerGone
        peer.send(reply(b"", "503 x", "Connection: close"))
        peer.server.sleep(0.2)

    with (
        ScriptedServer(
            [
                fail,
                (
                    Loop(
                        (Answer(reply(b"")),),
                    ),
                ),
            ],
            tls=context,
        ) as server,
        at_100(tmp_path) as file,
    ):
        caller.run("s3", server.url, lambda client: client.put_object(bucket="b", key="k", body=file))
    (request,) = server.requests
    assert is_signed(request, service="s3")
    if secure:
        assert request.headers["x-amz-decoded-content-length"] == str(len(DATA) - 100)
        assert b"x-amz-checksum-crc32:" in request.body[-60:]
        assert request.body.count(DATA[100:356]) >= 1
    else:
        assert request.body == DATA[100:]


def test_pipe_is_sent_whole_or_the_call_fails(caller: Caller) -> None:
    with then(BROKEN, reply(b"")) as server, pytest.raises(BodyNotReplayable) as caught:
        caller.call("s3", server.url, "put_object", bucket="b", key="k", body=Once(b"once"))
    assert isinstance(caught.value.__cause__, ServiceError)
    assert [request.body for request in server.requests] == [b"once"]


def test_final_answer_in_place_of_the_invitation_ends_the_call(caller: Caller, tmp_path: Path) -> None:
    def refuse(peer: Peer) -> None:
        peer.server.record(peer.read_head())
        peer.send(reply(b"<Error><Code>AccessDenied</Code></Error>", "403 x"))
        peer.server.sleep(5)

    with ScriptedServer(refuse) as server, at_100(tmp_path) as file, pytest.raises(ServiceError, match="AccessDenied"):
        caller.call("s3", server.url, "put_object", bucket="b", key="k", body=file)
    assert len(server.requests) == 1


@pytest.mark.parametrize("method", ["get_object", "put_object"])
def test_idle_connection_that_the_server_dropped_goes_unnoticed(caller: Caller, method: str) -> None:
    arguments: dict[str, Any] = {"bucket": "b", "key": "k"} | ({"body": b"data"} if method == "put_object" else {})

    def twice(client: Any) -> Any:
        call = getattr(client, method)
        if caller.mode == "sync":
            outputs = []
            for _ in range(2):
                outputs.append(call(**arguments))
                if method == "get_object":
                    outputs[-1].body.read()
                server.wait_until(lambda: server.open_connections == 0)
            return outputs

        async def both() -> list[Any]:
            outputs: list[Any] = []
            for _ in range(2):
                outputs.append(await call(**arguments))
                if method == "get_object":
                    await outputs[-1].body.read()
                server.wait_until(lambda: server.open_connections == 0)
            return outputs

        return both()

    with ScriptedServer((Answer(reply(b"")), Close())) as server:
        outputs = caller.run("s3", server.url, twice)
    assert [out.response_metadata.attempts for out in outputs] == [1, 1]
    assert len(server.requests) == server.connections == 2


AWKWARD = [
    "..",
    "a/../b",
    "a//b",
    "//",
    "/",
    ".",
    "%2e%2E",
    "a\r\nb",
    "\U0001d518",
    "a+b&c=d e",
    "?x#y",
    "~!*'()",
    "\\",
    "é",
]


@pytest.mark.parametrize("key", AWKWARD)
def test_awkward_key_is_the_same_on_the_wire_and_in_a_presigned_url(caller: Caller, key: str) -> None:
    from sotalia_s3.operations import GetObjectInput

    with then(reply(b"")) as server:
        caller.call("s3", server.url, "put_object", bucket="bucket", key=key, body=b"x")
        caller.call("s3", server.url, "delete_object", bucket="bucket", key=key)

        def presign(client: Any) -> Any:
            request = client.request(GetObjectInput(bucket="bucket", key=key))
            return request.presign(expires_in=60)

        url = caller.run("s3", server.url, presign)
    assert [unquote(request.target.partition("?")[0]) for request in server.requests] == [f"/bucket/{key}"] * 2
    assert all(is_signed(request, service="s3") for request in server.requests)
    assert unquote(urlsplit(url).path) == f"/bucket/{key}"
    assert "SECRET" not in url
