"""The model is killed in mid-conversation and stays away: a child is still answered and heard."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Journey
from tests.journeys.people import source

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_menus_danger_privacy_and_a_person_go_on_without_the_model(
    journey: Journey,
) -> None:
    counsellor = await journey.counsellor()
    child = await journey.child()
    await child.write("สวัสดี")
    await expect(child.said("นี่คือบอท ไม่ใช่คน")).to_be_visible()

    with journey.installation.without_understanding():
        # A menu, by tap.
        before = await child.lines("bot").count()
        await child.tap("เรื่องในโลกออนไลน์")
        await expect(child.lines("bot").nth(before)).to_be_visible()
        # Words: the keywords know a worry that is named.
        before = await child.lines("bot").count()
        await child.write("มีคนขู่จะปล่อยรูปหนู")
        await expect(child.lines("bot").nth(before)).to_be_visible()
        # A detail is hidden, danger is heard, a person is asked for.
        await child.write("เบอร์หนู 081-234-5678")
        await child.sees_all_received()
        await child.write("หนูไม่อยากมีชีวิตอยู่แล้ว")
        await expect(child.said("ชีวิตของน้องสำคัญมาก")).to_be_visible()
        await expect(child.status).to_have_text("กำลังรอพี่ที่ปรึกษา น้องเป็นคิวถัดไปแล้วนะ")
        await expect(counsellor.waiting.first).to_have_class(re.compile("danger"))
        await counsellor.take()
        hidden = counsellor.lines("child").filter(has=counsellor.page.locator(".mask"))
        await expect(hidden.locator(".text")).to_contain_text("▮▮▮")
        assert "5678" not in await source(counsellor.page)
        await counsellor.write("พี่อยู่ตรงนี้")
        await expect(child.said("พี่อยู่ตรงนี้")).to_be_visible()
