"""System notifications, in the whole Chromium: the one without a window grants nobody any."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.risk import Risk
from tests.conftest import WHOLE, launched
from tests.handoff.desk.at_desk import KEEPS_NOTICES, at_the_desk, is_quiet
from tests.handoff.desk.conftest import EVERYWHERE, Place, said

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with launched(WHOLE) as browser:
        yield browser


@EVERYWHERE
async def test_the_bell_rings_until_somebody_is_back_and_says_nothing_of_the_child(
    page: Page, demo: Place
) -> None:
    """Also while the page is in front; a system notification only where it was wished for."""
    await page.context.grant_permissions(["notifications"], origin=demo.base)
    await page.add_init_script(KEEPS_NOTICES)
    await at_the_desk(page, demo)
    await page.click("#duty-button")
    await expect(page.locator("#duty .state.on")).to_be_visible()
    await page.click("#bell summary")
    await page.check("#bell-notice")
    await is_quiet(page)
    conversation = await demo.counselling.arrive("ช่วยหนูด้วย", risk=Risk.DANGER)
    await expect(page.locator("#bell.ringing #bell-text")).to_have_text(
        await said(page, demo, "bell.danger")
    )
    [told] = await page.evaluate("window.told")
    assert "ช่วยหนูด้วย" not in told
    assert await said(page, demo, "title") in told
    await page.keyboard.press("Shift")
    await is_quiet(page)
    await page.click(f"#take-{conversation}")
    await page.goto(f"{demo.base}/desk")
    await expect(page.locator("#bell-notice")).to_be_checked()
    await demo.counselling.child_says(conversation, "อยู่ไหม")
    await expect(page.locator("#bell.ringing #bell-text")).to_have_text(
        await said(page, demo, "bell.unread")
    )
