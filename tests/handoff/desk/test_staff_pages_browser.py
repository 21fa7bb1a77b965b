"""The pages of staff in a real Chromium: both languages, both widths, by keyboard, nothing serious for axe."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from handoff.desk.account import Role
from handoff.desk.session import FRESH_MS
from tests.fakes.staffing import PASSWORD, enrolled
from tests.handoff.desk.conftest import EVERYWHERE, EYES, Place, said, serious, sign_in

pytestmark = pytest.mark.browser


async def leading(page: Page, place: Place, role: Role = Role.OPERATOR) -> None:
    """Sign an operator in, with a colleague of every kind."""
    staff = place.desk.staff
    await enrolled(staff, "malee")
    await staff.able("malee", ("th", "en"), ("sextortion", "suicide"))
    await staff.invite("nong", Role.COUNSELLOR, ("th",))
    await enrolled(staff, "anong", Role.SUPERVISOR)
    await enrolled(staff, "preecha", role)
    await enrolled(staff, "wichai")
    await staff.disable("wichai")
    await sign_in(page, place, "preecha")


@EVERYWHERE
async def test_an_invitation_from_the_form_to_the_copied_link(page: Page, demo: Place) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await leading(page, demo, Role.SUPERVISOR)
    await page.goto(f"{demo.base}/staff")
    await page.click(".invite summary")
    await page.fill("#name", "somjai")
    await expect(page.locator("#role option")).to_have_count(1)
    await page.check(".invite [value=legal]")
    await page.press("#name", "Enter")
    await expect(page.locator("#link-heading")).to_be_focused()
    await page.click("[data-copy]")
    await expect(page.locator("#link-copied")).to_have_text(await said(page, demo, "roster.copied"))
    link = await page.inner_text("#link")
    assert re.fullmatch(rf"{demo.base}/join/[\w-]{{43}}", link)
    await expect(page.locator("#account-somjai")).to_contain_text(
        await said(page, demo, "skill_legal")
    )
    await page.goto(f"{demo.base}/staff")
    assert link not in await page.content()


@EVERYWHERE
async def test_disabling_asks_for_proof_and_goes_on(page: Page, demo: Place) -> None:
    await leading(page, demo)
    await page.goto(f"{demo.base}/staff")
    demo.clock.now += FRESH_MS
    await page.click("#account-anong summary")
    await page.click("#account-anong .grave")
    assert await serious(page) == []
    await page.fill("#password", PASSWORD)
    await page.fill("#code", (await demo.desk.staff.demo_codes())["preecha"])
    await page.press("#code", "Enter")
    await expect(page.locator("#done")).to_contain_text("anong")
    await expect(page.locator("#account-anong.disabled")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
@EYES
async def test_the_pages_fit_and_axe_finds_nothing_serious(
    browser: Browser, demo: Place, width: int, language: str, scheme: str
) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = await context.new_page()
    await leading(page, demo)
    if language == "en":
        await page.click(".bar form[action='/language'] button")
    for path in ("/staff", "/account", "/prove?to=/staff"):
        await page.goto(demo.base + path)
        for summary in await page.locator("#account-malee summary, .invite summary").all():
            await summary.click()
        assert await serious(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        if folder := os.environ.get("SHOTS"):
            name = f"{path[1:6]}-{width}-{language}-{scheme}.png"
            await page.screenshot(path=Path(folder) / name, full_page=True)
    await context.close()
