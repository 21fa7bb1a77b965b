"""Two tabs, two devices, a dead network, a sign-out: one conversation, nothing lost or doubled."""

import re

import pytest
from playwright.async_api import expect

from tests.shifts.shift import Seat, Shift

pytestmark = pytest.mark.browser


async def shown(seat: Seat, count: int) -> list[str]:
    """Wait until a page shows so many lines of both sides since the counsellor came; return them."""
    both = seat.see("#lines .line.notice ~ .line:not([data-echo]) .text")
    await expect(both).to_have_count(count)
    return await both.all_inner_texts()


async def test_two_tabs_and_two_devices_show_the_same(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    tab, device = await malee.beside(), await shift.again(malee)
    seats = (malee, tab, device)
    for seat in (tab, device):
        await seat.goes_to(f"/desk/{conversation}")
    for number, seat in enumerate(seats):
        await seat.writes(f"พี่ {number}")
        await shift.hears("kai", f"พี่ {number}")
        await shift.child("kai", f"น้อง {number}")
        await shown(seat, 2 * number + 2)
    lines = [await shown(seat, 6) for seat in seats]
    assert lines[0] == lines[1] == lines[2]
    assert shift.house.heard("kai", "counsellor") == ["พี่ 0", "พี่ 1", "พี่ 2"]
    await malee.ends()
    for seat in (tab, device):
        await expect(seat.see("#closing")).to_be_visible()


async def test_what_is_typed_without_a_network_is_sent_once_and_in_order(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await malee.page.context.set_offline(True)
    for text in ("หนึ่ง", "สอง"):
        await malee.writes(text)
    echo = malee.see(".line[data-echo]")
    await expect(echo.first).to_contain_text(malee.say("line.here.waiting"))
    await malee.page.fill("#text", "ยังไม่จบ")
    await shift.child("kai", "อยู่ไหมคะ")
    await malee.page.context.set_offline(False)
    await shift.hears("kai", "สอง")
    assert shift.house.heard("kai", "counsellor") == ["หนึ่ง", "สอง"]
    assert sorted(await shown(malee, 3)) == sorted(["หนึ่ง", "สอง", "อยู่ไหมคะ"])
    await expect(malee.see(".line[data-echo]")).to_have_count(0)
    await expect(malee.see("#text")).to_have_value("ยังไม่จบ")


async def test_a_draft_is_there_again_after_signing_out_and_in(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await malee.page.fill("#text", "พี่กำลังพิมพ์")
    await malee.keeps_a_draft()
    await malee.at_the_lists()
    await malee.page.click("#sign-out button")
    await malee.page.wait_for_url(re.compile(r":\d+/$"))
    assert "พี่กำลังพิมพ์" not in await malee.page.content()
    await shift.signs_in(malee)
    await malee.opens(conversation)
    await expect(malee.see("#text")).to_have_value("พี่กำลังพิมพ์")


async def test_half_an_hour_of_nothing_locks_the_page_and_keeps_the_draft(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai", "ความลับคำหนึ่ง")
    await malee.takes(conversation)
    await malee.page.fill("#text", "พี่กำลังพิมพ์")
    await malee.keeps_a_draft()
    await shift.passes(minutes=30)
    await malee.page.wait_for_url(re.compile(r":\d+/$"))
    assert "ความลับ" not in await malee.page.content()
    await expect(malee.see("h1")).to_have_text(malee.say("lock.heading"))
    await shift.signs_in(malee)
    await malee.page.wait_for_url(re.compile(f"/desk/{conversation}$"))
