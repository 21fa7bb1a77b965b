"""What was begun and not sent, in a real Chromium: it stays for its counsellor and for nobody else."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Error, Page, Playwright, async_playwright, expect

from handoff.board import Destination
from tests.conftest import WINDOWLESS, path_of
from tests.fakes.staffing import enrolled
from tests.handoff.desk.at_desk import ending, kept, open_again, taking, talking, until_kept, write
from tests.handoff.desk.conftest import EVERYWHERE, WIDE, Place, sign_in

pytestmark = pytest.mark.browser

BEGUN = "พี่อยากถามว่า"
NOTE = "ต้องโทรหาหัวหน้า"


async def begin(page: Page, text: str = BEGUN, note: str = NOTE) -> None:
    """Leave a message and a note half done."""
    await page.fill("#text", text)
    await page.click("#note-box > summary")
    await page.fill("#note-text", note)
    await page.press("#note-text", "Escape")


async def finds(page: Page, text: str = BEGUN, note: str = NOTE) -> None:
    """See them again."""
    await expect(page.locator("#text")).to_have_value(text)
    await expect(page.locator("#note-text")).to_have_value(note)
    await expect(page.locator("#note-begun")).to_be_visible()


async def test_a_draft_stays_through_reload_switching_and_language(page: Page, demo: Place) -> None:
    first = await talking(page, demo)
    await begin(page)
    await page.reload()
    await finds(page)
    await taking(page, demo)
    await expect(page.locator("#text")).to_have_value("")
    await open_again(page, first)
    await finds(page)
    await page.click("header form button")
    await page.goto(f"{demo.base}/desk/{first}")
    await finds(page)
    assert demo.counselling.said(first) == demo.counselling.said(first, "note") == []


@EVERYWHERE
async def test_a_draft_stays_through_sign_out_and_the_end_of_a_session(
    page: Page, demo: Place
) -> None:
    conversation = await talking(page, demo)
    await begin(page)
    await page.click("#sign-out button")
    await page.wait_for_url(demo.base + "/")
    await sign_in(page, demo)
    await open_again(page, conversation)
    await finds(page)
    demo.clock.pass_by(minutes=31)
    await page.wait_for_url(demo.base + "/")
    await sign_in(page, demo)
    await open_again(page, conversation)
    await finds(page)


async def started(playwright: Playwright, home: Path) -> BrowserContext:
    """Start a browser that keeps its storage in a folder."""
    return await playwright.chromium.launch_persistent_context(
        home, executable_path=path_of(WINDOWLESS), args=["--no-sandbox"], locale="th-TH"
    )


async def test_a_draft_stays_through_a_crash_of_the_browser_and_lies_there_sealed(
    demo: Place, tmp_path: Path
) -> None:
    """The whole browser is ended, unasked, once the draft is on the disk."""
    home = tmp_path / "profile"

    def on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in home.rglob("Local Storage/leveldb/*.log"))

    async with async_playwright() as playwright:
        context = await started(playwright, home)
        page = context.pages[0]
        conversation = await talking(page, demo)
        await begin(page, "secret word", "secret note")
        await until_kept(page)
        async with asyncio.timeout(20):
            while (await kept(page))[f"desk-draft:{conversation}"].encode() not in on_disk():
                await asyncio.sleep(0.1)
        devtools = await context.new_cdp_session(page)
        with suppress(Error):
            await devtools.send("Browser.crash")
        for hidden in ("secret word", "secret note"):
            assert hidden.encode() not in on_disk()
            assert hidden.encode("utf-16-le") not in on_disk()

        context = await started(playwright, home)
        await context.clear_cookies()  # whether a session outlives a crash is a matter of seconds
        page = context.pages[0]
        await sign_in(page, demo)
        await open_again(page, conversation)
        await finds(page, "secret word", "secret note")
        await context.close()


@EVERYWHERE
async def test_who_signs_in_next_at_the_same_computer_reads_nothing(
    page: Page, demo: Place
) -> None:
    await enrolled(demo.desk.staff, "anan")
    conversation = await talking(page, demo)
    await begin(page)
    await page.click("#sign-out button")
    await page.wait_for_url(demo.base + "/")
    await sign_in(page, demo, "anan")
    await page.evaluate("Drawer.ready")
    assert await page.evaluate("Drawer.names()") == []
    lies_there = json.dumps(await kept(page), ensure_ascii=False)
    assert f"desk-draft:{conversation}" in lies_there
    assert BEGUN not in lies_there + await page.content()
    await page.click("#sign-out button")
    await page.wait_for_url(demo.base + "/")
    await sign_in(page, demo)
    await open_again(page, conversation)
    await finds(page)


@EVERYWHERE
async def test_a_draft_goes_when_it_is_sent(page: Page, demo: Place) -> None:
    await talking(page, demo)
    await page.fill("#text", BEGUN)
    await until_kept(page)
    await page.press("#text", "Enter")
    await until_kept(page, 0)


@pytest.mark.parametrize("way", ["#transfer", "#hand-back"])
@EVERYWHERE
async def test_a_draft_goes_with_the_conversation(page: Page, demo: Place, way: str) -> None:
    await talking(page, demo)
    await begin(page)
    await until_kept(page)
    await page.click("#pass-on summary")
    await page.click(way)
    await expect(page.locator(".done")).to_be_visible()
    await until_kept(page, 0)


@EVERYWHERE
async def test_a_draft_goes_when_the_conversation_is_closed(page: Page, demo: Place) -> None:
    await talking(page, demo)
    await begin(page)
    await ending(page)
    await until_kept(page, 0)
    await page.select_option("#form-gender", "girl", force=True)
    await page.select_option("#form-reason", index=1)
    await page.click("#close")
    await expect(page.locator(".done")).to_be_visible()
    await until_kept(page, 0)


@EVERYWHERE
async def test_a_draft_goes_when_the_conversation_left_while_nobody_was_there(
    page: Page, demo: Place
) -> None:
    conversation = await talking(page, demo)
    await begin(page)
    await page.goto("about:blank")
    await demo.counselling.transfer(conversation, "malee", Destination())
    await page.goto(demo.base + "/desk")
    await until_kept(page, 0)


@EVERYWHERE
async def test_a_draft_goes_after_twelve_hours(page: Page, demo: Place) -> None:
    await talking(page, demo)
    await begin(page)
    await page.click("#sign-out button")
    demo.clock.pass_by(hours=12, minutes=1)
    await sign_in(page, demo)
    await until_kept(page, 0)


@WIDE
async def test_a_browser_that_keeps_nothing_says_so_and_goes_on(page: Page, demo: Place) -> None:
    await page.add_init_script("Storage.prototype.setItem = () => { throw new Error('no'); }")
    first = await talking(page, demo)
    await page.fill("#text", BEGUN)
    await expect(page.locator("#unkept")).to_be_visible()
    await taking(page, demo)
    await open_again(page, first)
    await expect(page.locator("#text")).to_have_value(BEGUN)
    await write(page, "พี่อยู่นี่")
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)


@EVERYWHERE
async def test_what_one_tab_sends_is_no_draft_in_the_other(page: Page, demo: Place) -> None:
    conversation = await talking(page, demo)
    other = await page.context.new_page()
    await other.goto(f"{demo.base}/desk/{conversation}")
    await page.bring_to_front()
    await page.fill("#text", BEGUN)
    await expect(other.locator("#text")).to_have_value(BEGUN)
    await page.press("#text", "Enter")
    await expect(other.locator("#text")).to_have_value("")
    await expect(other.locator(".line.counsellor[data-seq]")).to_have_count(1)
    assert demo.counselling.said(conversation) == [BEGUN]
