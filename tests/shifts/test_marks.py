"""What became of a line: queued, sent, uncertain, failed or blocked, told as it is."""

import pytest
from playwright.async_api import expect

from connectors.base import Outcome
from tests.shifts.shift import Shift

pytestmark = pytest.mark.browser


async def test_what_is_known_of_a_line_is_told(shift: Shift) -> None:
    """At once, without a reload, with what to do about it; never better than it is."""
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await shift.hears("kai", shift.told("notice.counsellor_joined"))
    for outcome in Outcome:
        shift.house.channel.outcome = outcome
        await malee.writes(f"พี่อยู่ตรงนี้ {outcome}")
        mark = malee.see("#lines .line.counsellor", saying=f" {outcome}").locator(".mark")
        await expect(mark).to_contain_text(malee.say(f"line.mark.{outcome}"))
        if outcome is not Outcome.SENT:
            await expect(mark).to_contain_text(malee.say(f"line.more.{outcome}"))
    await malee.fits()


async def test_a_line_waits_for_a_dead_network_and_is_sent_once_by_hand(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    refused = True

    async def refuse(route):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        await (route.fulfill(status=409, body="<p>no</p>") if refused else route.continue_())

    await malee.page.route("**/say", refuse)
    await malee.writes("พี่อยู่ตรงนี้")
    echo = malee.see(".line[data-echo]")
    await expect(echo).to_contain_text(malee.say("line.here.refused"))
    refused = False
    await echo.get_by_role("button", name=malee.say("line.here.retry")).click()
    await expect(malee.see(".line.counsellor .mark.sent")).to_be_visible()
    await expect(malee.see(".line.counsellor")).to_have_count(1)
    await shift.hears("kai", "พี่อยู่ตรงนี้")
    assert shift.house.heard("kai", "counsellor") == ["พี่อยู่ตรงนี้"]
