"""List three buckets at once through one client, first with threads, then with asyncio.

Keys are printed as they are found, and a bucket's keys stay together: each bucket fills a queue of its own, and
the queues are emptied one after the other. A client is immutable, so any number of threads or tasks may share it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

from sotalia_s3 import AsyncS3Client, S3Client

BUCKETS = ["flock-1", "flock-2", "flock-3"]
KEYS = 8


def main() -> None:
    """Fill the buckets, then list them both ways."""
    with S3Client() as s3:
        fill(s3)
        for bucket, key in list_with_threads(s3, BUCKETS):
            print(f"threads {bucket}: {key}")
    asyncio.run(print_with_tasks())


def fill(s3: S3Client) -> None:
    """Put some objects into each bucket, eight at a time."""
    with ThreadPoolExecutor(8) as pool:
        for bucket in BUCKETS:
            s3.create_bucket(bucket=bucket)
        jobs = [
            pool.submit(s3.put_object, bucket=bucket, key=f"{number:03}", body=b"")
            for bucket in BUCKETS
            for number in range(KEYS)
        ]
        for job in jobs:
            job.result()


def list_with_threads(s3: S3Client, buckets: list[str]) -> Iterator[tuple[str, str]]:
    """Bucket and key of every object; one thread lists one bucket."""
    queues: dict[str, SimpleQueue[str | None]] = {bucket: SimpleQueue() for bucket in buckets}

    def feed(bucket: str) -> None:
        try:
            for found in s3.list_objects_v2_pages(bucket=bucket, max_keys=3).contents:
                queues[bucket].put(found.key)
        finally:
            queues[bucket].put(None)

    with ThreadPoolExecutor(len(buckets)) as pool:
        jobs = [pool.submit(feed, bucket) for bucket in buckets]
        for bucket, queue in queues.items():
            for key in iter(queue.get, None):
                yield bucket, key
        for job in jobs:
            job.result()  # raises what a thread raised


async def print_with_tasks() -> None:
    """Print what the asynchronous listing finds."""
    async with AsyncS3Client() as s3:
        async for bucket, key in list_with_tasks(s3, BUCKETS):
            print(f"asyncio {bucket}: {key}")


async def list_with_tasks(s3: AsyncS3Client, buckets: list[str]) -> AsyncIterator[tuple[str, str]]:
    """Bucket and key of every object; one task lists one bucket."""
    queues: dict[str, asyncio.Queue[str | None]] = {bucket: asyncio.Queue() for bucket in buckets}

    async def feed(bucket: str) -> None:
        try:
            async for found in s3.list_objects_v2_pages(bucket=bucket, max_keys=3).contents:
                await queues[bucket].put(found.key)
        finally:
            await queues[bucket].put(None)

    jobs = [asyncio.create_task(feed(bucket)) for bucket in buckets]
    for bucket, queue in queues.items():
        while (key := await queue.get()) is not None:
            yield bucket, key
    await asyncio.gather(*jobs)  # raises what a task raised


if __name__ == "__main__":
    main()
