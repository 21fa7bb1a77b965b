"""One helpline and one browser for all journeys; each child and each counsellor has its own profile.

What a journey began is given up when it ends, so that the next one finds an empty queue.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    expect,
)

from tests.conftest import PATIENCE_MS
from tests.journeys.installation import Installation, installed
from tests.journeys.people import Child, Counsellor, join, sign_in
from tests.journeys.watch import Watch


@dataclass
class Journey:
    """Who is on the way: opens browsers for people and watches over them."""

    installation: Installation
    browser: Browser
    staff: dict[str, StorageState]
    watch: Watch
    stack: AsyncExitStack
    children: list[Child] = field(default_factory=list)
    counsellors: list[Counsellor] = field(default_factory=list)

    async def child(self, language: str = "th", **look: Any) -> Child:  # noqa: ANN401 - any option
        """Open the chat on a phone."""
        locale = {"th": "th-TH", "en": "en-GB"}[language]
        phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": locale}
        page = await self._page(**phone | look)
        await page.goto(self.installation.chat)
        self.children.append(Child(page))
        return self.children[-1]

    async def counsellor(self, language: str = "th") -> Counsellor:
        """Sit down at the desk, on duty."""
        counsellor = Counsellor(await self._desk("demo-counsellor", language, "/desk"))
        self.counsellors.append(counsellor)
        await counsellor.on_duty()
        return counsellor

    async def supervisor(
        self, path: str = "/board", *, language: str = "th", width: int = 1280
    ) -> Page:
        """Open the board, or another page."""
        return await self._desk("demo-supervisor", language, path, width)

    async def _desk(self, name: str, language: str, path: str, width: int = 1280) -> Page:
        page = await self._page(
            viewport={"width": width, "height": 800}, storage_state=self.staff[name]
        )
        await page.goto(self.installation.desk + path)
        if await page.get_attribute("html", "lang") != language:
            await page.locator("form[action='/language'] button").click()
        await expect(page.locator(f"html[lang={language}]")).to_have_count(1)
        return page

    async def _page(self, **look: Any) -> Page:  # noqa: ANN401 - any option
        # Without motion: in the middle of a fade no colour is what it will be.
        context = await self.browser.new_context(reduced_motion="reduce", **look)
        self.stack.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE_MS)
        await self.watch.over(context)
        return await context.new_page()

    async def give_up(self) -> None:
        """Let every child that still has a page leave, and close what is held."""
        for child in self.children:
            if await child.page.locator("#exit").is_visible():
                await child.exit()
        for counsellor in self.counsellors:
            await counsellor.finish()


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    with installed() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def staff(installation: Installation, chromium: Browser) -> dict[str, StorageState]:
    """The demo staff, enrolled by their one-time links and signed in, as their browsers keep it."""
    kept = {}
    for name, link in installation.links.items():
        context: BrowserContext = await chromium.new_context()
        page = await context.new_page()
        await sign_in(page, name, await join(page, link))
        kept[name] = await context.storage_state()
        await context.close()
    return kept


@pytest_asyncio.fixture(loop_scope="session")
async def journey(
    installation: Installation, browser: Browser, staff: dict[str, StorageState]
) -> AsyncIterator[Journey]:
    """A journey that fails when a page asked elsewhere, complained, or put up a barrier."""
    async with AsyncExitStack() as stack:
        journey = Journey(installation, browser, staff, Watch(installation.origins), stack)
        yield journey
        await journey.give_up()
    assert journey.watch.found() == ([], [], {})
