"""The one screen: who waits in which order and how long, what is unread, a draft that stays."""

import pytest
from playwright.async_api import expect

from tests.shifts.shift import Shift

pytestmark = pytest.mark.browser

DANGER = {"th": "หนูไม่อยากมีชีวิตอยู่แล้ว", "en": "I don't want to live anymore"}


async def test_danger_first_then_the_longest_wait(shift: Shift) -> None:
    """Each card with its live seconds, whoever came when."""
    malee = await shift.counsellor()
    first = await shift.waits("kai")
    await shift.passes(seconds=30)
    second = await shift.waits("nok")
    await shift.passes(seconds=30)
    danger = await shift.waits("pla", DANGER[shift.view.language])
    cards = malee.see("#waiting .card")
    await expect(cards).to_have_count(3)
    for place, conversation in enumerate((danger, first, second)):
        await expect(cards.nth(place)).to_have_id(f"waiting-{conversation}")
    await expect(cards.first).to_contain_text(malee.say("risk.danger"))
    await expect(malee.see("#bell-text")).to_have_text(malee.say("bell.danger"))
    ticking = cards.nth(1).locator("[data-ticks]")
    shown = await ticking.inner_text()
    await expect(ticking).not_to_have_text(shown)
    await malee.fits()


async def test_each_of_mine_tells_what_is_unread_and_since_when_it_waits(shift: Shift) -> None:
    """Three conversations at once: none is forgotten behind the one that is open."""
    malee = await shift.counsellor()
    await malee.works(capacity=3)
    held = [await shift.waits(who) for who in ("kai", "nok", "pla")]
    for conversation in held:
        await malee.takes(conversation)
        await malee.writes("พี่อยู่ตรงนี้")
    for text in ("คำแรก", "คำที่สอง"):
        await shift.child("kai", text)
    await shift.child("nok", "คำเดียว")
    await malee.at_the_lists()
    for conversation, count in zip(held, (2, 1), strict=False):
        card = malee.see(f"#mine-{conversation}")
        await expect(card.locator(".unread")).to_have_text(malee.say("mine.unread", count=count))
        await expect(card).to_contain_text(malee.say("mine.child_waits"))
    await expect(malee.see(f"#mine-{held[2]}")).to_contain_text(malee.say("mine.answered"))
    await malee.opens(held[0])
    await expect(malee.see(".line.child .text").last).to_have_text("คำที่สอง")
    await malee.at_the_lists()
    await expect(malee.see(f"#mine-{held[0]} .unread")).to_have_count(0)
    await expect(malee.see(f"#mine-{held[1]} .unread")).to_have_count(1)


async def test_drafts_of_two_children_stay_through_reload(shift: Shift) -> None:
    malee = await shift.counsellor()
    held = [await shift.waits(who) for who in ("kai", "nok")]
    for number, conversation in enumerate(held):
        await malee.takes(conversation)
        await malee.page.fill("#text", f"ถึงน้องคนที่ {number}")
    await malee.page.reload()
    for number, conversation in enumerate(held):
        await malee.opens(conversation)
        await expect(malee.see("#text")).to_have_value(f"ถึงน้องคนที่ {number}")


async def test_what_the_bot_learned_stands_on_top(shift: Shift) -> None:
    malee = await shift.counsellor()
    await shift.child("kai", "มีคนขู่จะปล่อยรูปหนู")
    conversation = await shift.waits("kai", "อยากคุยกับคน")
    await malee.takes(conversation)
    told = malee.see("#about .told")
    await expect(told).to_contain_text(malee.say("language_th"))
    await expect(told).to_contain_text(malee.say("channel.telegram"))
    await expect(told).to_contain_text(
        {"th": "ถูกขู่ด้วยภาพส่วนตัว", "en": "Threatened over private pictures"}[shift.view.language]
    )
    await expect(told).to_be_in_viewport()
