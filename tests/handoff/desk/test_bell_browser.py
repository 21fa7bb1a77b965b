"""The bell in a real Chromium: what it rings for, until somebody is there, and never about whom."""

import re

import pytest
from playwright.async_api import Page, expect

from bot.risk import Risk
from handoff.board import Destination
from tests.handoff.desk.at_desk import COUNTS_SOUNDS, at_the_desk, taking
from tests.handoff.desk.conftest import EVERYWHERE, Place, said

pytestmark = [pytest.mark.browser, EVERYWHERE]

RINGS = re.compile("ringing")


async def on_duty(page: Page, place: Place) -> None:
    """Sign in and go on duty, and count what is played."""
    await page.add_init_script(COUNTS_SOUNDS)
    await at_the_desk(page, place)
    await page.click("#duty-button")
    await expect(page.locator("#duty .state.on")).to_be_visible()
    await page.keyboard.press("Shift")


async def rings(page: Page, place: Place, why: str) -> None:
    """Expect it to ring, and acknowledge."""
    says = await said(page, place, f"bell.{why}")
    await expect(page.locator("#bell.ringing #bell-text")).to_have_text(says)
    await expect(page.locator("#bell-text")).to_be_visible()
    assert await page.evaluate("window.played") > 0
    await page.evaluate("window.played = 0")
    await page.keyboard.press("Shift")
    await expect(page.locator("#bell")).not_to_have_class(RINGS)


async def test_it_rings_for_what_is_offered_and_for_what_is_given(page: Page, demo: Place) -> None:
    """Also for a conversation that comes without being asked about; not for one's own taking."""
    await on_duty(page, demo)
    offered = await demo.counselling.arrive("hello")
    await rings(page, demo, "waiting")
    await demo.counselling.taken_by(offered, "anan")
    await demo.counselling.transfer(offered, "anan", Destination(colleague="malee"))
    await rings(page, demo, "offered")
    given = await demo.counselling.arrive("hello")
    await rings(page, demo, "waiting")
    await demo.counselling.taken_by(given, "malee")
    await rings(page, demo, "assigned")
    await taking(page, demo)
    await expect(page.locator("#mine .card.mine")).to_have_count(2)
    await expect(page.locator("#bell")).not_to_have_class(RINGS)


async def test_it_rings_when_a_child_has_waited_too_long_and_again_until_somebody_comes(
    page: Page, demo: Place
) -> None:
    await page.clock.install()
    await on_duty(page, demo)
    await demo.counselling.arrive("hello", risk=Risk.CONCERN)
    await rings(page, demo, "waiting")
    demo.counselling.waits_too_long()
    await demo.counselling.ring("line", "quota_low")  # any change lets the lists be read again
    await expect(page.locator("#waiting .card.late")).to_be_visible()
    long = await said(page, demo, "bell.breach")
    await expect(page.locator("#bell.ringing #bell-text")).to_have_text(long)
    played = await page.evaluate("window.played")
    await page.clock.fast_forward(31_000)
    assert await page.evaluate("window.played") > played
    await rings(page, demo, "breach")


async def test_whoever_answers_at_one_tab_has_heard_it_at_all(page: Page, demo: Place) -> None:
    await on_duty(page, demo)
    other = await page.context.new_page()
    await other.goto(f"{demo.base}/desk")
    await demo.counselling.arrive("hello")
    for tab in (page, other):
        await expect(tab.locator("#bell")).to_have_class(RINGS)
    await page.keyboard.press("Shift")
    await expect(other.locator("#bell")).not_to_have_class(RINGS)
    await taking(page, demo)
    await expect(other.locator("#mine .card.mine")).to_have_count(1)
    assigned = await said(page, demo, "bell.assigned")
    await expect(other.locator("#bell-text")).not_to_have_text(assigned)


async def test_it_is_seen_beside_an_open_conversation(page: Page, demo: Place) -> None:
    """On a phone too, where the lists are away."""
    await on_duty(page, demo)
    await taking(page, demo)
    await demo.counselling.arrive("hello", risk=Risk.DANGER)
    await expect(page.locator("#bell-text")).to_have_text(await said(page, demo, "bell.danger"))
    await expect(page.locator("#bell-text")).to_be_in_viewport(ratio=1)


async def test_seconds_are_counted_and_move_nothing(page: Page, demo: Place) -> None:
    """On each of mine and on each who waits."""
    await at_the_desk(page, demo)
    conversation = await taking(page, demo)
    await demo.counselling.child_says(conversation, "อยู่ไหม")
    await demo.counselling.arrive("hello", waited=58_000)
    times = page.locator("#lists time[data-ticks]")
    await expect(times).to_have_count(2)
    seen: set[str] = set()
    boxes: set[str] = set()
    await expect(times.last).not_to_have_text(await times.last.inner_text())
    for _ in range(4):
        seen.add(await times.last.inner_text())
        boxes.add(str([await one.bounding_box() for one in await page.locator(".card").all()]))
        last = await times.last.inner_text()
        await expect(times.last).not_to_have_text(last)
    assert len(seen) == 4
    assert len(boxes) == 1
