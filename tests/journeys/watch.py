"""Watches browsers on a journey: what pages ask for, what they complain of, what axe-core finds.

It looks on only; it never does what a person would do.
"""

from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Route

from tests.journeys.installation import NEUTRAL, ROOT

_AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_UNREACHED: Final = ("Failed to load resource", "net::ERR_", "Event")
"""What a browser, or the page's event stream, notes in the console when nobody answers."""
_REFUSED: Final = "status of 409"
"""What a browser notes when the desk refuses something; the page says why in words."""


@dataclass
class Watch:
    """What the browsers of one journey did that nobody asked them to.

    Attributes:
        origins: what pages may ask for.
        cut: True when the journey cuts the network or kills a part; then a browser's own note that
            something could not be loaded is no complaint.
        strangers: addresses of other origins that were asked for.
        complaints: errors of scripts, and what stood in the console.
        barriers: what axe-core calls serious or critical, by page.
    """

    origins: tuple[str, ...]
    cut: bool = False
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    barriers: dict[str, list[str]] = field(default_factory=dict)

    async def over(self, context: BrowserContext) -> None:
        """Watch every page of a browser from now on."""
        await context.route(f"{NEUTRAL}**", _weather)
        context.on("request", lambda request: self._asked(request.url))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", self._said)

    async def look(self, page: Page, name: str) -> None:
        """Search a page as it stands for barriers, by day and by night."""
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            if found := await _serious(page):
                self.barriers[f"{name}, {scheme}"] = found
        await page.emulate_media(color_scheme="light")

    def found(self) -> tuple[list[str], list[str], dict[str, list[str]]]:
        """Return everything that should not have been."""
        return self.strangers, self.complaints, self.barriers

    def _asked(self, address: str) -> None:
        own = address.startswith((*(f"{origin}/" for origin in self.origins), "data:", "blob:"))
        if not own and not address.startswith(NEUTRAL):
            self.strangers.append(address)

    def _said(self, message: ConsoleMessage) -> None:
        cut = self.cut and any(words in message.text for words in _UNREACHED)
        expected = cut or _REFUSED in message.text
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(message.text)


async def _weather(route: Route) -> None:
    await route.fulfill(body="<title>Weather</title>sunny", content_type="text/html")


async def _serious(page: Page) -> list[str]:
    await page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
