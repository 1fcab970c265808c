from typing import ClassVar

from sotalia_runtime.http.bodies import StreamIn
from sotalia_runtime.model.shapes import INTEGER, STREAM, STRING, List, Map, Member
from sotalia_runtime.model.streamed import AsyncStreamed, Streamed
from sotalia_runtime.model.structure import Input, Output, Returns, Structure, members
from sotalia_runtime.operation import HttpChecksum, Operation
from sotalia_runtime.streaming import AsyncStreamingBody, StreamingBody

from ._service import SERVICE


def bucket() -> Member:
    return Member("Bucket", STRING, location="uri", required=True, context_param="Bucket")


def key() -> Member:
    return Member("Key", STRING, location="uri", required=True, context_param="Key")


class _GetObjectMembers(Output):
    content_length: int | None = None
    metadata: dict[str, str] = {}  # noqa: RUF012


class GetObjectOutput(_GetObjectMembers, Streamed):
    body: StreamingBody

    model_config = members(
        body=Member("Body", STREAM, payload=True),
        content_length=Member("ContentLength", INTEGER, "Content-Length", location="header"),
        metadata=Member("Metadata", Map(STRING), "x-amz-meta-", location="headers"),
    )


class AsyncGetObjectOutput(_GetObjectMembers, AsyncStreamed):
    body: AsyncStreamingBody

    model_config = members(
        body=Member("Body", STREAM, payload=True),
        content_length=Member("ContentLength", INTEGER, "Content-Length", location="header"),
        metadata=Member("Metadata", Map(STRING), "x-amz-meta-", location="headers"),
    )


class GetObjectInput(Input, Returns[GetObjectOutput, AsyncGetObjectOutput]):
    bucket: str
    key: str
    checksum_mode: str | None = None

    model_config = members(
        bucket=bucket(),
        key=key(),
        checksum_mode=Member("ChecksumMode", STRING, "x-amz-checksum-mode", location="header"),
    )
    __operation__: ClassVar[Operation] = Operation(
        name="GetObject",
        service=SERVICE,
        output=GetObjectOutput,
        async_output=AsyncGetObjectOutput,
        method="GET",
        path="/{Key+}",
        errors={"NoSuchKey": "NoSuchKey"},
        checksum=HttpChecksum(validation_member="ChecksumMode", response_algorithms=("CRC32", "SHA256")),
    )


class PutObjectOutput(Output):
    etag: str | None = None

    model_config = members(etag=Member("ETag", STRING, "ETag", location="header"))


class PutObjectInput(Input, Returns[PutObjectOutput, PutObjectOutput]):
    bucket: str
    key: str
    body: StreamIn | None = None
    content_length: int | None = None
    metadata: dict[str, str] = {}  # noqa: RUF012
    checksum_algorithm: str | None = None
    sse_customer_algorithm: str | None = None
    sse_customer_key: str | None = None
    sse_customer_key_md5: str | None = None

    model_config = members(
        bucket=bucket(),
        key=key(),
        body=Member("Body", STREAM, payload=True),
        content_length=Member("ContentLength", INTEGER, "Content-Length", location="header"),
        metadata=Member("Metadata", Map(STRING), "x-amz-meta-", location="headers"),
        checksum_algorithm=Member("ChecksumAlgorithm", STRING, "x-amz-sdk-checksum-algorithm", location="header"),
        sse_customer_algorithm=Member(
            "SSECustomerAlgorithm", STRING, "x-amz-server-side-encryption-customer-algorithm", location="header"
        ),
        sse_customer_key=Member(
            "SSECustomerKey",
            STRING,
            "x-amz-server-side-encryption-customer-key",
            location="header",
            sensitive=True,
        ),
        sse_customer_key_md5=Member(
            "SSECustomerKeyMD5", STRING, "x-amz-server-side-encryption-customer-key-MD5", location="header"
        ),
    )
    __operation__: ClassVar[Operation] = Operation(
        name="PutObject",
        service=SERVICE,
        output=PutObjectOutput,
        method="PUT",
        path="/{Key+}",
        checksum=HttpChecksum(algorithm_member="ChecksumAlgorithm"),
    )


class DeleteObjectOutput(Output):
    model_config = members()


class DeleteObjectInput(Input, Returns[DeleteObjectOutput, DeleteObjectOutput]):
    bucket: str
    key: str

    model_config = members(bucket=bucket(), key=key())
    __operation__: ClassVar[Operation] = Operation(
        name="DeleteObject", service=SERVICE, output=DeleteObjectOutput, method="DELETE", path="/{Key+}"
    )


class CopyObjectResult(Structure):
    etag: str | None = None

    model_config = members(etag=Member("ETag", STRING))


class CopyObjectOutput(Output):
    copy_object_result: CopyObjectResult | None = None

    model_config = members(copy_object_result=Member("CopyObjectResult", CopyObjectResult, payload=True))


class CopyObjectInput(Input, Returns[CopyObjectOutput, CopyObjectOutput]):
    bucket: str
    key: str
    copy_source: str
    metadata: dict[str, str] = {}  # noqa: RUF012

    model_config = members(
        bucket=bucket(),
        key=key(),
        copy_source=Member("CopySource", STRING, "x-amz-copy-source", location="header", required=True),
        metadata=Member("Metadata", Map(STRING), "x-amz-meta-", location="headers"),
    )
    __operation__: ClassVar[Operation] = Operation(
        name="CopyObject", service=SERVICE, output=CopyObjectOutput, method="PUT", path="/{Key+}"
    )


class Object(Structure):
    key: str | None = None
    size: int | None = None

    model_config = members(key=Member("Key", STRING), size=Member("Size", INTEGER))


class ListObjectsV2Output(Output):
    contents: list[Object] = []  # noqa: RUF012
    encoding_type: str | None = None
    prefix: str | None = None

    model_config = members(
        contents=Member("Contents", List(Object, flattened=True)),
        encoding_type=Member("EncodingType", STRING),
        prefix=Member("Prefix", STRING),
    )


class ListObjectsV2Input(Input, Returns[ListObjectsV2Output, ListObjectsV2Output]):
    bucket: str
    encoding_type: str | None = None

    model_config = members(
        bucket=bucket(),
        encoding_type=Member("EncodingType", STRING, "encoding-type", location="querystring"),
    )
    __operation__: ClassVar[Operation] = Operation(
        name="ListObjectsV2",
        service=SERVICE,
        output=ListObjectsV2Output,
        method="GET",
        path="/?list-type=2",
        errors={"NoSuchBucket": "NoSuchBucket"},
    )


class GetBucketLocationOutput(Output):
    location_constraint: str | None = None

    model_config = members(location_constraint=Member("LocationConstraint", STRING))


class GetBucketLocationInput(Input, Returns[GetBucketLocationOutput, GetBucketLocationOutput]):
    bucket: str

    model_config = members(bucket=bucket())
    __operation__: ClassVar[Operation] = Operation(
        name="GetBucketLocation",
        service=SERVICE,
        output=GetBucketLocationOutput,
        method="GET",
        path="/?location",
    )
