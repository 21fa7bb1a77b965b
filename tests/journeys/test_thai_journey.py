"""A Thai conversation from the first screen to the closing form, seen from both sides."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Journey
from tests.journeys.people import Child, Counsellor, source

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_from_the_first_screen_to_the_closing_form_in_thai(journey: Journey) -> None:
    counsellor = await journey.counsellor()
    await expect(counsellor.waiting).to_have_count(0)
    await journey.watch.look(counsellor.page, "desk, empty")
    child = await journey.child()
    await journey.watch.look(child.page, "first screen")
    await _with_the_bot(journey, child)
    await _to_the_queue(journey, child)
    await _taken(journey, child, counsellor)
    await _both_ways(child, counsellor)
    await _a_hidden_detail(journey, child, counsellor)
    await _a_ready_reply(journey, child, counsellor)
    await _the_end(journey, child, counsellor)


async def _with_the_bot(journey: Journey, child: Child) -> None:
    """Reviewed cards, in Thai, with a way to a person under them."""
    await child.page.locator(".first").get_by_text("มีเรื่องในเน็ต").click()
    await child.tap("โดนแกล้งโดนบูลลี่")
    await expect(child.said("ไม่มีใครสมควรโดนแบบนี้")).to_be_visible()
    await expect(child.status).to_have_text("ตอนนี้บอทตอบอยู่")
    await child.write("เพื่อนในห้องตั้งกลุ่มว่าหนูทุกวันเลย")
    await expect(child.page.locator(".line").last).to_have_class(re.compile("bot"))
    await journey.watch.look(child.page, "bot cards")


async def _to_the_queue(journey: Journey, child: Child) -> None:
    """What a counsellor will see is said before; the questions can be tapped."""
    await child.tap("คุยกับพี่ที่ปรึกษา")
    await expect(child.said("พี่ที่ปรึกษาจะเห็นข้อความที่น้องพิมพ์")).to_be_visible()
    await expect(child.said("เราส่งคนไปช่วยไม่ได้")).to_be_visible()
    await child.tap("เรื่องของเรา")
    await child.tap("12-13")
    await expect(child.status).to_have_text("กำลังรอพี่ที่ปรึกษา น้องเป็นคิวถัดไปแล้วนะ")
    await child.tap("คิวที่เท่าไหร่")
    await expect(child.said("ตอนนี้น้องอยู่คิวที่ 1")).to_be_visible()
    await journey.watch.look(child.page, "in the queue")


async def _taken(journey: Journey, child: Child, counsellor: Counsellor) -> None:
    """The desk shows what the child chose to tell, and nothing else, before it is taken."""
    card = counsellor.waiting
    await expect(card).to_have_count(1)
    for told in ("ไทย", "12-13"):
        await expect(card).to_contain_text(told)
    await expect(counsellor.page).to_have_title(re.compile(r"^\(1\) "))
    await journey.watch.look(counsellor.page, "desk, somebody waits")
    await counsellor.take()
    await expect(child.status).to_have_text("ตอนนี้คุยกับพี่ที่ปรึกษาอยู่")
    await expect(child.said("จากนี้คุยกับคนจริง ๆ ไม่ใช่บอท")).to_be_visible()
    await expect(counsellor.lines("child").last).to_contain_text("คิวที่เท่าไหร่")


async def _both_ways(child: Child, counsellor: Counsellor) -> None:
    """Lines and typing signs, in both directions."""
    await counsellor.page.locator("#text").press_sequentially("สวัสดี ")
    await expect(child.page.locator("#typing")).to_contain_text("พี่ที่ปรึกษา กำลังพิมพ์")
    await counsellor.write("พี่อยู่ตรงนี้นะ")
    await expect(child.lines("counsellor")).to_contain_text("สวัสดี พี่อยู่ตรงนี้นะ")
    await expect(counsellor.lines("counsellor").locator(".mark.sent")).to_be_visible()
    await child.page.locator("#text").press_sequentially("ขอบคุณ")
    await expect(counsellor.page.locator("#typing span")).to_be_visible()
    await child.page.keyboard.press("Enter")
    await expect(counsellor.lines("child").last).to_contain_text("ขอบคุณ")


async def _a_hidden_detail(journey: Journey, child: Child, counsellor: Counsellor) -> None:
    """A personal detail is hidden until the child shows it by one tap."""
    await child.write("โทรหาหนูที่ 081-234-5678 นะ")
    seen = counsellor.lines("child").last
    await expect(seen.locator(".mask")).to_have_text("▮▮▮")
    assert "5678" not in await source(counsellor.page)
    own = child.lines("child").last
    await expect(own).to_contain_text("081-234-5678")
    await expect(own).to_contain_text("พี่ที่ปรึกษาไม่เห็น")
    await journey.watch.look(child.page, "hidden detail")
    await own.get_by_role("button", name="ให้พี่เห็นได้").click()
    await expect(seen).to_contain_text("081-234-5678")
    await expect(own).not_to_contain_text("พี่ที่ปรึกษาไม่เห็น")


async def _a_ready_reply(journey: Journey, child: Child, counsellor: Counsellor) -> None:
    """It comes in the child's language and is changed before it is sent."""
    await counsellor.page.locator("#text").press("/")
    await counsellor.page.locator("#reply-find").press_sequentially("believe")
    await counsellor.page.keyboard.press("Enter")
    await expect(counsellor.page.locator("#text")).to_have_value(re.compile("^พี่เชื่อที่น้องเล่านะ"))
    await counsellor.write(" ค่อย ๆ เล่านะ")
    await expect(child.lines("counsellor").last).to_contain_text("ค่อย ๆ เล่านะ")
    # The first tap is told by its words; however long the talk, only its lines scroll.
    await expect(counsellor.lines("child").first).to_contain_text("เรื่องในโลกออนไลน์")
    await expect(counsellor.about).to_be_in_viewport(ratio=1)
    await expect(counsellor.page.locator("#duty")).to_be_in_viewport(ratio=1)
    await journey.watch.look(counsellor.page, "conversation")
    await journey.watch.look(child.page, "with a counsellor")
    assert [text for text in await child.texts() if text == "ขอบคุณ"] == ["ขอบคุณ"]


async def _the_end(journey: Journey, child: Child, counsellor: Counsellor) -> None:
    """Goodbye, the form, and the page afterwards."""
    await counsellor.end()
    await expect(child.said("จบการคุยแล้วนะ")).to_be_visible()
    await journey.watch.look(counsellor.page, "closing form")
    await counsellor.close("violence.cyberbullying", "none", "handed_over")
    await expect(child.status).to_have_text(re.compile("^แชทนี้จบแล้ว"))
    await expect(child.said("จบการคุยแล้วนะ")).to_have_count(1)
    await journey.watch.look(child.page, "afterwards")
    await expect(counsellor.page.locator("#mine .card")).to_have_count(0)
    assert "5678" not in await source(counsellor.page)
    await child.page.reload()
    await expect(child.page.locator("#welcome")).to_be_visible()
    assert "5678" not in await source(child.page)
