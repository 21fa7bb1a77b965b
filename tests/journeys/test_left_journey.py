"""A child leaves: in a hurry, or by deleting the chat. Nothing stays on the device."""

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Journey

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_quick_exit_leaves_nothing_behind_and_the_counsellor_is_told(
    journey: Journey,
) -> None:
    counsellor = await journey.counsellor()
    child = await journey.child()
    page = child.page
    await child.skip_to_person("คุยกับพี่เลย")
    await counsellor.take()
    await child.write("มีคนมาแล้ว")
    await expect(counsellor.lines("child").last).to_contain_text("มีคนมาแล้ว")
    depth = await page.evaluate("history.length")

    await child.exit()
    assert await page.title() == "Weather"
    assert await page.evaluate("history.length") == depth
    await expect(counsellor.page.locator("[data-left]")).to_be_visible()
    await journey.watch.look(counsellor.page, "child has left")
    await page.go_back()
    assert page.url == "about:blank"
    await page.goto(journey.installation.chat)
    await expect(page.locator("#welcome")).to_be_visible()
    assert await child.kept() == [0, 0, 0]
    assert await page.context.cookies() == []
    assert "มีคนมาแล้ว" not in await page.content()


async def test_deleting_the_chat_forgets_it_on_both_sides(journey: Journey) -> None:
    counsellor = await journey.counsellor()
    child = await journey.child()
    await child.write("สวัสดี")
    await expect(child.lines("bot").first).to_be_visible()
    await child.skip_to_person("คุยกับพี่เลย")
    await expect(counsellor.waiting).to_have_count(1)
    await child.page.locator("#menu-open").click()
    await child.page.locator("#menu-forget").click()
    await journey.watch.look(child.page, "delete?")
    await child.page.locator("#forget-no").click()
    await child.forget()
    await journey.watch.look(child.page, "deleted")
    assert await child.kept() == [0, 0, 0]
    await expect(counsellor.waiting).to_have_count(0)

    # Whoever begins again is somebody new.
    async with child.page.expect_navigation():
        await child.page.locator("#done-again").click()
    await child.write("สวัสดี")
    await expect(child.lines("child")).to_have_count(1)
    await expect(child.lines("bot").first).to_be_visible()


async def test_deleting_while_a_counsellor_is_there_takes_every_word_from_the_desk(
    journey: Journey,
) -> None:
    counsellor = await journey.counsellor()
    child = await journey.child()
    await child.skip_to_person("คุยกับพี่เลย")
    await counsellor.take()
    await child.write("ลบได้ไหม")
    await expect(counsellor.lines("child").last).to_contain_text("ลบได้ไหม")
    await child.forget()
    assert await child.kept() == [0, 0, 0]
    await expect(counsellor.page.locator("#pane-notice .notice")).to_be_visible()
    await expect(counsellor.page.locator("#lines .line")).to_have_count(0)
    await expect(counsellor.page.locator("#mine .card")).to_have_count(0)
    assert "ลบได้ไหม" not in await counsellor.page.content()
