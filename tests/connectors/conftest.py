"""One browser for each module that drives one; every test has a profile of its own in it."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.conftest import launched
from tests.connectors.screens import OpenScreen, open_screen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for the module; every test has a profile of its own in it."""
    async with launched() as browser:
        yield browser


@pytest.fixture
def screen(browser: Browser) -> OpenScreen:
    return partial(open_screen, browser)
