"""Calls as a user writes them. Each `reveal_type` says what a type checker must find, in its own words."""

import asyncio
from datetime import datetime
from typing import reveal_type

from sotalia_dynamodb import AsyncDynamoDBClient, DynamoDBClient
from sotalia_ec2 import EC2Client
from sotalia_runtime import Credentials, Hooks, LogMode, Retries, Session, Timeouts
from sotalia_s3 import AsyncS3Client, S3Client
from sotalia_s3.errors import NoSuchKey
from sotalia_s3.operations import GetObjectInput, HeadObjectInput, PutObjectInput
from sotalia_s3.types import Tag, Tagging
from sotalia_sqs import SQSClient


def construct() -> S3Client:
    session = Session(profile="dev", region="us-east-1", credentials=Credentials("a", "b"))
    s3 = S3Client(session, region="us-west-2", hooks=Hooks(), log=LogMode.HTTP | LogMode.HTTP_BODY)
    reveal_type(s3.with_options(timeouts=Timeouts(total=5), retries=Retries(max_attempts=5)))  # S3Client
    return s3


def call(s3: S3Client) -> None:
    head = s3.head_object(bucket="b", key="k")
    reveal_type(head)  # HeadObjectOutput
    reveal_type(head.content_length)  # int | None
    reveal_type(head.last_modified)  # datetime | None
    reveal_type(head.metadata)  # dict[str, str]
    reveal_type(head.response_metadata.request_id)  # str | None
    reveal_type(head.response_metadata.attempts)  # int
    reveal_type(s3.put_object(bucket="b", key="k", body="text", storage_class="STANDARD_IA").etag)  # str | None
    s3.put_bucket_tagging(bucket="b", tagging=Tagging(tag_set=Tag.from_dict({"a": "b"})))
    s3.put_bucket_tagging(bucket="b", tagging={"tag_set": [{"key": "a", "value": "b"}]})
    s3.get_object(bucket="b", key="k", if_modified_since=datetime(2026, 1, 1))


def send(s3: S3Client) -> None:
    reveal_type(s3.send(GetObjectInput(bucket="b", key="k")))  # GetObjectOutput
    reveal_type(s3.send(HeadObjectInput(bucket="b", key="k")))  # HeadObjectOutput
    reveal_type(s3.request(PutObjectInput(bucket="b", key="k")))  # Request[PutObjectOutput]
    reveal_type(s3.request(GetObjectInput(bucket="b", key="k")).presign(expires_in=60))  # str
    reveal_type(s3.request(GetObjectInput(bucket="b", key="k")).send())  # GetObjectOutput


def stream(s3: S3Client) -> None:
    with s3.get_object(bucket="b", key="k") as out:
        reveal_type(out)  # GetObjectOutput
        reveal_type(out.body.read())  # bytes
        for chunk in out.body:
            reveal_type(chunk)  # bytes


def pages(s3: S3Client) -> None:
    listing = s3.list_objects_v2_pages(bucket="b", max_keys=10)
    for page in listing:
        reveal_type(page)  # ListObjectsV2Output
        reveal_type(page.contents)  # list[Object]
    for found in listing.take(10).contents:
        reveal_type(found)  # Object
        reveal_type(found.key)  # str | None
        reveal_type(found.size)  # int | None
    reveal_type(listing.resume_token)  # str | None


def fail(s3: S3Client) -> None:
    try:
        s3.get_object(bucket="b", key="nope")
    except NoSuchKey as error:
        reveal_type(error.code)  # str
        reveal_type(error.status)  # int
        reveal_type(error.retryable)  # bool
        reveal_type(error.request_id)  # str | None


def wait(ec2: EC2Client) -> None:
    done = ec2.wait_until_instance_stopped(instance_ids=["i-1"], max_wait=300, on_poll=print)
    reveal_type(done)  # DescribeInstancesOutput
    for reservation in done.reservations:
        for instance in reservation.instances:
            reveal_type(instance.instance_id)  # str | None
            reveal_type(instance.tags[0].key)  # str | None


def unions(ddb: DynamoDBClient) -> None:
    found = ddb.get_item(table_name="t", key={"pk": {"S": "a"}}, return_consumed_capacity="TOTAL")
    reveal_type(found.item["pk"])  # AttributeValue
    reveal_type(found.item["pk"].get("S"))  # str | None
    reveal_type(found.item["pk"].get("M"))  # dict[str, AttributeValue] | None


def queues(sqs: SQSClient) -> None:
    reveal_type(sqs.receive_message(queue_url="q").messages[0].body)  # str | None


async def awaited(s3: AsyncS3Client, ddb: AsyncDynamoDBClient) -> None:
    out = await s3.get_object(bucket="b", key="k")
    reveal_type(out)  # AsyncGetObjectOutput
    async with out:
        reveal_type(await out.body.read())  # bytes
    reveal_type(await s3.send(GetObjectInput(bucket="b", key="k")))  # AsyncGetObjectOutput
    reveal_type(await s3.send(HeadObjectInput(bucket="b", key="k")))  # HeadObjectOutput
    async for found in s3.list_objects_v2_pages(bucket="b").contents:
        reveal_type(found)  # Object
    many = await asyncio.gather(*(ddb.get_item(table_name="t", key={"pk": {"S": n}}) for n in "ab"))
    reveal_type(many)  # list[GetItemOutput]
