"""The people of a journey at their browsers: a child with a phone, staff at a desk.

They do what a person does, by what the pages show; nothing here looks behind a page.
"""

import re
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

import pyotp
from playwright.async_api import Locator, Page, expect

_CLOCKS_AND_KEYS: Final = re.compile("[0-9a-f-]{13,}")
"""Longer than any phone number; their digits are nobody's."""

PASSWORD: Final = "seven quiet rivers run"
_STEP_SECONDS = 30


@dataclass
class Child:
    """A child at its page."""

    page: Page

    @property
    def status(self) -> Locator:
        """The line that says who answers now."""
        return self.page.locator("#status")

    async def write(self, text: str) -> None:
        """Type a line, key by key, and send it."""
        await self.page.locator("#text").press_sequentially(text)
        await self.page.keyboard.press("Enter")

    async def tap(self, label: str) -> None:
        """Press a choice under the newest lines."""
        await self.page.locator(".choice").get_by_text(label, exact=True).click()

    async def skip_to_person(self, label: str) -> None:
        """Ask for a person at once: by the button, then past all questions."""
        await self.page.locator("#menu-open").click()
        await self.page.locator("#menu-human").click()
        await self.tap(label)

    def lines(self, author: str) -> Locator:
        """Return the bubbles of one who speaks."""
        return self.page.locator(f".line.{author}")

    def said(self, text: str) -> Locator:
        """Return the bubbles that hold these words."""
        return self.page.locator(".line > .text", has_text=text)

    async def texts(self) -> list[str]:
        """Return all bubbles in order."""
        return await self.page.locator(".line > .text").all_text_contents()

    async def sees_all_received(self) -> None:
        """Wait until everything the child wrote is marked as received."""
        waiting = self.page.locator(".mark[data-state=sending], .mark[data-state=again]")
        await expect(waiting).to_have_count(0)

    async def kept(self) -> list[int]:
        """Return how much this browser keeps: session storage, local storage, cookies."""
        sizes: list[int] = await self.page.evaluate(
            "[sessionStorage.length, localStorage.length, document.cookie.length]"
        )
        return sizes

    async def exit(self) -> None:
        """Leave in a hurry."""
        async with self.page.expect_navigation():
            await self.page.locator("#exit").click()

    async def forget(self) -> None:
        """Delete the chat."""
        await self.page.locator("#menu-open").click()
        await self.page.locator("#menu-forget").click()
        await self.page.locator("#forget-yes").click()
        await expect(self.page.locator("#done")).to_be_visible()


@dataclass
class Counsellor:
    """A counsellor at the desk."""

    page: Page

    @property
    def waiting(self) -> Locator:
        """The cards of children who wait."""
        return self.page.locator("#waiting .card")

    @property
    def about(self) -> Locator:
        """What stands above the open conversation."""
        return self.page.locator("#about")

    async def on_duty(self) -> None:
        """Go on duty, if not there yet."""
        await self._duty(on=True)

    async def off_duty(self) -> None:
        """Go off duty, if not gone yet."""
        await self._duty(on=False)

    async def _duty(self, *, on: bool) -> None:
        wanted = self.page.locator(f"#duty .state.{'on' if on else 'off'}")
        if not await wanted.is_visible():
            await self.page.locator("#duty-button").click()
        await expect(wanted).to_be_visible()

    async def take(self, card: Locator | None = None) -> None:
        """Take a child who waits, the first if not said otherwise."""
        await (card or self.waiting.first).locator("button").click()
        await expect(self.page.locator("#text")).to_be_focused()

    async def write(self, text: str) -> None:
        """Type a line and send it."""
        await self.page.locator("#text").press_sequentially(text)
        await self.page.keyboard.press("Enter")

    def lines(self, author: str) -> Locator:
        """Return the lines of one who speaks."""
        return self.page.locator(f"#lines .line.{author}")

    async def texts(self) -> list[str]:
        """Return all lines in order."""
        return await self.page.locator("#lines .line .text").all_text_contents()

    async def open_pass_on(self) -> None:
        """Open what ends a conversation or passes it on."""
        await self.page.locator("#pass-on > summary").click()

    async def end(self) -> None:
        """End the conversation; the closing form opens."""
        await self.open_pass_on()
        await self.page.locator("#end").click()
        await expect(self.page.locator("#closing")).to_be_visible()

    async def close(self, reason: str, risk: str, outcome: str) -> None:
        """Fill in the closing form and send it."""
        await self.page.locator("#form-reason").select_option(reason)
        await self.page.locator(f"input[name=risk][value={risk}]").check()
        await self.page.locator("#form-outcome").select_option(outcome)
        await self.page.locator("#close").click()
        await expect(self.page.locator(".done")).to_be_visible()

    async def finish(self) -> None:
        """End and close every conversation held."""
        held = self.page.locator("#mine .card")
        while left := await held.count():
            address = await held.first.locator("a").get_attribute("href") or ""
            await self.page.goto(urljoin(self.page.url, address))
            form, tools = self.page.locator("#closing"), self.page.locator("#pass-on")
            await expect(form.or_(tools)).to_be_visible()
            if await tools.is_visible():
                await self.end()
            await self.close("violence.bullying", "none", "handed_over")
            await expect(held).to_have_count(left - 1)


async def source(page: Page) -> str:
    """Return all a page holds, seen or not, but its moments and random keys."""
    return _CLOCKS_AND_KEYS.sub("", await page.content())


async def join(page: Page, link: str) -> str:
    """Follow a one-time link to the end; return the secret that now is in the phone."""
    await page.goto(link)
    secret = await page.locator("#secret").inner_text()
    await page.locator("#password").fill(PASSWORD)
    await page.locator("#again").fill(PASSWORD)
    await page.locator("#code").fill(_code(secret, 0))
    await page.locator("main button.main").click()
    await page.locator("main a.main").click()
    await expect(page.locator("#name")).to_be_visible()
    return secret


async def sign_in(page: Page, name: str, secret: str) -> None:
    """Sign in with the next code: the present one was used up by joining."""
    await page.locator("#name").fill(name)
    await page.locator("#password").fill(PASSWORD)
    await page.locator("#code").fill(_code(secret, 1))
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/(desk|board)$"))


def _code(secret: str, steps_ahead: int) -> str:
    return pyotp.TOTP(secret.replace(" ", "")).at(int(time.time()) + steps_ahead * _STEP_SECONDS)
