"""Promises 18 and 19: an answer that is not what its checksum says is an error."""

from __future__ import annotations

import zlib

import pytest
from sotalia_runtime.checksums.algorithms import body_digest, checksum_text, has_checksum
from sotalia_runtime.checksums.response import validator
from sotalia_runtime.errors import BodyNotReplayable, ChecksumMismatch, InvalidInput
from sotalia_runtime.flow import Effect, Flow, Pull
from sotalia_runtime.http.messages import BytesBody, Headers
from sotalia_runtime.services.dynamodb import verify_crc32

S3 = ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128")
BODY = b"the whole truth " * 40


@pytest.mark.parametrize("name", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512"])
def test_right_checksum_passes_and_wrong_bytes_do_not(name: str) -> None:
    headers = Headers([(f"x-amz-checksum-{name.lower()}", checksum_text(name, BODY))])
    for body, right in ((BODY, True), (BODY[:-1], False), (b"", False)):
        check = validator(headers, S3)
        assert check is not None
        assert check.algorithm == name
        check.update(body[:100])
        check.update(body[100:])
        if right:
            check.verify()
        else:
            with pytest.raises(ChecksumMismatch, match=name):
                check.verify()


@pytest.mark.parametrize(
    ("headers", "chosen"),
    [
        (
            {"x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-sha256": "x", "x-amz-checksum-crc64nvme": "x"},
            "CRC64NVME",
        ),
        ({"x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-crc32c": "x"}, "CRC32C"),
        ({"x-amz-checksum-crc32": "AAAAAA==-3", "x-amz-checksum-sha1": "x"}, "SHA1"),
        ({"x-amz-checksum-sha512": "x", "x-amz-checksum-sha256": "x"}, "SHA256"),
        ({"x-amz-checksum-crc32": "AAAAAA==-3"}, None),
        ({"x-amz-checksum-xxhash128": "x"}, None),
        ({"x-amz-checksum-type": "FULL_OBJECT"}, None),
        ({}, None),
    ],
)
def test_choice_of_the_header(headers: dict[str, str], chosen: str | None) -> None:
    check = validator(Headers(headers.items()), S3)
    assert (check and check.algorithm) == chosen


def test_an_algorithm_that_the_model_does_not_name_is_not_checked() -> None:
    assert validator(Headers([("x-amz-checksum-crc32", "x")]), ("SHA1",)) is None


def test_garbage_in_the_header_is_a_mismatch() -> None:
    check = validator(Headers([("x-amz-checksum-crc32", "é!")]), S3)
    assert check is not None
    with pytest.raises(ChecksumMismatch):
        check.verify()


@pytest.mark.parametrize(("text", "right"), [(str(zlib.crc32(BODY)), True), ("1", False), ("", False), ("soup", False)])
def test_dynamodb_crc32(text: str, right: bool) -> None:
    headers = Headers([("x-amz-crc32", text)])
    if right:
        verify_crc32(headers, BODY)
    else:
        with pytest.raises(ChecksumMismatch):
            verify_crc32(headers, BODY)
    verify_crc32(Headers(), BODY)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("x-amz-checksum-sha1", True),
        ("X-Amz-Checksum-XXHash3", True),
        ("x-amz-checksum-algorithm", False),
        ("x-amz-checksum-mode", False),
        ("Content-MD5", False),
    ],
)
def test_a_checksum_of_the_callers_own_is_noticed(name: str, counts: bool) -> None:
    assert has_checksum(Headers([(name, "x")])) is counts


def test_unknown_algorithm_is_refused_by_name_of_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="CRC32, CRC32C, CRC64NVME"):
        checksum_text("XXHASH3", b"")


def pulled(flow: Flow[bytes]) -> bytes:
    effect: Effect = next(flow)
    try:
        while True:
            assert isinstance(effect, Pull)
            effect = flow.send(next(effect.chunks, None))  # type: ignore[call-overload]
    except StopIteration as end:
        return end.value


def test_digest_of_a_body_reads_it_once() -> None:
    assert pulled(body_digest("crc32", BytesBody(BODY))) == zlib.crc32(BODY).to_bytes(4, "big")


def test_digest_of_a_body_that_is_read_once_is_refused() -> None:
    class Once(BytesBody):
        replayable = False

    with pytest.raises(BodyNotReplayable, match="CRC32"):
        pulled(body_digest("CRC32", Once(BODY)))
