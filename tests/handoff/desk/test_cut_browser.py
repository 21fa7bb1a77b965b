"""Broken connections, more tabs, more devices and sleep, in a real Chromium: nothing lost, nothing doubled."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from handoff.board import Destination
from tests.fakes.staffing import enrolled
from tests.fakes.wire import Wire, strung
from tests.handoff.desk.at_desk import taking, talking, until_kept, write
from tests.handoff.desk.conftest import EACH, Place, sign_in

pytestmark = pytest.mark.browser

CUTS = 500


@pytest_asyncio.fixture(loop_scope="session")
async def wire(demo: Place) -> AsyncIterator[Wire]:
    """A wire to the desk; a page is told to come back after 10 ms, not after a second."""
    async with strung(demo.server.port or 0, instead={b"retry: 1000": b"retry: 0010"}) as wire:
        yield wire


async def at_the_wire(page: Page, place: Place, wire: Wire) -> str:
    """Sign in over the wire and take a child; return the conversation."""
    await enrolled(place.desk.staff, "malee")
    await sign_in(page, place, base=f"http://127.0.0.1:{wire.port}")
    return await taking(page, place)


async def shows(page: Page, place: Place, conversation: str) -> list[str]:
    """Wait until the page shows as many lines as there are; return what it shows."""
    held = await place.counselling.lines(conversation, "malee")
    await expect(page.locator(".line[data-seq]")).to_have_count(len(held), timeout=20_000)
    await expect(page.locator(".line[data-echo]")).to_have_count(0)
    shown = await page.locator(".line .text").all_inner_texts()
    assert shown == [line.text for line in held]
    return shown


async def test_a_connection_cut_five_hundred_times_loses_and_doubles_nothing(
    page: Page, demo: Place, wire: Wire
) -> None:
    """In mid-conversation, each time as soon as the stream is open, with both sides writing."""
    conversation = await at_the_wire(page, demo, wire)
    for cut in range(1, CUTS + 1):
        await wire.opens_a_stream()
        wire.snap()
        if cut % 5 == 0:
            await demo.counselling.child_says(conversation, f"child {cut}")
        if cut % 10 == 0:
            await write(page, f"counsellor {cut}")
    written = [f"counsellor {cut}" for cut in range(10, CUTS + 1, 10)]
    await demo.counselling.until(lambda: demo.counselling.said(conversation) == written)
    shown = await shows(page, demo, conversation)
    assert [one for one in shown if one.startswith("counsellor")] == written
    assert [one for one in shown if one.startswith("child")] == [
        f"child {cut}" for cut in range(5, CUTS + 1, 5)
    ]
    await demo.counselling.child_says(conversation, "and on")
    await expect(page.locator(".line.child").last).to_contain_text("and on")


async def test_a_cut_that_spares_the_stream_is_made_good_all_the_same(
    page: Page, demo: Place, wire: Wire
) -> None:
    """Nobody says that the connection is back, because the stream never noticed."""
    conversation = await at_the_wire(page, demo, wire)
    await page.route(re.compile("/(lines|say)"), lambda route: route.abort())
    await write(page, "พี่อยู่นี่")
    await demo.counselling.child_says(conversation, "หนูอยู่นี่")
    await expect(page.locator(".line.stuck")).to_be_visible()
    await page.unroute_all()
    await demo.counselling.until(lambda: bool(demo.counselling.said(conversation)))
    await shows(page, demo, conversation)
    assert demo.counselling.said(conversation) == ["พี่อยู่นี่"]


async def test_two_tabs_and_two_devices_of_one_person_show_the_same(
    page: Page, demo: Place, browser: Browser
) -> None:
    conversation = await talking(page, demo)
    tab = await page.context.new_page()
    await tab.goto(f"{demo.base}/desk/{conversation}")
    phone = await (await browser.new_context(viewport={"width": 390, "height": 740})).new_page()
    await sign_in(phone, demo)
    await phone.click(f"#open-{conversation}")
    pages = (page, tab, phone)
    for number, one in enumerate(pages):
        await write(one, f"from {number}")
        await demo.counselling.until(lambda: len(demo.counselling.said(conversation)) > number)  # noqa: B023 - waited for at once
        await demo.counselling.child_says(conversation, f"answer {number}")
    for one in pages:
        await shows(one, demo, conversation)
    assert demo.counselling.said(conversation) == ["from 0", "from 1", "from 2"]
    await page.click("#pass-on summary")
    await page.click("#end")
    for one in pages:
        await expect(one.locator("#closing")).to_be_visible()
    await page.select_option("#form-reason", index=1)
    await page.click("#close")
    for one in pages:
        await expect(one.locator("#mine .card")).to_have_count(0)


@EACH
async def test_a_laptop_that_slept_shows_what_was_said_meanwhile(
    page: Page, demo: Place, wire: Wire
) -> None:
    """Its connection died in the night and nobody told it so."""
    conversation = await at_the_wire(page, demo, wire)
    await page.fill("#text", "half a")
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    wire.hold()
    for number in range(20):
        await demo.counselling.child_says(conversation, f"meanwhile {number}")
    wire.mend()
    await devtools.send("Page.setWebLifecycleState", {"state": "active"})
    await shows(page, demo, conversation)
    await expect(page.locator("#text")).to_have_value("half a")


@EACH
async def test_a_laptop_that_slept_too_long_asks_to_sign_in_and_sends_what_was_typed(
    page: Page, demo: Place, wire: Wire
) -> None:
    conversation = await at_the_wire(page, demo, wire)
    wire.cut()
    await write(page, "ก่อนหลับ")
    await expect(page.locator(".line.stuck")).to_be_visible()
    demo.clock.pass_by(minutes=31)
    wire.mend()
    await page.wait_for_url(re.compile(r":\d+/$"))
    assert demo.counselling.said(conversation) == []
    await sign_in(page, demo, base=f"http://127.0.0.1:{wire.port}")
    await demo.counselling.until(lambda: bool(demo.counselling.said(conversation)))
    await page.click(f"#open-{conversation}")
    await shows(page, demo, conversation)
    assert demo.counselling.said(conversation) == ["ก่อนหลับ"]
    await until_kept(page, 0)


@EACH
async def test_lines_typed_offline_outlive_their_page_and_are_sent_once_and_in_order(
    page: Page, demo: Place, wire: Wire
) -> None:
    conversation = await at_the_wire(page, demo, wire)
    wire.cut()
    for text in ("หนึ่ง", "สอง", "สาม"):
        await write(page, text)
    await page.press("#text", "Alt+n")
    await page.fill("#note-text", "จดไว้")
    await page.press("#note-text", "Control+Enter")
    await expect(page.locator(".line.note.stuck, .line.note[data-echo]")).to_have_count(1)
    await until_kept(page)
    await page.close()
    wire.mend()
    again = await page.context.new_page()
    await again.goto(f"http://127.0.0.1:{wire.port}/desk/{conversation}")
    await demo.counselling.until(lambda: bool(demo.counselling.said(conversation, "note")))
    await shows(again, demo, conversation)
    assert demo.counselling.said(conversation) == ["หนึ่ง", "สอง", "สาม"]
    assert demo.counselling.said(conversation, "note") == ["จดไว้"]
    await until_kept(again, 0)


@EACH
async def test_lines_that_came_too_late_are_owned_up_to(
    page: Page, demo: Place, wire: Wire
) -> None:
    """The child went back to the queue while its counsellor was cut off; nothing pretends to have gone."""
    conversation = await at_the_wire(page, demo, wire)
    wire.cut()
    await write(page, "ไม่ทัน")
    await expect(page.locator(".line.stuck")).to_be_visible()
    await demo.counselling.transfer(conversation, "malee", Destination())
    wire.mend()
    await expect(page.locator("#list-notice .notice")).to_contain_text("1")
    await expect(page.locator("#pane-notice .notice")).to_be_visible()
    await until_kept(page, 0)
    assert demo.counselling.said(conversation) == []


async def test_a_line_for_a_child_that_no_list_had_shown_yet_is_owned_up_to(
    page: Page, demo: Place
) -> None:
    """Taken and lost again before the stream told of either."""
    await enrolled(demo.desk.staff, "malee")
    conversation = await demo.counselling.arrive("สวัสดี")
    await page.route("**/events*", lambda route: route.abort())
    await sign_in(page, demo)
    await page.click(f"#take-{conversation}")
    await expect(page.locator("#text")).to_be_focused()
    await page.route("**/say", lambda route: route.abort())
    await write(page, "ไม่ทัน")
    await expect(page.locator(".line.stuck")).to_be_visible()
    await demo.counselling.transfer(conversation, "malee", Destination())
    await page.unroute_all()
    await expect(page.locator("#list-notice .notice")).to_contain_text("1")
    await expect(page.locator("#pane-notice .notice")).to_be_visible()
    await until_kept(page, 0)
    assert demo.counselling.said(conversation) == []
