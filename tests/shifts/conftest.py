"""Every scenario of the desk is played in both languages, on a desk and on a phone.

One browser serves them all; each scenario has a helpline, a store and people of its own.
"""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from redis.asyncio import Redis

from operation.valkey import ValkeyPlace
from tests.conftest import emptied, in_one_loop
from tests.handoff.house import Mind
from tests.shifts.shift import Shift, View, begun

VIEWS = [View(language, width) for language in ("th", "en") for width in (1280, 390)]


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    in_one_loop(items, Path(__file__).parent)


@pytest.fixture(scope="session")
def mind() -> Mind:
    return Mind.load()


@pytest_asyncio.fixture(loop_scope="session")
async def redis(valkey: ValkeyPlace) -> AsyncIterator[Redis]:
    async with emptied(valkey) as client:
        yield client


@pytest.fixture(params=VIEWS, ids=lambda view: f"{view.language}-{view.width}")
def view(request: pytest.FixtureRequest) -> View:
    view: View = request.param
    return view


@pytest_asyncio.fixture(loop_scope="session")
async def shift(
    redis: Redis, tmp_path: Path, mind: Mind, browser: Browser, view: View
) -> AsyncIterator[Shift]:
    async with begun(redis, tmp_path, mind, browser, view) as shift:
        yield shift
