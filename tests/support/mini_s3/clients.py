from sotalia_runtime.aio import AsyncClient
from sotalia_runtime.client import Client

from ._service import SERVICE


class S3Client(Client):
    _service = SERVICE


class AsyncS3Client(AsyncClient):
    _service = SERVICE
