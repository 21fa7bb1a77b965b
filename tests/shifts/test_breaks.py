"""On duty, off duty, on a break; a minute that is needed, a talk that is wanted, and who sees to it."""

import pytest
from playwright.async_api import expect

from handoff.conversation import State
from tests.shifts.shift import Shift

pytestmark = pytest.mark.browser


async def test_on_a_break_nothing_new_comes_and_nothing_is_lost(shift: Shift) -> None:
    malee = await shift.counsellor()
    await malee.works(offered=True)
    held = await shift.waits("kai")
    await malee.accepts(held)
    await malee.at_the_lists()
    await malee.steps("break")
    await expect(malee.see("#duty .state")).to_have_text(malee.say("duty.break"))
    waiting = await shift.waits("nok")
    await expect(malee.see(f"#waiting-{waiting}")).to_be_visible()
    await expect(malee.see(".card.offered")).to_have_count(0)

    await malee.opens(held)
    await malee.writes("ยังอยู่นะ")
    await shift.hears("kai", "ยังอยู่นะ")
    await malee.at_the_lists()
    await malee.steps("on")
    await expect(malee.see(f"#offered-{waiting}")).to_be_visible()


async def test_a_break_lets_go_of_what_is_on_offer(shift: Shift) -> None:
    malee = await shift.counsellor()
    await malee.works(offered=True)
    conversation = await shift.waits("kai")
    await expect(malee.see(f"#offered-{conversation}")).to_be_visible()
    await malee.steps("break")
    await expect(malee.see(f"#waiting-{conversation}")).to_be_visible()
    assert await shift.house.state(conversation) is State.WAITING


async def test_what_is_being_set_stays_open_while_the_list_around_it_changes(shift: Shift) -> None:
    """A supervisor sees to a wish just as the counsellor sets how she works."""
    malee, somchai = await shift.counsellor(), await shift.supervisor()
    await malee.steps("debrief")
    await expect(malee.see("#duty .notice")).to_have_count(1)
    await malee.page.click("#way summary")
    await malee.page.select_option("#capacity", "3")
    await malee.page.set_checked("#offered", checked=True)
    await malee.page.focus("#capacity")
    await somchai.page.click("#see-to-malee")
    await expect(malee.see("#duty .notice")).to_have_count(0)
    await expect(malee.see("#capacity")).to_be_focused()
    await expect(malee.see("#capacity")).to_have_value("3")
    await expect(malee.see("#offered")).to_be_checked()
    await malee.page.click("#keep-way")
    await expect(malee.see("#way summary")).to_contain_text(malee.say("duty.is_offered"))
    await expect(malee.see("#capacity")).to_be_hidden()


@pytest.mark.parametrize("wish", ["minute", "debrief"])
async def test_a_supervisor_sees_a_wish_and_sees_to_it(shift: Shift, wish: str) -> None:
    """It shows on both pages at once, and goes from both when somebody has seen to it."""
    malee, somchai = await shift.counsellor(), await shift.supervisor()
    await malee.steps(wish)
    await expect(malee.see("#duty .notice")).to_contain_text(malee.say(f"duty.wish.{wish}"))
    standing = "break" if wish == "minute" else "on"
    await expect(malee.see("#duty .state")).to_have_text(malee.say(f"duty.{standing}"))
    await malee.fits()
    row = somchai.see("#loads tbody tr")
    await expect(row).to_contain_text(somchai.say(f"board.wish.{wish}"))
    await expect(row).to_contain_text(somchai.say(f"duty.{standing}"))
    await somchai.fits()
    await somchai.page.click("#see-to-malee")
    await expect(row).not_to_contain_text(somchai.say(f"board.wish.{wish}"))
    await expect(malee.see("#duty .notice")).to_have_count(0)


async def test_a_wish_to_talk_outlasts_the_shift(shift: Shift) -> None:
    malee, somchai = await shift.counsellor(), await shift.supervisor()
    await malee.steps("debrief")
    await expect(malee.see("#duty .notice")).to_be_visible()
    await malee.page.click("#duty-button")
    await expect(malee.see("#duty .state")).to_have_text(malee.say("duty.off"))
    await expect(somchai.see("#loads")).to_contain_text(somchai.say("board.wish.debrief"))
    await malee.steps("fine")
    await expect(somchai.see("#loads")).not_to_contain_text(somchai.say("board.wish.debrief"))
