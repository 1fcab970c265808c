"""Mistakes that a type checker must find. Each comment names the rule that finds the one on its line."""

from sotalia_dynamodb import DynamoDBClient
from sotalia_s3 import S3Client
from sotalia_s3.operations import GetObjectInput
from sotalia_s3.types import Tag


def mistakes(s3: S3Client, ddb: DynamoDBClient) -> None:
    s3.get_object(bucket="b")  # reportCallIssue
    s3.get_object("b", "k")  # reportCallIssue
    s3.get_object(bucket="b", key=7)  # reportArgumentType
    s3.get_object(bucket="b", key="k", versionid="1")  # reportCallIssue
    s3.put_object(bucket="b", key="k", storage_class="STANDRD")  # reportArgumentType
    s3.put_object(bucket="b", key="k", body=3.5)  # reportArgumentType
    s3.no_such_operation()  # reportAttributeAccessIssue
    print(s3.head_object(bucket="b", key="k").content_lenght)  # reportAttributeAccessIssue
    GetObjectInput(bucket="b")  # reportCallIssue
    GetObjectInput(bucket="b", key="k", Range="x")  # reportCallIssue
    Tag(key="a", value=1)  # reportArgumentType
    s3.send(Tag(key="a", value="b"))  # reportArgumentType
    ddb.get_item(table_name="t", key={"pk": "a"})  # reportArgumentType
    ddb.get_item(table_name="t", key={}, return_consumed_capacity="total")  # reportArgumentType
