"""Sound, the title and a desktop notification, until somebody is there; never a name or a text."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.conftest import WHOLE, launched
from tests.handoff.desk.at_desk import COUNTS_SOUNDS, KEEPS_NOTICES
from tests.shifts.shift import Seat, Shift
from tests.shifts.test_screen import DANGER

pytestmark = pytest.mark.browser

_SECRET = "ความลับคำหนึ่ง"


@pytest_asyncio.fixture(loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The whole browser: the one without windows grants no notifications."""
    async with launched(WHOLE) as browser:
        yield browser


async def rings(seat: Seat, why: str) -> None:
    """Expect it to ring, in front, with no word of a child, until a key is pressed."""
    await expect(seat.see("#bell.ringing #bell-text")).to_have_text(seat.say(f"bell.{why}"))
    await expect(seat.see("#bell-text")).to_be_in_viewport(ratio=1)
    assert await seat.page.evaluate("window.played") > 0
    told = await seat.page.evaluate("window.told")
    assert told
    assert not [one for one in told if _SECRET in one]
    await seat.page.keyboard.press("Shift")
    await expect(seat.see("#bell")).not_to_have_class(re.compile("ringing"))
    await seat.page.evaluate("window.played = 0; window.told = []")


async def test_it_rings_on_hand_over_assignment_and_long_waits(shift: Shift) -> None:
    malee, napa = await shift.counsellor("malee"), await shift.counsellor("napa")
    await malee.page.context.grant_permissions(["notifications"], origin=shift.base)
    for watched in (COUNTS_SOUNDS, KEEPS_NOTICES):
        await malee.page.add_init_script(watched)
    await malee.page.reload()
    await malee.page.click("#bell summary")
    await malee.page.check("#bell-notice")
    await malee.page.keyboard.press("Shift")

    conversation = await shift.waits("kai", f"{DANGER[shift.view.language]} {_SECRET}")
    await expect(malee.page).to_have_title(re.compile(r"^\(1\) "))
    await rings(malee, "danger")
    await napa.takes(conversation)
    await napa.passes_on("colleague:malee")
    await rings(malee, "offered")
    await malee.accepts(conversation)
    await malee.goes_to("/desk")
    await shift.child("kai", _SECRET)
    await rings(malee, "unread")
    assert _SECRET not in await malee.page.title()
    await shift.waits("nok")
    await rings(malee, "waiting")
    await shift.passes(minutes=5)
    await rings(malee, "breach")
