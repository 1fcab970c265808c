"""A listing service of three paginated operations, and clients that answer from a list of pages."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

from typing import Any, ClassVar

from sotalia_runtime.model.shapes import BLOB, INTEGER, STRING, List, Map, Member
from sotalia_runtime.model.structure import Input, Output, Returns, members
from sotalia_runtime.operation import Operation
from sotalia_runtime.pages import AsyncItems, AsyncPages, Items, Pages, PaginatorSpec, once, pairs


class ListThingsOutput(Output):
    things: list[str] = []
    groups: list[str] = []
    usage: dict[str, int] = {}
    count: int | None = None
    is_truncated: bool | None = None
    next_token: str | None = None
    next_key: dict[str, dict[str, Any]] | None = None
    next_name: str | None = None
    model_config = members(
        things=Member("Things", List(STRING)),
        groups=Member("Groups", List(STRING)),
        usage=Member("Usage", Map(INTEGER)),
        count=Member("Count", INTEGER),
        is_truncated=Member("IsTruncated", STRING),
        next_token=Member("NextToken", STRING),
        next_key=Member("NextKey", Map(BLOB)),
        next_name=Member("NextName", STRING),
    )


class ListThingsInput(Input, Returns[ListThingsOutput, ListThingsOutput]):
    prefix: str | None = None
    token: str | None = None
    start_key: dict[str, dict[str, Any]] = {}
    start_name: str | None = None
    model_config = members(
        prefix=Member("Prefix", STRING),
        token=Member("Token", STRING),
        start_key=Member("StartKey", Map(BLOB)),
        start_name=Member("StartName", STRING),
    )
    __operation__: ClassVar[Operation] = Operation(name="ListThings", service=None, output=ListThingsOutput)  # type: ignore[arg-type]


BY_TOKEN = PaginatorSpec(
    input_tokens=("token",),
    output_tokens=(lambda page: page.next_token,),
    results=(
        lambda page: page.things,
        lambda page: page.groups,
        lambda page: pairs(page.usage),
        lambda page: once(page.count),
    ),
)
BY_KEY = PaginatorSpec(
    input_tokens=("start_key", "start_name"),
    output_tokens=(lambda page: page.next_key, lambda page: page.next_name),
    results=(lambda page: page.things,),
    more_results=lambda page: page.is_truncated,
)


class ThingsPages(Pages[ListThingsInput, ListThingsOutput]):
    _paginator = BY_TOKEN

    @property
    def things(self) -> Items[str]:
        return self._items(0)

    @property
    def groups(self) -> Items[str]:
        return self._items(1)

    @property
    def usage(self) -> Items[tuple[str, int]]:
        return self._items(2)

    @property
    def count(self) -> Items[int]:
        return self._items(3)


class AsyncThingsPages(AsyncPages[ListThingsInput, ListThingsOutput]):
    _paginator = BY_TOKEN

    @property
    def things(self) -> AsyncItems[str]:
        return self._items(0)


class KeyPages(Pages[ListThingsInput, ListThingsOutput]):
    _paginator = BY_KEY

    @property
    def things(self) -> Items[str]:
        return self._items(0)


class Service:
    """A service that lists `things`, so many per page, its token being an offset."""

    def __init__(self, things: list[str], size: int) -> None:
        self.things = things
        self.size = size
        self.requests: list[ListThingsInput] = []

    def send(self, input: ListThingsInput, /) -> ListThingsOutput:
        self.requests.append(input)
        start = int(input.token or 0)
        end = start + self.size
        return ListThingsOutput(
            things=self.things[start:end],
            groups=[f"group {start}"],
            usage={f"from {start}": start},
            count=len(self.things[start:end]),
            next_token=str(end) if end < len(self.things) else None,
        )


class AsyncService:
    """The same, awaited."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def send(self, input: ListThingsInput, /) -> ListThingsOutput:
        return self.service.send(input)


class Script:
    """Answers given pages in order."""

    def __init__(self, *pages: ListThingsOutput) -> None:
        self.pages = list(pages)
        self.requests: list[ListThingsInput] = []

    def send(self, input: ListThingsInput, /) -> ListThingsOutput:
        self.requests.append(input)
        return self.pages[len(self.requests) - 1]
