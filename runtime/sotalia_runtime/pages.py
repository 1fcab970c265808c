"""Pages of an operation that answers in parts, and the items on them.

Generated code (`paginators.py` of a package; the functions come from the model's expressions):

    from __future__ import annotations

    from sotalia_runtime.pages import AsyncItems, AsyncPages, Items, Pages, PaginatorSpec

    _LIST_OBJECTS_V2: Final = PaginatorSpec(
        input_tokens=("continuation_token",),
        output_tokens=(lambda page: page.next_continuation_token,),
        results=(lambda page: page.contents, lambda page: page.common_prefixes),
    )

    class ListObjectsV2Pages(Pages["ListObjectsV2Input", "ListObjectsV2Output"]):
        _paginator = _LIST_OBJECTS_V2

        @property
        def contents(self) -> Items[Object]:
            return self._items(0)

    class AsyncListObjectsV2Pages(AsyncPages["ListObjectsV2Input", "ListObjectsV2Output"]):
        _paginator = _LIST_OBJECTS_V2

        @property
        def contents(self) -> AsyncItems[Object]:
            return self._items(0)

A result that is a map is given as `lambda page: pairs(page.usage)` and read as `Items[tuple[str, V]]`; one
that is neither list nor map as `lambda page: once(page.count)`: one item per page.
"""

from __future__ import annotations

from copy import copy
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, Self, TypeVar

from .errors import InvalidInput, PaginationError, Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

    from .model.structure import Input

T = TypeVar("T")
InputT = TypeVar("InputT", bound="Input")
OutputT = TypeVar("OutputT")


class PaginatorSpec:
    """How one operation pages: constants of a generated package.

    `input_tokens` are fields of the input; `output_tokens`, `results` and `more_results` are functions of
    the output. Without `more_results` there is a next page as long as a token is given.
    """

    __slots__ = ("input_tokens", "more_results", "output_tokens", "results")

    def __init__(
        self,
        *,
        input_tokens: Sequence[str],
        output_tokens: Sequence[Callable[[Any], object]],
        results: Sequence[Callable[[Any], Iterable[object] | None]],
        more_results: Callable[[Any], object] | None = None,
    ) -> None:
        self.input_tokens = input_tokens
        self.output_tokens = output_tokens
        self.results = results
        self.more_results = more_results


def pairs(value: Mapping[str, T] | None) -> Iterable[tuple[str, T]]:
    """The items of a result that is a map."""
    return value.items() if value else ()


def once(value: T | None) -> Iterable[T]:
    """The items of a result that is neither list nor map: itself, where the page has it."""
    return () if value is None else (value,)


class _Position:
    """A place in a listing: the tokens that lead to a page, and how many items of result `key` were taken from it."""

    __slots__ = ("key", "skip", "tokens")

    def __init__(self, tokens: tuple[object, ...], key: int = 0, skip: int = 0) -> None:
        self.tokens = tokens
        self.key = key
        self.skip = skip


class _Cursor(Generic[InputT, OutputT]):
    """One walk through a listing, without I/O: send `request()`, hand the answer to `page` or `items`, until it is None."""

    def __init__(
        self, spec: PaginatorSpec, first: InputT, start: _Position | None, limit: int | None, key: int = 0
    ) -> None:
        self._spec = spec
        self._key = key
        self._left = limit
        self._here = start or _Position(tuple(getattr(first, name) or None for name in spec.input_tokens))
        # An offset counts items of one result; walking another one starts at the head of the page.
        self._skip = self._here.skip if self._here.key == key else 0
        self._request = first if start is None else self._leading_to(first, start)
        self._done = limit == 0
        self._stuck = False
        self.position: _Position | None = start

    def request(self) -> InputT | None:
        """What to send next, None at the end. Raises PaginationError where that was sent just now."""
        if self._done:
            return None
        if self._stuck:
            raise PaginationError(
                f"{type(self._request).__name__}: the service gave the token of this page for the next one"
            )
        return self._request

    def page(self, output: OutputT) -> OutputT:
        """Account for a page that is handed out whole."""
        self.position = after = self._after(output)
        if self._left is not None:
            self._left -= sum(1 for _ in self._spec.results[0](output) or ())
        self._move(after)
        return output

    def items(self, output: OutputT) -> Iterator[Any]:
        """The items of a page; each counts as taken when it is handed out."""
        items: list[object] = list(self._spec.results[self._key](output) or ())
        after = self._after(output)
        taken = self._skip
        self._skip = 0
        if taken >= len(items):
            self.position = after
        for item in islice(items, taken, None if self._left is None else taken + self._left):
            taken += 1
            if self._left is not None:
                self._left -= 1
            self.position = after if taken >= len(items) else _Position(self._here.tokens, self._key, taken)
            yield item
        self._move(after)

    def _after(self, output: OutputT) -> _Position | None:
        """Where the page after `output` stands, None for the last one."""
        spec = self._spec
        if spec.more_results is not None and not spec.more_results(output):
            return None
        tokens = tuple(token(output) or None for token in spec.output_tokens)
        return _Position(tokens) if any(tokens) else None

    def _move(self, after: _Position | None) -> None:
        if after is None or (self._left is not None and self._left <= 0):
            self._done = True
        else:
            self._stuck = after.tokens == self._here.tokens
            self._here = after
            self._request = self._leading_to(self._request, after)

    def _leading_to(self, request: InputT, position: _Position) -> InputT:
        return request.model_copy(update=dict(zip(self._spec.input_tokens, position.tokens, strict=True)))


