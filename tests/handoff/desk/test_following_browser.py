"""A supervisor reads along, whispers and takes over, in a real Chromium; both sides see what happens."""

import pytest
from playwright.async_api import Browser, Page, expect

from handoff.board import Destination
from handoff.conversation import State
from handoff.desk.account import Role
from handoff.supervision import Reason
from tests.fakes.staffing import enrolled
from tests.handoff.desk.at_desk import talking
from tests.handoff.desk.conftest import Place, serious, sign_in, speaking
from tests.handoff.desk.test_access_browser import WIDTHS

pytestmark = pytest.mark.browser

LEADER = "somchai"


async def reading_along(page: Page, place: Place) -> str:
    """Sign a supervisor in who reads along with malee; return the conversation."""
    await enrolled(place.desk.staff, LEADER, Role.SUPERVISOR)
    conversation = await place.counselling.arrive("คำแรก")
    await place.counselling.claim(conversation, "malee")
    await sign_in(page, place, LEADER)
    await place.counselling.follow(conversation, LEADER, Reason.ASKED)
    await page.goto(f"{place.base}/desk/{conversation}")
    return conversation


@pytest.mark.parametrize("size", WIDTHS, ids=str)
@pytest.mark.parametrize("language", ["th", "en"])
async def test_from_the_board_to_a_whisper_and_on_in_the_place_of_the_counsellor(
    page: Page, browser: Browser, demo: Place, language: str, size: tuple[int, int]
) -> None:
    say, width = demo.desk.words, {"width": size[0], "height": size[1]}
    other = await (await browser.new_context(viewport=width)).new_page()  # type: ignore[arg-type]
    conversation = await talking(other, demo)
    await demo.counselling.set_duty("malee", on=True)
    await enrolled(demo.desk.staff, LEADER, Role.SUPERVISOR)
    await page.set_viewport_size(width)  # type: ignore[arg-type]
    await page.goto(f"{demo.base}/")
    await speaking(page, language)
    await sign_in(page, demo, LEADER)
    await page.goto(f"{demo.base}/board/of/malee")
    await page.select_option(f"#reason-{conversation}", Reason.TRAINING)
    await page.click(f"#follow-{conversation}")
    await expect(page.locator("#following")).to_contain_text("malee")
    assert await serious(page) == []
    await expect(other.locator("#about .followed")).to_contain_text(LEADER)
    await demo.counselling.child_says(conversation, "คำที่สอง")
    await expect(page.locator(".line .text").last).to_have_text("คำที่สอง")
    await page.fill("#note-text", "ถามอายุน้องด้วยนะ")
    await page.click("#note .keep")
    await expect(other.locator(".line.note")).to_contain_text("ถามอายุน้องด้วยนะ")
    assert demo.counselling.said(conversation) == []
    await page.click("#take-over")
    await expect(page.locator("#text")).to_be_visible()
    gone = say["desk.pane.elsewhere"]
    await expect(other.locator("#pane-notice")).to_have_text(gone["th"])
    await expect(other.locator(".line[data-seq]")).to_have_count(0)


async def test_who_reads_along_is_told_when_the_conversation_leaves_its_counsellor(
    page: Page, demo: Place
) -> None:
    conversation = await reading_along(page, demo)
    await expect(page.locator(".line .text")).to_have_text("คำแรก")
    await demo.counselling.transfer(conversation, "malee", Destination(colleague="anan"))
    gone = demo.desk.words["desk.pane.elsewhere"]["th"]
    await expect(page.locator("#pane-notice")).to_have_text(gone)
    await expect(page.locator(".line[data-seq]")).to_have_count(0)
    await expect(page.locator("#take-over")).to_be_disabled()


async def test_who_reads_along_sees_that_the_child_has_left(page: Page, demo: Place) -> None:
    conversation = await reading_along(page, demo)
    await demo.counselling.child_leaves(conversation)
    await expect(page.locator("#about [data-left]")).to_be_visible()


async def test_who_reads_along_keeps_its_page_while_the_counsellor_fills_in_the_form(
    page: Page, demo: Place
) -> None:
    conversation = await reading_along(page, demo)
    await page.fill("#note-text", "ยังไม่เสร็จ")
    await demo.counselling.end(conversation, "malee")
    await demo.counselling.child_leaves(conversation)
    await expect(page.locator("#about [data-left]")).to_be_visible()
    assert demo.counselling.state(conversation) is State.CLOSING
    assert await page.input_value("#note-text") == "ยังไม่เสร็จ"
