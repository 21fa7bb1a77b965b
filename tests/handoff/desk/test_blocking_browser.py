"""Blocking in a real Chromium: the counsellor's form, and the supervisor's page."""

import pytest
from playwright.async_api import Page, expect

from handoff.desk.account import Role
from tests.fakes.staffing import enrolled
from tests.handoff.desk.at_desk import TOO_WIDE
from tests.handoff.desk.conftest import EVERYWHERE, EYES, Place, serious, sign_in

pytestmark = pytest.mark.browser


@EVERYWHERE
async def test_a_counsellor_blocks_with_the_keyboard(page: Page, demo: Place) -> None:
    await enrolled(demo.desk.staff, "malee")
    conversation = await demo.counselling.arrive("ขู่จะทำร้าย")
    await demo.counselling.taken_by(conversation, "malee")
    await sign_in(page, demo)
    await page.goto(f"{demo.base}/desk/{conversation}")
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.focus("#block summary")
        await page.keyboard.press("Enter")
        await expect(page.locator("#block-reason")).to_be_focused()
        assert await serious(page) == []
        assert await page.evaluate(TOO_WIDE) <= 0
        await page.keyboard.press("Escape")
    await page.focus("#block summary")
    await page.keyboard.press("Enter")
    await page.select_option("#block-reason", "threats")
    await page.focus("#block-now")
    await page.keyboard.press("Enter")
    await expect(page.locator(".nothing .done")).to_be_visible()
    [(blocked, _)] = demo.counselling.blocked
    assert blocked == conversation


@EYES
async def test_a_supervisor_decides_and_lifts(
    page: Page, demo: Place, language: str, scheme: str
) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for hours, by in ((1, "ploy"), (72, "malee"), (168, "somchai")):
        await demo.desk.blocks.begin(designation=hours, reason="sexual", by=by, hours=hours)
    await enrolled(demo.desk.staff, "somchai", Role.SUPERVISOR)
    await sign_in(page, demo, "somchai")
    if language == "en":
        await page.click("header form button")
    await page.click(".places [href='/blocks']")
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.get_attribute("html", "lang") == language
        assert await serious(page) == []
        assert await page.evaluate(TOO_WIDE) <= 0
    await page.locator("[hx-post='/blocks/lengthen'] button").first.click()
    await expect(page.locator("#blocks .done")).to_be_focused()
    await expect(page.locator("[hx-post='/blocks/lengthen'] button")).to_have_count(0)
    assert await serious(page) == []
    for left in (2, 1, 0):
        await page.locator("[hx-post='/blocks/lift'] button").first.click()
        await expect(page.locator(".leaf")).to_have_count(left)
    assert await demo.desk.blocks.running() == ()
