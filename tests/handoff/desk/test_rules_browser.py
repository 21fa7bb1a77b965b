"""Opening hours in a real Chromium: set, told at once what a child reads, mended where wrong."""

from datetime import date

import pytest
from playwright.async_api import Page, expect

from bot.hours import Holiday, OpeningHours, read_spans
from handoff.desk.account import Role
from tests.fakes.staffing import enrolled
from tests.handoff.desk.at_desk import TOO_WIDE
from tests.handoff.desk.conftest import EVERYWHERE, EYES, Place, serious, sign_in

pytestmark = pytest.mark.browser

HOURS = OpeningHours(
    {0: read_spans("9-12, 16-22"), 4: read_spans("20-2")},
    {date(2027, 4, 13): Holiday({"th": "วันสงกรานต์", "en": "Songkran"})},
)


async def at_the_rules(page: Page, place: Place, language: str = "th") -> None:
    await enrolled(place.desk.staff, "somchai", Role.SUPERVISOR)
    await sign_in(page, place, "somchai")
    if language == "en":
        await page.click("header form button")
    await page.click(".places [href='/rules']")


@EVERYWHERE
async def test_a_supervisor_sees_the_words_while_typing_and_sets_them(
    page: Page, demo: Place
) -> None:
    await at_the_rules(page, demo)
    await page.fill("#day_tue", "16-22")
    await page.press("#day_tue", "Tab")
    await expect(page.locator("#told")).to_contain_text("tomorrow from 16:00")
    await page.fill("#day_wed", "late")
    await page.press("#day_wed", "Enter")
    await expect(page.locator("#day_wed-wrong")).to_be_visible()
    await expect(page.locator("#rules .notice")).to_be_focused()
    await expect(page.locator("#day_tue")).to_have_value("16-22")
    assert await serious(page) == []
    await page.fill("#day_wed", "")
    await page.click("#save")
    await expect(page.locator("#rules .done")).to_be_focused()
    await expect(page.locator("#day_tue")).to_have_value("16:00-22:00")
    assert (await demo.desk.rules.hours()).week == {1: read_spans("16-22")}


@EYES
async def test_axe_finds_nothing_serious(
    page: Page, demo: Place, language: str, scheme: str
) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await demo.desk.rules.set_hours(HOURS, after=0)
    await at_the_rules(page, demo, language)
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.get_attribute("html", "lang") == language
        assert await serious(page) == []
        assert await page.evaluate(TOO_WIDE) <= 0
