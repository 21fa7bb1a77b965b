"""What a child keeps to itself, what reaches it from the desk, and what never does."""

import pytest
from playwright.async_api import expect

from connectors.base import Kind
from tests.shifts.shift import Shift

pytestmark = pytest.mark.browser


async def test_a_child_is_asked_to_show_what_is_hidden_and_decides(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await shift.child("kai", "โทรหาหนูที่ 081-234-5678 นะ")
    line = malee.see(".line.child", having=".mask")
    await expect(line).to_contain_text(malee.say("line.masked_count", count=1))
    assert "5678" not in await malee.page.content()
    await line.get_by_role("button", name=malee.say("line.ask")).click()
    await expect(line).to_contain_text(malee.say("line.asked"))
    await shift.hears("kai", shift.told("notice.asked_to_see"))
    asked = shift.house.channel.carried["kai"][-1]
    await shift.house.tap("kai", asked.buttons[0].key)
    shown = malee.see(".line.child", having=".mark.shown")
    await expect(shown.locator(".text")).to_have_text("โทรหาหนูที่ 081-234-5678 นะ")
    await shown.locator("[data-cover]").click()
    await expect(shown.locator(".text")).to_have_css("visibility", "hidden")
    await malee.fits()


async def test_a_picture_is_only_a_word(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await shift.house.child("kai", "picture", kind=Kind.MEDIA, settle=False)
    await shift.hears("kai", shift.told("notice.media_with_counsellor"))
    await expect(malee.see(".line.child .text").last).to_contain_text(
        shift.told("notice.sent.picture")
    )
    await expect(malee.see("#lines img, #lines video, #lines a")).to_have_count(0)


async def test_a_note_can_never_reach_the_child(shift: Shift) -> None:
    """Another box, another colour, another command."""
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await malee.page.click("#note-box summary")
    await malee.page.fill("#note-text", "ถามอายุก่อน")
    await malee.page.press("#note-text", "Control+Enter")
    await expect(malee.see(".line.note .text")).to_have_text("ถามอายุก่อน")
    await expect(malee.see("#composer")).to_have_css("visibility", "hidden")
    await malee.page.click("#note-box summary")
    await malee.writes("พี่อยู่ตรงนี้")
    await shift.hears("kai", "พี่อยู่ตรงนี้")
    assert "ถามอายุก่อน" not in " ".join(shift.house.heard("kai"))
    colours = [
        await malee.see(f".line.{author}").last.evaluate("e => getComputedStyle(e).backgroundColor")
        for author in ("note", "counsellor")
    ]
    assert colours[0] != colours[1]


async def test_a_ready_reply_comes_in_the_childs_language_and_is_changed(shift: Shift) -> None:
    """By the sign of the shortcut or by the list; the child's language, whatever the page's is."""
    malee = await shift.counsellor()
    conversation = await shift.waits("kai", language="en")
    await malee.takes(conversation)
    await malee.page.press("#text", "/")
    await expect(malee.see("#reply-find")).to_be_focused()
    await malee.page.keyboard.type("thx")
    await malee.page.keyboard.press("Enter")
    box = malee.see("#text")
    await expect(box).not_to_have_value("")
    text = await box.input_value()
    assert text.isascii()
    await malee.writes(text + " Take your time.")
    await shift.hears("kai", text + " Take your time.")


async def test_a_service_is_looked_up_and_sent_as_a_clean_line(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai", language="th")
    await malee.takes(conversation)
    await malee.page.click("#services summary")
    await malee.page.fill("#service-find", "1387")
    await malee.page.press("#service-find", "Enter")
    await expect(malee.see("#text")).to_have_value("สายเด็ก โทร 1387 ตลอดเวลา")
    await malee.page.press("#text", "Enter")
    await shift.hears("kai", "สายเด็ก โทร 1387 ตลอดเวลา")
    await malee.ends()
    await expect(malee.see("input[name=referral][value=childline]")).to_be_checked()
