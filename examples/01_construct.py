"""Construct clients: a session from the shared files, a client from it, and a second one that overrides the region.

Constructing does no I/O. Files, environment and credentials are read when the first call needs them; the
clients of one session share its connections and its credentials.
"""

import asyncio

from sotalia_runtime import Session
from sotalia_s3 import AsyncS3Client, S3Client
from sotalia_sts import STSClient

PROFILE = "demo"


def main() -> None:
    """Make one bucket with the profile's region and one with another region."""
    session = Session(profile=PROFILE)

    with STSClient(session) as sts:
        identity = sts.get_caller_identity()
        print(f"profile {PROFILE} is {identity.arn}")

    with S3Client(session) as s3:
        s3.create_bucket(bucket="construct-home")
        print("made construct-home in the profile's region")

    # The two configurations merge; what the client says wins.
    with S3Client(session, region="us-west-2") as west:
        west.create_bucket(
            bucket="construct-west",
            create_bucket_configuration={"location_constraint": "us-west-2"},
        )
        where = west.get_bucket_location(bucket="construct-west")
        print(f"made construct-west in {where.location_constraint}")

    asyncio.run(read_back(session))


async def read_back(session: Session) -> None:
    """The same with await: an asynchronous client from the same session."""
    async with AsyncS3Client(session) as s3:
        found = await s3.list_buckets()
        names = [bucket.name for bucket in found.buckets if bucket.name and bucket.name.startswith("construct-")]
        print(f"async client sees {', '.join(sorted(names))}")


if __name__ == "__main__":
    main()
