"""Call operations: with keyword arguments, with an Input object, and step by step; then errors and bodies."""

import asyncio
import urllib.request

from sotalia_s3 import AsyncS3Client, S3Client
from sotalia_s3.errors import NoSuchKey
from sotalia_s3.operations import GetObjectInput, PutObjectInput

BUCKET = "call-bucket"


def main() -> None:
    """Put and get objects in every way there is."""
    with S3Client() as s3:
        s3.create_bucket(bucket=BUCKET)

        # Keyword arguments: what an editor completes.
        s3.put_object(bucket=BUCKET, key="greeting.txt", body="Hello, river!", content_type="text/plain")
        # A body is a stream. Leaving the block gives its connection back, read to the end or not.
        with s3.get_object(bucket=BUCKET, key="greeting.txt") as out:
            print(f"keywords: {out.body.read().decode()} ({out.content_type})")

        # The same call as an object, for code that builds calls in one place and sends them in another.
        s3.send(PutObjectInput(bucket=BUCKET, key="note.txt", body=b"sent as an object"))
        with s3.send(GetObjectInput(bucket=BUCKET, key="note.txt")) as out:
            print(f"object: {out.body.read().decode()}")

        request_form(s3)
        missing_key(s3)

    asyncio.run(call_async())


def request_form(s3: S3Client) -> None:
    """Validate, build, sign and send one step at a time; or sign a URL for somebody else to use."""
    request = s3.request(GetObjectInput(bucket=BUCKET, key="note.txt"))
    request.build()
    request.sign()
    request.http.headers["X-Note"] = "added after signing"
    with request.send() as out:
        print(f"request form: {out.body.read().decode()} (status {out.response_metadata.status})")

    url = s3.request(GetObjectInput(bucket=BUCKET, key="note.txt")).presign(expires_in=3600)
    with urllib.request.urlopen(url) as answer:
        print(f"presigned: {answer.read().decode()}")


def missing_key(s3: S3Client) -> None:
    """An error is a class of its own, with what the service said as attributes."""
    try:
        s3.get_object(bucket=BUCKET, key="nope")
    except NoSuchKey as error:
        print(f"caught NoSuchKey: {error.code}, status {error.status}, operation {error.operation}")


async def call_async() -> None:
    """The same names, awaited."""
    async with AsyncS3Client() as s3:
        await s3.put_object(bucket=BUCKET, key="async.txt", body=b"awaited")
        async with await s3.get_object(bucket=BUCKET, key="async.txt") as out:
            print(f"async: {(await out.body.read()).decode()}")
        try:
            await s3.send(GetObjectInput(bucket=BUCKET, key="nope"))
        except NoSuchKey as error:
            print(f"async caught {type(error).__name__}")


if __name__ == "__main__":
    main()
