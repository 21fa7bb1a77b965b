"""Somebody falls silent: the child is asked and let rest, the counsellor reminded and relieved."""

import pytest
from playwright.async_api import expect

from handoff.conversation import State
from tests.shifts.shift import Shift

pytestmark = pytest.mark.browser


async def test_a_silent_child_is_asked_rests_and_comes_back(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await malee.writes("พี่อยู่ตรงนี้")
    await shift.hears("kai", "พี่อยู่ตรงนี้")
    await shift.passes(minutes=10)
    asked = shift.told("silence.check_in")
    await shift.hears("kai", asked)
    await expect(malee.see(".line.notice .text").last).to_have_text(asked)
    await malee.opens(conversation)  # half an hour of nothing would lock the page
    await shift.passes(minutes=20)
    await shift.comes_to(conversation, State.ASLEEP)
    await shift.hears("kai", shift.told("silence.resting", hours=24))
    await expect(malee.see("#lines .line")).to_have_count(0)
    await malee.at_the_lists()
    await expect(malee.see("#mine .card")).to_have_count(0)

    await shift.child("kai", "กลับมาแล้ว")
    await shift.comes_to(conversation, State.WAITING)
    await malee.takes(conversation)
    await expect(malee.see(".line.child .text").last).to_have_text("กลับมาแล้ว")


async def test_a_silent_counsellor_is_reminded_then_relieved(shift: Shift) -> None:
    """First its own page tells it, then the board, then the child is back in the queue, and told."""
    malee, somchai = await shift.counsellor(), await shift.supervisor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await malee.at_the_lists()
    await shift.child("kai", "อยู่ไหมคะ")
    card = malee.see(f"#mine-{conversation}")
    await expect(card).to_contain_text(malee.say("mine.child_waits"))
    await shift.passes(minutes=3)
    await expect(card).to_contain_text(malee.say("mine.late"))
    await expect(malee.see("#bell-text")).to_have_text(malee.say("bell.late"))
    await expect(somchai.see("#number-late")).to_have_text("1")
    await expect(somchai.see("#loads .overdue")).to_have_text("1")
    await malee.fits()
    await somchai.fits()

    await shift.passes(minutes=12)
    await shift.comes_to(conversation, State.WAITING)
    await shift.hears("kai", shift.told("silence.returned"))
    await expect(card).to_have_count(0)
    await expect(malee.see(f"#waiting-{conversation}")).to_be_visible()
    await expect(somchai.see("#number-late")).to_have_text("0")
    await expect(somchai.see("#number-waiting")).to_contain_text("1")
