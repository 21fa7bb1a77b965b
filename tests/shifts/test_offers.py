"""Who is offered whom: room, a time to accept, a place that is freed, a hard conversation."""

import pytest
from playwright.async_api import expect

from handoff.conversation import State
from tests.shifts.shift import Seat, Shift

pytestmark = pytest.mark.browser


async def is_offered(seat: Seat, conversation: str) -> None:
    """Wait until a child is offered on a page that shows the lists."""
    await seat.at_the_lists()
    await expect(seat.see(f"#offered-{conversation}")).to_be_visible()


async def test_an_offer_that_runs_out_goes_to_the_next(shift: Shift) -> None:
    malee, napa = await shift.counsellor("malee"), await shift.counsellor("napa")
    for seat in (malee, napa):
        await seat.works(offered=True)
    conversation = await shift.waits("kai")
    await is_offered(malee, conversation)
    await expect(malee.see("#bell-text")).to_have_text(malee.say("bell.offered"))
    await malee.fits()
    await expect(napa.see(f"#offered-{conversation}")).to_have_count(0)

    await shift.passes(seconds=61)
    await is_offered(napa, conversation)
    await expect(malee.see(f"#offered-{conversation}")).to_have_count(0)
    await napa.accepts(conversation)
    await shift.hears("kai", shift.told("notice.counsellor_joined"))
    await napa.writes("พี่อยู่ตรงนี้")
    await shift.hears("kai", "พี่อยู่ตรงนี้")


async def test_a_place_that_is_freed_takes_who_has_waited_longest(shift: Shift) -> None:
    """One at a time is one at a time; whoever waits keeps its place until then."""
    malee = await shift.counsellor()
    await malee.works(capacity=1, offered=True)
    first = await shift.waits("kai")
    await malee.accepts(first)
    await shift.passes(seconds=5)
    second = await shift.waits("nok")
    await shift.passes(seconds=5)
    third = await shift.waits("pla")
    await malee.at_the_lists()
    await expect(malee.see("#waiting .card")).to_have_count(2)
    await expect(malee.see(".card.offered")).to_have_count(0)
    await malee.page.click(f"#take-{second}")
    await expect(malee.see("#list-notice")).to_have_text(
        malee.say("refused.you_hold_as_many_conversations_as_you_have_set")
    )

    await malee.opens(first)
    await malee.closes()
    await is_offered(malee, second)
    await expect(malee.see(f"#waiting-{third}")).to_be_visible()
    await malee.fits()


async def test_who_declines_is_not_offered_the_same_child_again(shift: Shift) -> None:
    malee, napa = await shift.counsellor("malee"), await shift.counsellor("napa")
    await malee.works(offered=True)
    conversation = await shift.waits("kai")
    await is_offered(malee, conversation)
    await malee.page.click(f"#decline-{conversation}")
    await expect(malee.see("#list-notice")).to_have_text(malee.say("left.refused"))
    await expect(malee.see(f"#waiting-{conversation}")).to_be_visible()
    await expect(malee.see(".card.offered")).to_have_count(0)
    await napa.works(offered=True)
    await is_offered(napa, conversation)


async def test_after_a_hard_conversation_there_is_time_to_breathe(shift: Shift) -> None:
    """Nothing is offered until it is over, or until the counsellor says that it is ready."""
    malee = await shift.counsellor()
    await malee.works(offered=True)
    hard = await shift.waits("kai")
    await malee.accepts(hard)
    await malee.closes(reason="mental_health.suicidal", risk="danger")
    await malee.at_the_lists()
    await expect(malee.see("#step-ready")).to_be_visible()
    waiting = await shift.waits("nok")
    await expect(malee.see(f"#waiting-{waiting}")).to_be_visible()
    await expect(malee.see(".card.offered")).to_have_count(0)
    assert await shift.house.state(waiting) is State.WAITING
    await malee.steps("ready")
    await is_offered(malee, waiting)
    await expect(malee.see("#step-ready")).to_have_count(0)
