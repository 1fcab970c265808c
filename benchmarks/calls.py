"""The calls that are measured, for each of the three libraries.

A library is a function from the server's ports to its cases; it is imported only when asked for, so that each
worker process holds one library and nothing of the others.
"""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

REGION: Final = "us-east-1"
BODY: Final = b"x" * 1024
CREDENTIALS: Final = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "bench-secret-access-key"}
IN_FLIGHT: Final = 32


def clean_environment() -> dict[str, str]:
    """This process's environment with the benchmark's keys, and no other AWS setting or shared file."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | CREDENTIALS | {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def sotalia(ports: Mapping[str, int]) -> dict[str, Callable[[], object]]:
    from sotalia_dynamodb import DynamoDBClient
    from sotalia_ec2 import EC2Client
    from sotalia_runtime import Session
    from sotalia_s3 import S3Client

    session = Session(region=REGION)

    def dynamodb(name: str) -> DynamoDBClient:
        return DynamoDBClient(session, endpoint_url=url(ports, name))

    def s3(name: str) -> S3Client:
        return S3Client(session, endpoint_url=url(ports, name))

    get, query, put, keys = dynamodb("get_item"), dynamodb("query"), s3("put_object"), s3("list_objects")
    ec2 = EC2Client(session, endpoint_url=url(ports, "describe_instances"))
    key = {"pk": {"S": "customer#000001"}, "sk": {"S": "order#1"}}
    return {
        "get_item": lambda: get.get_item(table_name="orders", key=key),  # type: ignore[arg-type]
        "put_object": lambda: put.put_object(bucket="bench", key="some/key.bin", body=BODY),
        "list_objects": lambda: keys.list_objects_v2(bucket="bench"),
        "describe_instances": lambda: ec2.describe_instances(),
        "query": lambda: query.query(
            table_name="orders",
            key_condition_expression="pk = :pk",
            expression_attribute_values={":pk": {"S": "customer#000001"}},
        ),
        "second_client": lambda: dynamodb("get_item"),
    }


def boto3(ports: Mapping[str, int]) -> dict[str, Callable[[], object]]:
    import boto3

    session: Any = boto3.Session(region_name=REGION)

    def client(service: str, name: str) -> Any:
        return session.client(service, endpoint_url=url(ports, name))

    get, query = client("dynamodb", "get_item"), client("dynamodb", "query")
    put, keys = client("s3", "put_object"), client("s3", "list_objects")
    ec2 = client("ec2", "describe_instances")
    key = {"pk": {"S": "customer#000001"}, "sk": {"S": "order#1"}}
    return {
        "get_item": lambda: get.get_item(TableName="orders", Key=key),
        "put_object": lambda: put.put_object(Bucket="bench", Key="some/key.bin", Body=BODY),
        "list_objects": lambda: keys.list_objects_v2(Bucket="bench"),
        "describe_instances": lambda: ec2.describe_instances(),
        "query": lambda: query.query(
            TableName="orders",
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "customer#000001"}},
        ),
        "second_client": lambda: client("dynamodb", "get_item"),
    }


@asynccontextmanager
async def sotalia_async(ports: Mapping[str, int]) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    from sotalia_dynamodb import AsyncDynamoDBClient

    async with AsyncDynamoDBClient(region=REGION, endpoint_url=url(ports, "get_item")) as client:
        yield lambda: client.get_item(table_name="orders", key={"pk": {"S": "customer#000001"}, "sk": {"S": "order#1"}})


@asynccontextmanager
async def aiobotocore(ports: Mapping[str, int]) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    from aiobotocore.config import AioConfig
    from aiobotocore.session import get_session

    session: Any = get_session()
    config = AioConfig(max_pool_connections=IN_FLIGHT)
    endpoint = url(ports, "get_item")
    async with session.create_client("dynamodb", region_name=REGION, endpoint_url=endpoint, config=config) as client:
        yield lambda: client.get_item(TableName="orders", Key={"pk": {"S": "customer#000001"}, "sk": {"S": "order#1"}})


def url(ports: Mapping[str, int], name: str) -> str:
    return f"http://127.0.0.1:{ports[name]}"


LIBRARIES: Final = {"sotalia": sotalia, "boto3": boto3}
ASYNC_LIBRARIES: Final = {"sotalia-async": sotalia_async, "aiobotocore": aiobotocore}

# Programs of a fresh process: import, client, first call. `{url}` is the canned server's.
COLD: Final = {
    ("sotalia", "dynamodb"): (
        "from sotalia_dynamodb import DynamoDBClient\n"
        "DynamoDBClient(region='us-east-1', endpoint_url='{url}').list_tables()"
    ),
    ("sotalia", "s3"): (
        "from sotalia_s3 import S3Client\n"
        "S3Client(region='us-east-1', endpoint_url='{url}').put_object(bucket='bench', key='k', body=b'x')"
    ),
    ("sotalia", "ec2"): (
        "from sotalia_ec2 import EC2Client\nEC2Client(region='us-east-1', endpoint_url='{url}').describe_instances()"
    ),
    ("boto3", "dynamodb"): (
        "import boto3\nboto3.client('dynamodb', region_name='us-east-1', endpoint_url='{url}').list_tables()"
    ),
    ("boto3", "s3"): (
        "import boto3\n"
        "boto3.client('s3', region_name='us-east-1', endpoint_url='{url}').put_object(Bucket='bench', Key='k', Body=b'x')"
    ),
    ("boto3", "ec2"): (
        "import boto3\nboto3.client('ec2', region_name='us-east-1', endpoint_url='{url}').describe_instances()"
    ),
}
COLD_ANSWER: Final = {"dynamodb": "list_tables", "s3": "put_object", "ec2": "describe_one"}
