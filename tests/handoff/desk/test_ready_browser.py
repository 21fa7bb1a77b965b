"""Ready replies in a real Chromium: written on their page, and in the composer at once."""

import pytest
from playwright.async_api import Page, expect

from handoff.desk.account import Role
from tests.fakes.staffing import enrolled
from tests.handoff.desk.at_desk import TOO_WIDE
from tests.handoff.desk.conftest import EYES, WIDE, Place, serious, sign_in

pytestmark = pytest.mark.browser


async def write(page: Page, kind: str, **fields: str) -> None:
    form = page.locator(f"#reply-{kind}-new")
    await form.locator("summary").click()
    for name, text in fields.items():
        await form.locator(f"[name={name}]").fill(text)
    await form.locator("button.main").click()


@WIDE
async def test_a_counsellor_writes_one_beside_an_open_conversation(page: Page, demo: Place) -> None:
    """The composer that is open already offers it when it is looked for."""
    await enrolled(demo.desk.staff, "malee")
    conversation = await demo.counselling.arrive("สวัสดี")
    await demo.counselling.taken_by(conversation, "malee")
    await sign_in(page, demo)
    await page.goto(f"{demo.base}/desk/{conversation}")
    async with page.context.expect_page() as opened:
        await page.click(".places [href='/replies']")
    beside = await opened.value
    await write(beside, "own", shortcut="หายใจ", title_th="หายใจ", text_th="ค่อย ๆ หายใจนะ")
    await expect(beside.locator("#reply-own-new .done")).to_be_focused()
    await expect(beside.locator("#own-list article")).to_have_count(1)

    await page.focus("#text")
    await page.keyboard.type("/")
    await expect(page.locator("#reply-find")).to_be_focused()
    await expect(page.locator("#reply-list [data-find*='หายใจ']")).to_be_visible()
    await page.keyboard.type("หายใจ")
    await expect(page.locator("#reply-list li:visible")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_have_value("ค่อย ๆ หายใจนะ")

    await beside.locator("#own-list [hx-post='/replies/own/remove'] button").click()
    await expect(beside.locator("#own-list .done")).to_be_focused()
    await beside.close()


@EYES
async def test_a_supervisor_mends_what_is_wrong_and_axe_finds_nothing(
    page: Page, demo: Place, language: str, scheme: str
) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await enrolled(demo.desk.staff, "somchai", Role.SUPERVISOR)
    await demo.desk.replies.hide("greeting")
    await sign_in(page, demo, "somchai")
    if language == "en":
        await page.click("header form button")
    await page.goto(f"{demo.base}/replies")
    fields = {"title_th": "ก", "title_en": "a", "text_th": "โทร 081-234-5678", "text_en": "b"}
    await write(page, "shared", shortcut="new", **fields)
    await expect(page.locator("#reply-shared-new .notice")).to_be_focused()
    await expect(page.locator("#reply-shared-new-text_th")).to_have_value("โทร 081-234-5678")
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.get_attribute("html", "lang") == language
        assert await serious(page) == []
        assert await page.evaluate(TOO_WIDE) <= 0
    await page.fill("#reply-shared-new-text_th", "หายใจนะ")
    await page.locator("#reply-shared-new button.main").click()
    await expect(page.locator("#reply-shared-new .done")).to_be_focused()
    await expect(page.locator("#shared-list article").last).to_contain_text("/new")

    thanks = page.locator("#reply-shared-thanks")
    await thanks.locator("summary").click()
    await thanks.locator("[name=text_en]").fill("Thanks for telling.")
    await thanks.locator("button.main").click()
    await expect(thanks.locator(".done")).to_be_focused()
    await thanks.locator("[hx-post='/replies/shared/restore'] button").click()
    await expect(thanks.locator(".tag")).to_have_count(0)
    await page.locator("#reply-shared-greeting [hx-post='/replies/shared/restore'] button").click()
    await expect(page.locator("#reply-shared-greeting .tag")).to_have_count(0)
    assert await serious(page) == []
