"""Nobody is on duty: the child hears it at once, with the lines open now, and is not dropped."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Journey

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_with_nobody_on_duty_it_is_said_at_once_and_the_child_is_taken_later(
    journey: Journey,
) -> None:
    counsellor = await journey.counsellor()
    await counsellor.off_duty()
    child = await journey.child()
    await child.page.locator(".first").get_by_text("คุยกับพี่ที่ปรึกษา").click()
    told = child.said("ตอนนี้ยังไม่มีพี่ที่ปรึกษาเข้าเวร")
    await expect(told.first).to_be_visible()
    await expect(told.first).to_contain_text(re.compile("1323|1387|1300"))
    await child.tap("คุยกับพี่เลย")
    await expect(child.status).to_contain_text("ตอนนี้ยังไม่มีพี่ที่ปรึกษาเข้าเวร")
    await expect(child.page.locator("#calls a[href='tel:191']")).to_be_visible()
    await expect(child.page.locator(".line a[href^='tel:']").first).to_be_visible()
    await journey.watch.look(child.page, "nobody on duty")
    await child.write("หนูรอได้")
    await expect(child.said("เก็บข้อความไว้ให้แล้วนะ")).to_be_visible()

    # The one who comes on duty sees who waited.
    await expect(counsellor.waiting).to_have_count(1)
    await counsellor.on_duty()
    await expect(child.status).to_have_text("กำลังรอพี่ที่ปรึกษา น้องเป็นคิวถัดไปแล้วนะ")
    await expect(child.page.locator("#calls")).to_be_hidden()
    await counsellor.take()
    await expect(counsellor.lines("child").last).to_contain_text("หนูรอได้")
    await counsellor.write("ขอโทษที่ให้รอนะ")
    await expect(child.said("ขอโทษที่ให้รอนะ")).to_be_visible()


async def test_a_long_turn_is_shown_from_its_beginning(journey: Journey) -> None:
    """On a small phone the words that matter most must not have been pushed out of sight."""
    counsellor = await journey.counsellor()
    await counsellor.off_duty()
    child = await journey.child()
    await child.page.locator(".first").get_by_text("คุยกับพี่ที่ปรึกษา").click()
    await expect(child.lines("bot")).to_have_count(3)
    await expect(child.said("ตอนนี้ยังไม่มีพี่ที่ปรึกษาเข้าเวร")).to_be_in_viewport(ratio=0.9)
    await child.tap("คุยกับพี่เลย")
    await expect(child.said("น้องอยู่ในคิวแล้วนะ")).to_be_in_viewport(ratio=0.9)
    await counsellor.on_duty()
    await counsellor.take()
    await counsellor.write("มาแล้วนะ")
    await expect(child.lines("counsellor").last).to_be_in_viewport(ratio=0.9)
