"""A child in danger: numbers at once, and the front of the queue."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Journey

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_danger_gets_numbers_at_once_and_the_front_of_the_queue(journey: Journey) -> None:
    counsellor = await journey.counsellor()
    first = await journey.child("en")
    await first.skip_to_person("Connect me now")
    await expect(first.status).to_have_text("Waiting for a counsellor. You are next.")
    await expect(counsellor.waiting).to_have_count(1)

    child = await journey.child()
    await child.write("หนูไม่อยากมีชีวิตอยู่แล้ว")
    await expect(child.said("ชีวิตของน้องสำคัญมาก")).to_be_visible()
    for number in ("1669", "1323"):
        await expect(child.page.locator(f".line a[href='tel:{number}']").first).to_be_visible()
    await expect(child.said("โทร 191")).to_be_visible()
    await expect(child.status).to_have_text("กำลังรอพี่ที่ปรึกษา น้องเป็นคิวถัดไปแล้วนะ")
    await expect(child.said("ชีวิตของน้องสำคัญมาก")).to_be_in_viewport(ratio=0.9)
    for number in ("191", "1669", "1323"):
        call = child.page.locator(f"#calls a[href='tel:{number}']")
        await expect(call).to_be_in_viewport(ratio=1)
    await journey.watch.look(child.page, "danger")

    await expect(counsellor.waiting).to_have_count(2)
    await expect(counsellor.waiting.first).to_have_class(re.compile("danger"))
    await expect(counsellor.waiting.first).to_contain_text("อันตราย")
    await expect(first.status).to_have_text("Waiting for a counsellor. Your place: 2")
    await journey.watch.look(counsellor.page, "desk, danger waits")
    await counsellor.take()
    await expect(counsellor.lines("child").first).to_contain_text("ไม่อยากมีชีวิตอยู่แล้ว")
    await expect(counsellor.lines("child").first).to_contain_text("มีสัญญาณอันตราย")
    await expect(first.status).to_have_text("Waiting for a counsellor. You are next.")
    await counsellor.write("พี่อยู่ตรงนี้กับน้องแล้วนะ")
    await expect(child.said("พี่อยู่ตรงนี้กับน้องแล้วนะ")).to_be_visible()
    await expect(child.page.locator("#calls")).to_be_hidden()


async def test_an_attacker_coming_is_answered_with_the_police_first(journey: Journey) -> None:
    child = await journey.child("en")
    await child.write("my stepdad is hitting me right now please help")
    await expect(child.page.locator(".line a[href='tel:191']").first).to_be_visible()
    await expect(child.status).to_contain_text("Waiting for a counsellor.")
