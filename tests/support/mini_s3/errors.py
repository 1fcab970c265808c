from typing import Final

from sotalia_runtime.errors import ServiceError


class S3Error(ServiceError):
    """Any error of S3."""


SERVICE_ERROR: Final = S3Error


class NoSuchKey(S3Error):
    """There is no such key."""

    __code__ = "NoSuchKey"


class NoSuchBucket(S3Error):
    """There is no such bucket."""

    __code__ = "NoSuchBucket"
