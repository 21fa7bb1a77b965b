"""What a child has chosen to show, covered again on its counsellor's screen, in a real Chromium."""

import pytest
from playwright.async_api import Page, expect

from tests.handoff.desk.at_desk import talking
from tests.handoff.desk.conftest import EVERYWHERE, Place, said

pytestmark = pytest.mark.browser


@EVERYWHERE
async def test_what_was_shown_is_covered_and_uncovered_again(page: Page, demo: Place) -> None:
    """Through reload too, on this screen only; somebody may stand behind."""
    conversation = await talking(page, demo)
    line = await demo.counselling.child_says(conversation, "เบอร์ ▮▮▮", masked=1)
    shown = page.locator(f"#line-{line.id}")
    await expect(shown.locator(".mask")).to_be_visible()
    await expect(shown.locator("[data-cover]")).to_have_count(0)
    await demo.counselling.child_shows(conversation, line.id, "เบอร์ 0812345678")
    await expect(shown.locator(".text")).to_have_text("เบอร์ 0812345678")
    button = shown.locator("[data-cover]")
    await button.click()
    await expect(shown.locator(".text")).to_have_css("visibility", "hidden")
    await expect(button).to_have_text(await said(page, demo, "line.uncover"))
    await expect(button).to_be_focused()
    await demo.counselling.child_says(conversation, "อยู่ไหม")
    await expect(page.locator(".line.child")).to_have_count(3)
    await expect(shown.locator(".text")).to_have_css("visibility", "hidden")
    await page.reload()
    await expect(shown.locator(".text")).to_have_css("visibility", "hidden")
    await button.click()
    await expect(shown.locator(".text")).to_have_css("visibility", "visible")


@EVERYWHERE
async def test_one_key_covers_everything_at_once(page: Page, demo: Place) -> None:
    conversation = await talking(page, demo)
    for number in range(2):
        line = await demo.counselling.child_says(conversation, "▮▮▮", masked=1)
        await demo.counselling.child_shows(conversation, line.id, f"secret {number}")
    await expect(page.locator("[data-cover]")).to_have_count(2)
    await page.keyboard.press("Alt+h")
    await expect(page.locator(".line.covered")).to_have_count(2)
    await expect(page.locator(".line.child .text").first).to_have_css("visibility", "visible")
    await page.focus("#scroll")
    await page.keyboard.press("h")
    await expect(page.locator(".line.covered")).to_have_count(0)
