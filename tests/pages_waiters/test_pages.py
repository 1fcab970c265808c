"""Promises of paging: no request too many, every item once, resumable anywhere, never for ever."""

from __future__ import annotations

import asyncio
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sotalia_runtime.errors import InvalidInput, PaginationError

from .listing import (
    AsyncService,
    AsyncThingsPages,
    KeyPages,
    ListThingsInput,
    ListThingsOutput,
    Script,
    Service,
    ThingsPages,
)

THINGS = [f"thing {number}" for number in range(10)]


def pages_of(service: Any) -> ThingsPages:
    return ThingsPages(service, ListThingsInput(prefix="p"))


def test_pages_come_one_request_each_and_keep_the_other_parameters() -> None:
    service = Service(THINGS, 4)
    assert [page.things for page in pages_of(service)] == [THINGS[:4], THINGS[4:8], THINGS[8:]]
    assert [(request.prefix, request.token) for request in service.requests] == [("p", None), ("p", "4"), ("p", "8")]


def test_nothing_is_requested_before_iteration_and_nothing_after_break() -> None:
    service = Service(THINGS, 4)
    pages = pages_of(service)
    assert service.requests == []
    for _ in pages:
        break
    for _ in pages.things:
        break
    assert len(service.requests) == 2


def test_iterating_again_starts_again() -> None:
    pages = pages_of(Service(THINGS, 4))
    things = pages.things
    assert list(things) == list(things) == THINGS
    assert len(list(pages)) == 3


def test_results_that_are_no_lists() -> None:
    pages = pages_of(Service(THINGS, 4))
    assert list(pages.usage) == [("from 0", 0), ("from 4", 4), ("from 8", 8)]
    assert sum(pages.count) == 10
    assert list(pages.groups) == ["group 0", "group 4", "group 8"]
    assert list(ThingsPages(Script(ListThingsOutput()), ListThingsInput()).count) == []


