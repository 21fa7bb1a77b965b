"""The closing form in a real Chromium: quick, kept while it is filled, and plain about what it counts."""

import pytest
from playwright.async_api import Page, expect

from bot.risk import Risk
from handoff.board import Told
from tests.handoff.desk.at_desk import ending, open_again, taking, talking, until_kept
from tests.handoff.desk.conftest import EVERYWHERE, Place, sign_in, spoken

pytestmark = pytest.mark.browser

KNOWN = Told("child", "12_13", "sextortion")


@EVERYWHERE
async def test_a_simple_contact_is_closed_with_one_command(page: Page, demo: Place) -> None:
    """What the bot learned answers the three questions; the counsellor looks and agrees."""
    conversation = await talking(page, demo, told=KNOWN, risk=Risk.CONCERN)
    await ending(page)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".done")).to_be_focused()
    [(closed, form)] = demo.counselling.closed
    assert closed == conversation
    assert (form.reason, form.risk, form.outcome) == (
        "violence.sexual_exploitation_online",
        "concern",
        "handed_over",
    )


@EVERYWHERE
async def test_three_answers_are_given_by_keyboard_alone(page: Page, demo: Place) -> None:
    await talking(page, demo)
    await ending(page)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#form-reason")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".done")).to_be_focused()
    [(_, form)] = demo.counselling.closed
    assert (form.risk, form.outcome) == ("concern", "information_only")


@EVERYWHERE
async def test_no_key_pressed_by_the_way_erases_a_conversation(page: Page, demo: Place) -> None:
    await talking(page, demo, told=KNOWN)
    await ending(page)
    for place in ("input[name=risk]:checked", "#form-outcome", "#form-reason"):
        await page.press(place, "Enter")
    await page.keyboard.press("Escape")
    await expect(page.locator("#closing")).to_be_visible()
    assert demo.counselling.closed == []


@EVERYWHERE
async def test_what_is_chosen_stays_through_switching_reload_and_sign_out(
    page: Page, demo: Place
) -> None:
    conversation = await talking(page, demo, told=KNOWN)
    await ending(page)
    await page.select_option("#form-outcome", "information_only")
    await page.check("input[name=risk][value=danger]")
    await page.click(".more summary")
    await page.select_option("#form-gender", "girl")
    await page.uncheck("input[name=online_harm][value=blackmail_sexual]")
    await page.check("input[name=referral][value=childline]")
    await until_kept(page)

    girl = demo.desk.codes.label("gender", "girl", await spoken(page)) or ""

    async def still_there() -> None:
        await expect(page.locator("#form-outcome")).to_have_value("information_only")
        await expect(page.locator("input[name=risk][value=danger]")).to_be_checked()
        await expect(page.locator("#form-gender")).to_be_visible()
        await expect(page.locator("#form-gender")).to_have_value("girl")
        await expect(page.locator("[value=blackmail_sexual]")).not_to_be_checked()
        await expect(page.locator("[name=referral][value=childline]")).to_be_checked()
        await expect(page.locator("#counted")).to_contain_text(girl)

    await page.reload()
    await still_there()
    await taking(page, demo)
    await open_again(page, conversation)
    await still_there()
    await page.click("#sign-out button")
    await page.wait_for_url(demo.base + "/")
    await sign_in(page, demo)
    await open_again(page, conversation)
    await still_there()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".done")).to_be_visible()
    [(_, form)] = demo.counselling.closed
    assert (form.outcome, form.risk, form.gender) == ("information_only", "danger", "girl")
    assert (form.online_harm, form.referral) == ((), ("childline",))
    await until_kept(page, 0)


@EVERYWHERE
async def test_what_the_counsellor_left_alone_stays_the_helplines_to_fill(
    page: Page, demo: Place
) -> None:
    """The child may say how it feels while the form is open."""
    conversation = await talking(page, demo, told=KNOWN)
    await ending(page)
    await page.select_option("#form-outcome", "information_only")
    demo.counselling.tells(conversation, Told("child", "12_13", "sextortion", felt="better"))
    await page.reload()
    await expect(page.locator("#form-outcome")).to_have_value("information_only")
    await expect(page.locator("#form-felt")).to_have_value("better")


async def test_exactly_the_counters_that_rise_are_shown_before_the_button(
    page: Page, demo: Place
) -> None:
    await talking(page, demo, told=KNOWN, risk=Risk.CONCERN)
    await page.click("header form button")
    await page.click("#mine a")
    await ending(page)
    shown = page.locator("#counted .counters div")
    await expect(page.locator("#counted")).to_contain_text("All contacts")
    before = await shown.count()
    await page.select_option("#form-outcome", "")
    await expect(shown).to_have_count(0)
    await page.select_option("#form-outcome", "handed_over")
    await expect(shown).to_have_count(before)
    await page.click(".more summary")
    await page.select_option("#form-platform", "tiktok")
    await expect(shown).to_have_count(before + 1)
    await page.check("[name=referral][value=childline]")
    await expect(shown).to_have_count(before + 2)
    pairs = {
        await one.locator("dt").inner_text(): await one.locator("dd").inner_text()
        for one in await shown.all()
    }
    assert pairs["Where it happened"] == "TikTok"
    assert pairs["Service suggested"] == "Childline"
    assert pairs["Risk"] == "Concern"
    assert "Gender" not in pairs
    assert "Gender" in await page.inner_text("#counted > p")
    button, summary = page.locator("#close"), page.locator("#counted")
    boxes = [await summary.bounding_box(), await button.bounding_box()]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] < boxes[1]["y"]


@EVERYWHERE
async def test_the_button_works_while_the_summary_is_still_on_its_way(
    page: Page, demo: Place
) -> None:
    """Whoever answers the last question and presses at once is not made to press again."""
    await talking(page, demo, told=KNOWN)
    await ending(page)
    held = page.expect_request("**/counted")
    await page.route("**/counted", lambda _: None)
    async with held:
        await page.select_option("#form-outcome", "information_only")
    await expect(page.locator("#close")).to_be_enabled()
    await page.click("#close")
    await expect(page.locator(".done")).to_be_visible()
    [(_, form)] = demo.counselling.closed
    assert form.outcome == "information_only"
