"""What is edited on pages: hours, ready replies, reviewed texts, blocks; all of it in the audit log."""

import re

import pytest
from playwright.async_api import expect

from handoff.audit import Deed
from handoff.conversation import State
from tests.shifts.shift import Seat, Shift

pytestmark = pytest.mark.browser


async def is_written_down(seat: Seat, deed: Deed, by: str = "somchai") -> None:
    """Look it up in the audit log."""
    await seat.goes_to("/audit")
    rows = seat.see("#audit tbody tr", saying=seat.say(f"audit.deeds.{deed}"))
    await expect(rows.first).to_contain_text(by)


async def test_opening_hours_are_told_as_they_are_typed_and_set(shift: Shift) -> None:
    somchai = await shift.supervisor("/rules")
    await somchai.page.fill("#day_tue", "16-22")
    await somchai.page.press("#day_tue", "Tab")
    await expect(somchai.see("#told")).to_contain_text("16:00")
    await somchai.page.fill("#day_wed", "late")
    await somchai.page.click("#save")
    await expect(somchai.see("#day_wed-wrong")).to_be_visible()
    await expect(somchai.see("#day_tue")).to_have_value("16-22")
    await somchai.fits()
    await somchai.page.fill("#day_wed", "")
    await somchai.page.fill("#date-0", "2027-04-13")
    await somchai.page.fill("#th-0", "วันสงกรานต์")
    await somchai.page.fill("#en-0", "Songkran")
    await somchai.page.click("#save")
    await expect(somchai.see("#rules .done")).to_have_text(somchai.say("rules.done"))
    hours = await shift.house.rules.hours()
    assert list(hours.week) == [1]
    assert len(hours.holidays) == 1
    await is_written_down(somchai, Deed.HOURS_SET)


async def test_a_reply_of_ones_own_is_offered_at_once(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai", language="th")
    await malee.takes(conversation)
    page = await malee.beside()
    await page.goes_to("/replies")
    form = page.see("#reply-own-new")
    await form.locator("summary").click()
    await page.page.fill("#reply-own-new-shortcut", "หายใจ")
    await page.page.fill("#reply-own-new-title_th", "หายใจ")
    await page.page.fill("#reply-own-new-text_th", "ค่อย ๆ หายใจนะ")
    await page.fits()
    await form.locator("button.main").click()
    await expect(page.see("#own-list article")).to_have_count(1)
    await malee.page.press("#text", "/")
    await malee.page.keyboard.type("หายใจ")
    await expect(malee.see("#reply-list li:visible")).to_have_count(1)
    await malee.page.keyboard.press("Enter")
    await malee.page.press("#text", "Enter")
    await shift.hears("kai", "ค่อย ๆ หายใจนะ")


async def test_a_shared_reply_with_a_detail_is_refused_and_mended(shift: Shift) -> None:
    somchai = await shift.supervisor("/replies")
    form = somchai.see("#reply-shared-new")
    await form.locator("summary").first.click()
    fields = {"shortcut": "new", "title_th": "ก", "title_en": "a", "text_en": "Breathe."}
    for name, text in fields.items():
        await somchai.page.fill(f"#reply-shared-new-{name}", text)
    await somchai.page.fill("#reply-shared-new-text_th", "โทร 081-234-5678")
    await form.locator("button.main").click()
    await expect(somchai.see("#reply-shared-new-text_th-wrong")).to_be_visible()
    await somchai.page.fill("#reply-shared-new-text_th", "หายใจนะ")
    await form.locator("button.main").click()
    await expect(somchai.see("#shared-list article").last).to_contain_text("/new")
    await somchai.fits()
    await is_written_down(somchai, Deed.REPLY_WRITTEN)


async def test_a_text_is_marked_as_reviewed(shift: Shift) -> None:
    """Thai and English beside each other, above each other on a phone; by whom and when."""
    somchai = await shift.supervisor("/texts?group=cards/online")
    card = somchai.see("#entry-cards-sextortion")
    sides = [await card.locator("dd").nth(place).bounding_box() for place in (0, 1)]
    assert sides[0]
    assert sides[1]
    assert (sides[0]["y"] < sides[1]["y"] - 4) is shift.view.is_phone
    await card.locator("button").click()
    await expect(card).to_have_class(re.compile("reviewed"))
    await expect(card.locator(".standing")).to_contain_text("somchai")
    await somchai.fits()
    await is_written_down(somchai, Deed.REVIEWED)


async def test_a_long_block_needs_a_second_person_and_leaves_the_emergency_numbers(
    shift: Shift,
) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await malee.page.click("#block summary")
    await malee.page.select_option("#block-reason", "threats")
    await malee.page.select_option("#block-hours", "72")
    await malee.fits()
    await malee.page.click("#block-now")
    await expect(malee.see("#pane .done")).to_have_text(malee.say("left.blocked"))
    await shift.comes_to(conversation, State.BLOCKED)
    await shift.hears("kai", "191")
    shift.house.channel.carried["kai"].clear()
    await shift.child("kai", "ฮัลโหล")
    await shift.hears("kai", "191")

    somchai = await shift.supervisor("/blocks")
    length = somchai.say("block.for.72")
    asks = somchai.say("blocks.asks", by="malee", length=length)
    await expect(somchai.see(".leaf .asks")).to_have_text(asks)
    await somchai.fits()
    await somchai.page.click("[hx-post='/blocks/lengthen'] button")
    await expect(somchai.see("#blocks .done")).to_be_visible()
    await expect(somchai.see(".leaf .asks")).to_have_count(0)
    await somchai.page.click("[hx-post='/blocks/lift'] button")
    await expect(somchai.see(".leaf")).to_have_count(0)
    for deed, by in (
        (Deed.BLOCKED, "malee"),
        (Deed.BLOCK_LENGTHENED, "somchai"),
        (Deed.BLOCK_LIFTED, "somchai"),
    ):
        await is_written_down(somchai, deed, by)
