"""Fixtures for the whole suite: a real Valkey for each session, emptied for each test, and a browser.

Tests that drive the browser run in one event loop, the one it lives in (`in_one_loop`).
"""

import asyncio
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect
from redis.asyncio import Redis

from handoff.together import SENDING
from operation.valkey import ValkeyPlace

WINDOWLESS, WHOLE = "chromium-headless-shell", "chromium"
"""Without windows a page opens in a third of the time; notifications need the whole browser."""
PATIENCE_MS = 90_000
"""How long an expectation is waited for: a killed process starts again on a busy machine."""


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyPlace]:
    """One real, embedded server for the session."""
    with tempfile.TemporaryDirectory(prefix="helpline-") as folder:
        place = ValkeyPlace(Path(folder) / "store", Path(folder) / "v.sock")
        place.prepare()
        process = subprocess.Popen(place.command(), stdout=subprocess.DEVNULL)
        while not place.socket.exists() and process.poll() is None:
            time.sleep(0.01)
        yield place
        process.terminate()
        process.wait()


@pytest.fixture
async def redis(valkey: ValkeyPlace) -> AsyncIterator[Redis]:
    """A client of the session's server, which is emptied first."""
    async with emptied(valkey) as client:
        yield client


@asynccontextmanager
async def emptied(valkey: ValkeyPlace) -> AsyncIterator[Redis]:
    """Be a client of a server that is emptied first.

    What was asked of it is answered before it closes: a command whose asker has gone would open a
    connection after that.
    """
    async with Redis.from_url(valkey.url) as client:
        await client.flushall()
        yield client
        if under_way := [task for task in asyncio.all_tasks() if task.get_name() == SENDING]:
            await asyncio.wait(under_way)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One real browser for the session."""
    expect.set_options(timeout=PATIENCE_MS)
    async with launched() as browser:
        yield browser


def path_of(browser: str) -> str:
    """Return where a browser is; the whole one does for that without windows."""
    return shutil.which(browser) or shutil.which(WHOLE) or browser


@asynccontextmanager
async def launched(which: str = WINDOWLESS) -> AsyncIterator[Browser]:
    """Run a real browser while the block lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path_of(which), args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """The browser, in which everything that a test has opened is closed afterwards."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


def in_one_loop(items: Iterable[pytest.Item], folder: Path) -> None:
    """Run the tests of a folder in the loop of the browser; their async fixtures must live there."""
    for item in items:
        if item.path.is_relative_to(folder) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
