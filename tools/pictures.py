"""Makes the pictures of the documents anew: a demo helpline, its people, a browser.

usage: python -m tools.pictures [FOLDER]     (docs/pictures if not said otherwise)

The words in the pictures are training material; no real child's words may ever stand in them.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any, Final

import yaml
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.journeys.installation import ROOT, Installation, installed
from tests.journeys.people import PASSWORD, Child, Counsellor, join, sign_in

_LINES: Final = Path(__file__).with_suffix(".yml")
_PHONE: Final = {"width": 360, "height": 740}
_SCREEN: Final = {"width": 1280, "height": 800}
_PATIENCE_MS: Final = 30_000
_SECRETS: Final = ".picture, .secret, .demo { filter: blur(7px) }"
"""A sign-in secret stands in no document, not even that of a demo."""


class Studio:
    """Opens pages of one helpline and keeps pictures of them in a folder."""

    def __init__(self, installation: Installation, browser: Browser, folder: Path) -> None:
        self._installation = installation
        self._browser = browser
        self._folder = folder
        self.lines = yaml.safe_load(_LINES.read_text(encoding="utf-8"))

    async def child(self, language: str) -> Child:
        """Open the chat on a phone."""
        page = await self._page(_PHONE, language)
        await page.goto(self._installation.chat)
        return Child(page)

    async def desk(self, name: str, *, shown: bool = False) -> Page:
        """Join and sign in; with `shown` there is a picture of the joining."""
        page = await self._page(_SCREEN, "th")
        link = self._installation.links[name]
        if shown:
            await page.goto(link)
            await page.locator("#password").fill(PASSWORD)
            await page.locator("#again").fill(PASSWORD)
            await page.add_style_tag(content=_SECRETS)
            await self.keep(page, "joining")
        await sign_in(page, name, await join(page, link))
        return page

    async def keep(self, page: Page, name: str) -> None:
        """Keep a picture of what the page shows."""
        await page.screenshot(path=self._folder / f"{name}.png", animations="disabled")

    async def _page(self, size: dict[str, int], language: str) -> Page:
        look: dict[str, Any] = {
            "viewport": size,
            "locale": {"th": "th-TH", "en": "en-GB"}[language],
            "reduced_motion": "reduce",
            "bypass_csp": True,  # for the style that blurs secrets
        }
        context = await self._browser.new_context(**look)
        context.set_default_timeout(_PATIENCE_MS)
        return await context.new_page()


async def _with_the_bot(studio: Studio, language: str, words: str) -> None:
    child = await studio.child(language)
    await studio.keep(child.page, f"child-first-{language}")
    await child.write(words)
    await expect(child.page.locator(".choice").first).to_be_visible()
    await child.sees_all_received()
    await studio.keep(child.page, f"child-bot-{language}")
    await child.forget()


async def _in_danger(studio: Studio) -> Child:
    child = await studio.child("th")
    await child.write(studio.lines["danger"])
    await expect(child.page.locator("#status[data-owner=waiting]")).to_be_visible()
    await studio.keep(child.page, "child-danger")
    return child


async def _waiting(studio: Studio) -> Child:
    child = await studio.child("th")
    await child.write(studio.lines["bullied"]["th"])
    await child.tap(studio.lines["person"])
    await expect(child.page.locator(".choice").nth(3)).to_be_visible()
    await studio.keep(child.page, "child-questions")
    await child.tap(studio.lines["about_me"])
    await child.tap(studio.lines["age"])
    await expect(child.page.locator("#status[data-owner=waiting]")).to_be_visible()
    await studio.keep(child.page, "child-queue")
    return child


async def _talk(studio: Studio, child: Child, counsellor: Counsellor) -> None:
    await counsellor.take(counsellor.waiting.last)
    await counsellor.write(studio.lines["greeting"])
    await child.write(studio.lines["detail"])
    await expect(counsellor.page.locator(".mask")).to_be_visible()
    await expect(child.page.locator(".note")).to_be_visible()
    await expect(counsellor.page.locator("#typing span")).to_be_hidden()
    await studio.keep(child.page, "child-counsellor")
    address = counsellor.page.url
    for name in ("desk-conversation-en", "desk-conversation"):
        await counsellor.page.locator("form[action='/language'] button").click()
        await counsellor.page.goto(address)
        await expect(counsellor.page.locator("#text")).to_be_focused()
        await studio.keep(counsellor.page, name)
    await counsellor.page.locator("#replies > summary").click()
    await studio.keep(counsellor.page, "desk-replies")
    await counsellor.page.keyboard.press("Escape")
    await counsellor.open_pass_on()
    await studio.keep(counsellor.page, "desk-pass-on")
    await counsellor.page.keyboard.press("Escape")
    await counsellor.end()
    await studio.keep(counsellor.page, "desk-closing")
    await expect(child.page.locator(".choice").nth(3)).to_be_visible()
    await studio.keep(child.page, "child-after")


async def pictures(installation: Installation, browser: Browser, folder: Path) -> None:
    """Keep a picture of everything the documents show."""
    studio = Studio(installation, browser, folder)
    for language, words in studio.lines["bullied"].items():
        await _with_the_bot(studio, language, words)
    counsellor = Counsellor(await studio.desk("demo-counsellor", shown=True))
    await studio.keep(counsellor.page, "desk-off-duty")
    await counsellor.on_duty()
    child = await _waiting(studio)
    await _in_danger(studio)
    await expect(counsellor.waiting).to_have_count(2)
    await studio.keep(counsellor.page, "desk-waiting")
    board = await studio.desk("demo-supervisor")
    await expect(board.locator("#number-waiting")).to_have_text("2")
    await studio.keep(board, "board")
    await _talk(studio, child, counsellor)


async def _main(folder: Path) -> None:
    expect.set_options(timeout=_PATIENCE_MS)
    with installed() as installation:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            await pictures(installation, browser, folder)
            await browser.close()


if __name__ == "__main__":
    wanted = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "pictures"
    wanted.mkdir(parents=True, exist_ok=True)
    asyncio.run(_main(wanted))
