"""The words of a child: Thai in Latin letters, a language changed, a page that follows the child."""

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Journey

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_thai_in_latin_letters_reaches_a_person(journey: Journey) -> None:
    counsellor = await journey.counsellor()
    child = await journey.child("en")
    await child.write("yak khui kap khon")
    await expect(child.said("พี่ที่ปรึกษาจะเห็นข้อความที่น้องพิมพ์")).to_be_visible()
    await child.tap("คุยกับพี่เลย")
    await expect(counsellor.waiting).to_have_count(1)
    await counsellor.take()
    await expect(counsellor.lines("child").first).to_contain_text("yak khui kap khon")


async def test_the_page_follows_the_child_until_the_child_chooses(journey: Journey) -> None:
    child = await journey.child("en")
    box = child.page.locator("#text")
    await expect(box).to_have_attribute("placeholder", "Write here…")
    await child.write("สวัสดีค่ะ")
    await expect(child.status).to_have_text("ตอนนี้บอทตอบอยู่")
    await expect(box).to_have_attribute("placeholder", "พิมพ์ตรงนี้ได้เลย…")
    await expect(child.page.locator("html")).to_have_attribute("lang", "th")
    await child.page.reload()
    await expect(child.status).to_have_text("ตอนนี้บอทตอบอยู่")

    await child.page.locator("#language").click()
    await expect(child.said("we'll go on in English")).to_be_visible()
    await expect(child.status).to_have_text("The bot is answering")
    await child.write("ขอบคุณนะ")
    await expect(child.page.locator(".line").last).not_to_have_class("line child")
    await expect(box).to_have_attribute("placeholder", "Write here…")
    await child.page.reload()
    await expect(child.status).to_have_text("The bot is answering")


async def test_the_switch_changes_page_and_bot(journey: Journey) -> None:
    child = await journey.child()
    await child.page.locator("#language").click()
    await expect(child.page.locator("html")).to_have_attribute("lang", "en")
    await child.page.locator(".first").get_by_text("Where to get help").click()
    await expect(child.lines("bot").first).to_contain_text("call")
    await child.page.locator("#language").click()
    await expect(child.said("จากนี้คุยภาษาไทยกันนะ")).to_be_visible()
    await expect(child.status).to_have_text("ตอนนี้บอทตอบอยู่")
