"""The network is cut on either side, pages are loaded again, processes are killed: nothing is lost."""

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Journey

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_whatever_is_cut_or_killed_nothing_is_lost_or_doubled(journey: Journey) -> None:
    journey.watch.cut = True
    counsellor = await journey.counsellor()
    child = await journey.child()
    await child.skip_to_person("คุยกับพี่เลย")
    await counsellor.take()
    await counsellor.write("พี่ 1")
    await expect(child.said("พี่ 1")).to_be_visible()

    # The child loses the network; both go on writing.
    await child.page.context.set_offline(offline=True)
    await child.write("น้อง 1")
    await child.write("น้อง 2")
    await expect(child.page.locator("#trouble")).to_contain_text("เน็ตหลุด")
    await counsellor.write("พี่ 2")
    await child.page.context.set_offline(offline=False)
    await child.sees_all_received()
    await expect(child.said("พี่ 2")).to_be_visible()
    await expect(counsellor.lines("child").last.locator(".text")).to_have_text("น้อง 2")

    # The counsellor loses the network; both go on writing.
    await counsellor.page.context.set_offline(offline=True)
    await expect(counsellor.page.locator("#connection")).not_to_be_empty()
    await counsellor.write("พี่ 3")
    await expect(counsellor.page.locator(".line.stuck")).to_have_count(1)
    await child.write("น้อง 3")
    await child.sees_all_received()
    await counsellor.page.context.set_offline(offline=False)
    await expect(child.said("พี่ 3")).to_be_visible()
    await expect(counsellor.lines("child").last.locator(".text")).to_have_text("น้อง 3")

    # Both processes die in the middle; both people go on writing.
    journey.installation.kill("gateway", "desk")
    await child.write("น้อง 4")
    await counsellor.write("พี่ 4")
    await child.sees_all_received()
    await expect(child.said("พี่ 4")).to_be_visible()
    await expect(counsellor.lines("child").last.locator(".text")).to_have_text("น้อง 4")

    # The store dies too, with a line under way.
    await child.write("น้อง 5")
    journey.installation.kill("store")
    await counsellor.write("พี่ 5")
    await child.sees_all_received()
    await expect(child.said("พี่ 5")).to_be_visible()
    await expect(counsellor.lines("child").last.locator(".text")).to_have_text("น้อง 5")

    # Both load the page again: each line stands there once, in the order of its writer.
    await child.page.reload()
    await counsellor.page.reload()
    await expect(child.said("พี่ 5")).to_be_visible()
    await expect(counsellor.lines("counsellor").last).to_be_visible()
    for texts in (await child.texts(), await counsellor.texts()):
        for who in ("พี่", "น้อง"):
            said = [text for text in texts if text in {f"{who} {n}" for n in range(1, 6)}]
            assert said == [f"{who} {n}" for n in range(1, 6)]


async def test_a_line_that_could_not_be_read_is_not_passed_over_by_a_reply(
    journey: Journey,
) -> None:
    """The counsellor's own line comes back with a later number than the child's unread one."""
    journey.watch.cut = True
    counsellor = await journey.counsellor()
    child = await journey.child()
    await child.skip_to_person("คุยกับพี่เลย")
    await counsellor.take()
    await counsellor.write("พี่ 1")
    await expect(counsellor.lines("counsellor").locator(".mark.sent")).to_be_visible()

    await counsellor.page.route("**/lines?*", lambda route: route.abort())
    async with counsellor.page.expect_event("requestfailed"):
        await child.write("น้อง 1")
    await counsellor.page.unroute("**/lines?*")
    await counsellor.write("พี่ 2")
    await expect(counsellor.lines("child").last.locator(".text")).to_have_text("น้อง 1")
    said = [text for text in await counsellor.texts() if text in {"พี่ 1", "น้อง 1", "พี่ 2"}]
    assert said == ["พี่ 1", "น้อง 1", "พี่ 2"]
