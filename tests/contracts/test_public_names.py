"""The public surface, pinned: a name that comes or goes is a decision."""

from __future__ import annotations

import importlib
import inspect

import pytest
import sotalia_runtime
from sotalia_runtime import errors

NAMES = [
    "AsyncClient",
    "Call",
    "Client",
    "Credentials",
    "Hooks",
    "LogMode",
    "Poll",
    "Request",
    "Retries",
    "SdkError",
    "ServiceError",
    "Session",
    "Timeouts",
]


def test_public_names_are_exactly_these() -> None:
    assert sorted(sotalia_runtime.__all__) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_public_name_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(sotalia_runtime, name))


def test_unknown_name_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match=r"sotalia_runtime.*NoSuchName"):
        sotalia_runtime.NoSuchName  # noqa: B018


@pytest.mark.parametrize(
    "service",
    [("s3", "S3"), ("dynamodb", "DynamoDB"), ("ec2", "EC2"), ("sts", "STS"), ("sqs", "SQS"), ("lambda", "Lambda")],
)
def test_package_exports_its_two_clients(service: tuple[str, str]) -> None:
    folder, stem = service
    package = importlib.import_module(f"sotalia_{folder}")
    assert {f"{stem}Client", f"Async{stem}Client"} <= set(package.__all__)


def error_classes() -> list[type[BaseException]]:
    return [value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, BaseException)]


@pytest.mark.parametrize("cls", error_classes(), ids=lambda cls: cls.__name__)
def test_every_error_is_in_the_tree_and_in_its_drawing(cls: type[BaseException]) -> None:
    assert issubclass(cls, errors.SdkError)
    assert cls.__name__ in (errors.__doc__ or "")
