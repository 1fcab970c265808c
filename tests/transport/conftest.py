from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from typing import TYPE_CHECKING

from transport_drivers import AsyncDriver, BlockingDriver, Driver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(params=[BlockingDriver, AsyncDriver], ids=lambda kind: kind.kind)
def make_driver(request: pytest.FixtureRequest) -> Iterator[Callable[..., Driver]]:
    made: list[Driver] = []

    def make(**options: object) -> Driver:
        made.append(request.param(**options))
        return made[-1]

    yield make
    for driver in made:
        driver.close()


@pytest.fixture
def driver(make_driver: Callable[..., Driver]) -> Driver:
    return make_driver()
