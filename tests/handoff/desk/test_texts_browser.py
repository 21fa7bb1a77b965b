"""The page of texts in a real Chromium: two languages side by side, and a mark by one button."""

import re
from dataclasses import replace
from datetime import date

import pytest
from playwright.async_api import Page, expect

from handoff.desk.account import Role
from tests.fakes.staffing import enrolled
from tests.handoff.desk.at_desk import TOO_WIDE
from tests.handoff.desk.conftest import EYES, Place, serious, sign_in

pytestmark = pytest.mark.browser


async def at_the_texts(page: Page, place: Place) -> None:
    await page.set_viewport_size({"width": 1280, "height": 900})
    await enrolled(place.desk.staff, "somchai", Role.SUPERVISOR)
    await sign_in(page, place, "somchai")


async def test_a_supervisor_marks_a_text_and_takes_it_back(page: Page, demo: Place) -> None:
    await at_the_texts(page, demo)
    await page.goto(f"{demo.base}/texts?group=cards/online&show=review")
    card = page.locator("#entry-cards-sextortion")
    total = len(demo.desk.readables) + len(await demo.desk.replies.visible())
    before = int(await page.inner_text("#left-cards-online [aria-hidden]"))

    await card.locator("button").click()
    await expect(card).to_have_class(re.compile("reviewed"))
    await expect(card.locator(".standing")).to_contain_text("somchai")
    await expect(card.locator(".standing")).to_be_focused()
    await expect(page.locator("#left-cards-online [aria-hidden]")).to_have_text(str(before - 1))
    await expect(page.locator("#texts-count")).to_contain_text(str(total - 1))
    await page.reload()
    await expect(card).to_have_count(0)

    await page.click(".show a >> nth=0")
    await card.locator("button").click()
    await expect(card).to_have_class(re.compile("never"))
    assert demo.desk.reviews.read() == {}


async def test_thai_stands_beside_english_and_on_a_phone_above_it(page: Page, demo: Place) -> None:
    await at_the_texts(page, demo)
    await page.goto(f"{demo.base}/texts?group=cards/online")
    sides = page.locator("#entry-cards-sextortion dd")
    for width, beside in ((1280, True), (390, False)):
        await page.set_viewport_size({"width": width, "height": 844})
        thai, english = [await sides.nth(place).bounding_box() for place in (0, 1)]
        assert thai
        assert english
        assert (abs(thai["y"] - english["y"]) < 4) is beside
        assert (thai["x"] + thai["width"] <= english["x"]) is beside
        assert await page.evaluate(TOO_WIDE) <= 0


async def test_a_text_that_changed_meanwhile_is_refused_where_one_looks(
    page: Page, demo: Place
) -> None:
    await at_the_texts(page, demo)
    await page.goto(f"{demo.base}/texts?group=cards/online")
    last = page.locator("article").last
    await last.locator("[name=digest]").evaluate("field => { field.value = 'other'; }")
    await last.locator("button").click()
    await expect(page.locator("#notice .notice")).to_be_in_viewport()
    assert demo.desk.reviews.read() == {}


async def test_the_desk_stays_open_beside_the_texts(page: Page, demo: Place) -> None:
    """Whoever leaves the desk is no longer there for the children who wait."""
    await enrolled(demo.desk.staff, "malee")
    await sign_in(page, demo)
    async with page.context.expect_page() as opened:
        await page.click(".places [href='/texts']")
    texts = await opened.value
    await expect(texts.locator("article").first).to_be_visible()
    await expect(texts.locator("article button")).to_have_count(0)
    assert page.url.endswith("/desk")


@EYES
async def test_axe_finds_nothing_serious(
    page: Page, demo: Place, language: str, scheme: str
) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    first, second, *_ = (one for one in demo.desk.readables if one.group == "services/emergency")
    for one in (first, replace(second, parts=())):
        demo.desk.reviews.mark(one, on=date(2026, 9, 1), by="ploy")
    await at_the_texts(page, demo)
    if language == "en":
        await page.click("header form button")
    await page.goto(f"{demo.base}/texts?group=services/emergency")
    for state in ("reviewed", "changed"):
        await expect(page.locator(f".entry.{state}")).to_have_count(1)
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.get_attribute("html", "lang") == language
        assert await serious(page) == []
        assert await page.evaluate(TOO_WIDE) <= 0