class _Listing(Generic[InputT, OutputT]):
    """What both kinds of pages are: an input, where to start and when to stop."""

    _paginator: ClassVar[PaginatorSpec]

    def __init__(self, client: Any, input: InputT) -> None:
        self._client = client
        self._input = input
        self._limit: int | None = None
        self._start: _Position | None = None
        self._cursor: _Cursor[InputT, OutputT] | None = None

    def take(self, count: int) -> Self:
        """The same pages, ending after `count` items.

        Items are counted in the result that is read, in the operation's first result where pages are read.
        A page is always handed out whole: the last one may have items beyond `count`.
        """
        if count < 0:
            raise InvalidInput("take", [Problem("count", "must not be negative")])
        return self._but(_limit=count)

    @property
    def resume_token(self) -> str | None:
        """Where the iteration started last stands, as text that is safe in a URL: give it to `resume_from`, in any process.

        A page or item that was handed out is done with. None when nothing is left, or nothing was read yet.
        The token holds what the service's own page token holds, and is as confidential.
        """
        position = self._start if self._cursor is None else self._cursor.position
        if position is None:
            return None
        from .resume import encode

        return encode(self._scope(), position.tokens, position.key, position.skip)

    def resume_from(self, token: str) -> Self:
        """The same pages, starting where `token` was taken. Raises InvalidInput for one that is not of this operation.

        A token taken between two items skips the earlier ones when the same items are read; pages are whole again.
        """
        from .resume import decode

        spec = self._paginator
        tokens, key, skip = decode(self._scope(), token, len(spec.input_tokens), len(spec.results))
        given = {name: getattr(self._input, name) for name in self._input.model_fields_set}
        given.update(zip(spec.input_tokens, tokens, strict=True))
        checked = type(self._input).given(**given)
        tokens = tuple(getattr(checked, name) or None for name in spec.input_tokens)
        return self._but(_start=_Position(tokens, key, skip))

    def _scope(self) -> str:
        return type(self._input).__operation__.name

    def _but(self, **changes: object) -> Self:
        other = copy(self)
        vars(other).update(changes, _cursor=None)
        return other

    def _begin(self, key: int = 0) -> _Cursor[InputT, OutputT]:
        self._cursor = _Cursor(self._paginator, self._input, self._start, self._limit, key)
        return self._cursor

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._input!r})"


class Sender(Protocol):
    """The one method of a client that pages need."""

    def send(self, input: Any, /) -> Any:
        """Make one call."""
        ...


class AsyncSender(Protocol):
    """The one method of an async client that pages need."""

    def send(self, input: Any, /) -> Awaitable[Any]:
        """Make one call."""
        ...


class Items(Generic[T]):
    """The items of all pages, one after the other. Iterating again asks the service again."""

    def __init__(self, walk: Callable[[], Iterator[T]]) -> None:
        self._walk = walk

    def __iter__(self) -> Iterator[T]:
        return self._walk()


class Pages(_Listing[InputT, OutputT]):
    """The pages of a listing, requested one by one as they are iterated; `break` stops the requests.

    Iterating again starts again. Raises what the operation raises, and PaginationError for a service that
    would page for ever.
    """

    _client: Sender

    def __init__(self, client: Sender, input: InputT) -> None:
        super().__init__(client, input)

    def __iter__(self) -> Iterator[OutputT]:
        cursor = self._begin()
        while (request := cursor.request()) is not None:
            yield cursor.page(self._client.send(request))

    def _walk_items(self, key: int) -> Iterator[Any]:
        cursor = self._begin(key)
        while (request := cursor.request()) is not None:
            yield from cursor.items(self._client.send(request))

    def _items(self, key: int) -> Items[Any]:
        return Items(partial(self._walk_items, key))


class AsyncItems(Generic[T]):
    """The items of all pages, one after the other. Iterating again asks the service again."""

    def __init__(self, walk: Callable[[], AsyncIterator[T]]) -> None:
        self._walk = walk

    def __aiter__(self) -> AsyncIterator[T]:
        return self._walk()


class AsyncPages(_Listing[InputT, OutputT]):
    """`Pages` of an async client: `async for`."""

    _client: AsyncSender

    def __init__(self, client: AsyncSender, input: InputT) -> None:
        super().__init__(client, input)

    async def __aiter__(self) -> AsyncIterator[OutputT]:
        cursor = self._begin()
        while (request := cursor.request()) is not None:
            yield cursor.page(await self._client.send(request))

    async def _walk_items(self, key: int) -> AsyncIterator[Any]:
        cursor = self._begin(key)
        while (request := cursor.request()) is not None:
            for item in cursor.items(await self._client.send(request)):
                yield item

    def _items(self, key: int) -> AsyncItems[Any]:
        return AsyncItems(partial(self._walk_items, key))
