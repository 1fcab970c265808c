from __future__ import annotations

from sotalia_runtime.aio import AsyncClient
from sotalia_runtime.client import Client

from ._service import SERVICE
from .operations import GetThingInput, GetThingOutput


class MiniClient(Client):
    _service = SERVICE

    def get_thing(self, *, name: str, password: str | None = None) -> GetThingOutput:
        return self.send(GetThingInput.given(name=name, password=password))


class AsyncMiniClient(AsyncClient):
    _service = SERVICE

    async def get_thing(self, *, name: str, password: str | None = None) -> GetThingOutput:
        return await self.send(GetThingInput.given(name=name, password=password))
