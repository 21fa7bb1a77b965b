"""What a counsellor does at the desk in a browser, for tests that begin with it."""

import asyncio
import re

from playwright.async_api import Page, expect

from tests.fakes.staffing import enrolled
from tests.handoff.desk.conftest import Place, sign_in

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""More than 0 where something is cut off at the side."""

COUNTS_SOUNDS = """window.played = 0; const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { window.played += 1; start.call(this, at); };"""

KEEPS_NOTICES = """const Real = window.Notification; window.told = [];
window.Notification = class extends Real {
  constructor(title, options) { super(title, options); window.told.push(`${title} ${options.body}`); }
};"""


async def is_quiet(page: Page) -> None:
    """Expect that the bell rings no more."""
    await expect(page.locator("#bell")).not_to_have_class(re.compile("ringing"))


async def at_the_desk(page: Page, place: Place) -> None:
    """Enrol and sign in."""
    await enrolled(place.desk.staff, "malee")
    await sign_in(page, place)


async def talking(page: Page, place: Place, **arrival: object) -> str:
    """Sign in and take a child who waits; return the conversation."""
    await at_the_desk(page, place)
    return await taking(page, place, **arrival)


async def taking(page: Page, place: Place, **arrival: object) -> str:
    """Take a child who waits; return the conversation."""
    conversation = await place.counselling.arrive("สวัสดี", **arrival)  # type: ignore[arg-type]
    await at_the_lists(page)
    await page.click(f"#take-{conversation}")
    await expect(page.locator("#text")).to_be_focused()
    return conversation


async def at_the_lists(page: Page) -> None:
    """Go back to the lists where they are not beside the conversation: on a phone."""
    back = page.locator("#conversation .back a")
    if await back.is_visible():
        await back.click()
        await expect(page.locator("#lists")).to_be_visible()


async def open_again(page: Page, conversation: str) -> None:
    """Open a conversation of one's own from the list."""
    await at_the_lists(page)
    await page.click(f"#open-{conversation}")


async def write(page: Page, text: str) -> None:
    """Send a line."""
    await page.fill("#text", text)
    await page.press("#text", "Enter")


async def ending(page: Page) -> None:
    """End the open conversation; the closing form opens."""
    await page.click("#pass-on summary")
    await page.click("#end")
    await expect(page.locator("#closing h3")).to_be_focused()


async def kept(page: Page) -> dict[str, str]:
    """Return what lies in the browser's storage."""
    found: dict[str, str] = await page.evaluate("({...localStorage})")
    return found


async def until_kept(page: Page, count: int = 1) -> None:
    """Wait until so many drafts lie in the browser's storage."""
    found = "Object.keys(localStorage).filter((key) => key.startsWith('desk-draft:')).length"
    await until(page, f"{found} === {count}")


async def until(page: Page, comes_true: str) -> None:
    """Wait for an expression; the policy of the page lets nothing be evaluated inside it."""
    async with asyncio.timeout(10):
        while not await page.evaluate(comes_true):
            await asyncio.sleep(0.02)