@given(total=st.integers(0, 10), size=st.integers(1, 5), count=st.integers(0, 14))
def test_take_ends_after_so_many_items_and_asks_for_no_page_more(total: int, size: int, count: int) -> None:
    service = Service(THINGS[:total], size)
    assert list(pages_of(service).take(count).things) == THINGS[:total][:count]
    wanted = min(count, total)
    assert len(service.requests) == (0 if count == 0 else max(1, -(-wanted // size)))


def test_take_hands_out_whole_pages() -> None:
    service = Service(THINGS, 4)
    assert [len(page.things) for page in pages_of(service).take(5)] == [4, 4]
    assert len(service.requests) == 2


def test_take_refuses_a_negative_count() -> None:
    with pytest.raises(InvalidInput, match="count"):
        pages_of(Service(THINGS, 4)).take(-1)


@given(total=st.integers(0, 10), size=st.integers(1, 5), cut=st.integers(0, 12), limit=st.none() | st.integers(0, 12))
def test_what_was_left_is_resumed_without_loss_or_repetition(
    total: int, size: int, cut: int, limit: int | None
) -> None:
    service = Service(THINGS[:total], size)
    pages = pages_of(service) if limit is None else pages_of(service).take(limit)
    first: list[str] = []
    if cut:
        for thing in pages.things:
            first.append(thing)
            if len(first) == cut:
                break
    token = pages.resume_token
    if not first:
        assert token is None
        return
    rest = [] if token is None else list(pages_of(service).resume_from(token).things)
    assert first + rest == THINGS[:total]


def test_a_page_that_was_handed_out_is_done_with() -> None:
    service = Service(THINGS, 4)
    pages = pages_of(service)
    for _ in pages:
        break
    token = pages.resume_token
    assert token is not None
    assert [page.things for page in pages_of(service).resume_from(token)] == [THINGS[4:8], THINGS[8:]]


def test_an_offset_counts_the_items_it_was_taken_from() -> None:
    service = Service(THINGS, 4)
    pages = pages_of(service)
    next(iter(pages.things))
    token = pages.resume_token
    assert token is not None
    resumed = pages_of(service).resume_from(token)
    assert resumed.resume_token == token
    assert next(iter(resumed.groups)) == "group 0"
    assert next(iter(resumed)).things == THINGS[:4]
    assert next(iter(resumed.things)) == "thing 1"


def test_no_token_once_all_is_read() -> None:
    pages = pages_of(Service(THINGS, 5))
    assert pages.resume_token is None
    assert list(pages.things) == THINGS
    assert pages.resume_token is None


KEY_VALUES = st.one_of(
    st.fixed_dictionaries({"B": st.binary()}),
    st.fixed_dictionaries({"S": st.text()}),
    st.fixed_dictionaries({"L": st.lists(st.fixed_dictionaries({"BOOL": st.booleans()}), max_size=2)}),
)


@given(key=st.dictionaries(st.text(), KEY_VALUES, min_size=1, max_size=3), name=st.none() | st.text(min_size=1))
def test_tokens_of_any_form_survive_as_url_safe_text(key: dict[str, Any], name: str | None) -> None:
    first = ListThingsOutput(things=["a"], is_truncated=True, next_key=key, next_name=name)
    pages = KeyPages(Script(first), ListThingsInput())
    next(iter(pages))
    token = pages.resume_token
    assert token is not None
    assert set(token) <= set(string.ascii_letters + string.digits + "-_")
    second = Script(ListThingsOutput(things=["b"]))
    assert list(KeyPages(second, ListThingsInput(prefix="p")).resume_from(token).things) == ["b"]
    assert (second.requests[0].start_key, second.requests[0].start_name) == (key, name)


@given(
    st.text()
    | st.binary().map(lambda data: data.hex())
    | st.sampled_from(["", "bnVsbA", "W10", "WyJMaXN0VGhpbmdzIixbXSwwLDBd"])
)
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="resume token"):
        pages_of(Service(THINGS, 4)).resume_from(text)


def test_a_token_of_the_wrong_kind_is_refused() -> None:
    pages = KeyPages(
        Script(ListThingsOutput(things=["a"], is_truncated=True, next_key={"k": {"S": "x"}})), ListThingsInput()
    )
    next(iter(pages))
    token = pages.resume_token
    assert token is not None
    with pytest.raises(InvalidInput):
        pages_of(Service(THINGS, 4)).resume_from(token)


def test_the_same_token_twice_is_an_error_after_the_page_was_handed_out() -> None:
    same = ListThingsOutput(things=["a"], next_token="t")
    script = Script(*[same] * 9)
    walk = iter(pages_of(script))
    assert [next(walk).things, next(walk).things] == [["a"], ["a"]]
    with pytest.raises(PaginationError):
        next(walk)
    assert len(script.requests) == 2


@pytest.mark.parametrize("token", [None, ""])
def test_no_or_an_empty_token_ends(token: str | None) -> None:
    assert list(pages_of(Script(ListThingsOutput(things=["a"], next_token=token))).things) == ["a"]


@pytest.mark.parametrize("truncated", [False, None])
def test_more_results_decides_where_there_is_one(truncated: bool | None) -> None:
    page = ListThingsOutput(things=["a"], is_truncated=truncated, next_key={"k": {"S": "x"}}, next_name="n")
    assert len(list(KeyPages(Script(page), ListThingsInput()))) == 1


def test_a_token_that_goes_missing_is_taken_out_of_the_next_request() -> None:
    script = Script(
        ListThingsOutput(is_truncated=True, next_key={"k": {"S": "x"}}, next_name="n"),
        ListThingsOutput(is_truncated=True, next_key={"k": {"S": "y"}}),
        ListThingsOutput(is_truncated=False),
    )
    assert len(list(KeyPages(script, ListThingsInput()))) == 3
    assert [request.start_name for request in script.requests] == [None, "n", None]


def test_an_empty_page_in_the_middle_does_not_end() -> None:
    script = Script(ListThingsOutput(next_token="1"), ListThingsOutput(things=["a"]))
    assert list(pages_of(script).things) == ["a"]


def test_the_async_twin() -> None:
    async def collect() -> tuple[list[Any], list[Any], str | None]:
        service = AsyncService(Service(THINGS, 4))
        pages = AsyncThingsPages(service, ListThingsInput())
        things = [thing async for thing in pages.things]
        whole = [page.things async for page in pages.take(5)]
        async for _ in pages:
            break
        return things, whole, pages.resume_token

    things, whole, token = asyncio.run(collect())
    assert things == THINGS
    assert whole == [THINGS[:4], THINGS[4:8]]
    assert token is not None
    assert list(pages_of(Service(THINGS, 4)).resume_from(token).things) == THINGS[4:]
