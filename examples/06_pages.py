"""Page through a listing: the first three pages, then every item, then stop early and go on later."""

import asyncio
from itertools import islice

from sotalia_s3 import AsyncS3Client, S3Client

BUCKET = "pages-bucket"
KEYS = 45


def main() -> None:
    """Page through one bucket, ten keys at a time."""
    with S3Client() as s3:
        s3.create_bucket(bucket=BUCKET)
        for number in range(KEYS):
            s3.put_object(bucket=BUCKET, key=f"key-{number:02}", body=b"")

        # Page by page. A page is requested when the loop asks for it, so this makes three requests.
        pages = s3.list_objects_v2_pages(bucket=BUCKET, max_keys=10)
        for number, page in enumerate(islice(pages, 3), start=1):
            keys = [found.key for found in page.contents]
            print(f"page {number}: {len(keys)} keys, {keys[0]} to {keys[-1]}")

        # Item by item, whatever the size of the pages.
        everything = [found.key for found in s3.list_objects_v2_pages(bucket=BUCKET, max_keys=10).contents]
        print(f"all: {len(everything)} keys, the last is {everything[-1]}")

        token = stop_early(s3)
        resume(s3, token)

    asyncio.run(page_async())


def stop_early(s3: S3Client) -> str | None:
    """Stop in the middle of a page. The token is text: it may be stored, or sent to another process."""
    pages = s3.list_objects_v2_pages(bucket=BUCKET, max_keys=10)
    for found in pages.contents:
        if found.key == "key-16":
            print(f"stopped after {found.key}")
            break
    return pages.resume_token


def resume(s3: S3Client, token: str | None) -> None:
    """Go on where an earlier listing stopped."""
    if token is None:
        print("nothing left to list")
        return
    rest = [found.key for found in s3.list_objects_v2_pages(bucket=BUCKET, max_keys=10).resume_from(token).contents]
    print(f"resumed: {len(rest)} keys, {rest[0]} to {rest[-1]}")


async def page_async() -> None:
    """The same asynchronously."""
    async with AsyncS3Client() as s3:
        count = 0
        async for _ in s3.list_objects_v2_pages(bucket=BUCKET, max_keys=10).contents:
            count += 1
        print(f"async: {count} keys")


if __name__ == "__main__":
    main()
