"""Tag a bucket and an instance, so that their cost can be told apart, and read the tags back."""

import asyncio
from collections.abc import Iterable

from sotalia_ec2 import AsyncEC2Client, EC2Client
from sotalia_ec2.types import Tag as Ec2Tag
from sotalia_s3 import S3Client
from sotalia_s3.types import Tag, Tagging

BUCKET = "tag-bucket"
IMAGE = "ami-12c6146b"
TAGS = {"cost-centre": "42", "team": "dolphins"}


def main() -> None:
    """Tag one bucket and one instance."""
    with S3Client() as s3:
        s3.create_bucket(bucket=BUCKET)
        s3.put_bucket_tagging(bucket=BUCKET, tagging=Tagging(tag_set=Tag.from_dict(TAGS)))
        found = s3.get_bucket_tagging(bucket=BUCKET)
        print(f"bucket {BUCKET}: {show((tag.key, tag.value) for tag in found.tag_set)}")

    with EC2Client() as ec2:
        started = ec2.run_instances(image_id=IMAGE, min_count=1, max_count=1, instance_type="t3.micro")
        instance = started.instances[0].instance_id or ""
        ec2.create_tags(resources=[instance], tags=Ec2Tag.from_dict(TAGS))

    asyncio.run(read_back(instance))


async def read_back(instance: str) -> None:
    """Read the instance's tags with the asynchronous client."""
    async with AsyncEC2Client() as ec2:
        # A nested structure may be given as its class or, as here, as a mapping with the same names.
        found = await ec2.describe_tags(filters=[{"name": "resource-id", "values": [instance]}])
        print(f"instance {instance}: {show((tag.key, tag.value) for tag in found.tags)}")


def show(tags: Iterable[tuple[str | None, str | None]]) -> str:
    """Tags in one line, sorted."""
    return ", ".join(sorted(f"{key}={value}" for key, value in tags))


if __name__ == "__main__":
    main()
