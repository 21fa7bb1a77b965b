"""The child's page open in a real browser, with a scripted helpline behind it."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from connectors.base import Address, Button, Incoming, Kind, Outgoing
from connectors.web.connector import Rates
from tests.connectors.chatting import Chat, make_line, serving
from tests.fakes.pages import FakeHelpline

HUMAN = Button("human", "Talk to a person")


def answer(incoming: Incoming) -> Iterable[Outgoing]:
    if incoming.kind is Kind.TEXT:
        yield make_line(f"You said {incoming.text}.")
        yield make_line("What now?", HUMAN, Button("menu", "Menu"), Button("tel:1387", "Call 1387"))
    elif incoming.text == "human":
        yield make_line("A counsellor will come.", Button("leave", "Stop waiting"), author="queue")


@dataclass
class Screen:
    """One open page and everything it asked for."""

    page: Page
    context: BrowserContext
    chat: Chat
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def helpline(self) -> FakeHelpline:
        return self.chat.helpline

    @property
    def child(self) -> Address:
        return self.helpline.accepted[-1].address

    @property
    def said(self) -> list[str]:
        return [incoming.text for incoming in self.helpline.accepted]

    async def write(self, text: str) -> None:
        await self.page.get_by_role("textbox").fill(text)
        await self.page.keyboard.press("Enter")

    async def converse(self, text: str = "hello") -> None:
        await self.write(text)
        await expect(self.lines("bot").last).to_contain_text("What now?")

    def lines(self, author: str) -> Locator:
        return self.page.locator(f".line.{author}")

    async def texts(self) -> list[str]:
        return await self.page.locator(".line > .text").all_text_contents()

    async def stored(self) -> list[str]:
        return sorted(await self.page.evaluate("Object.keys(sessionStorage)"))


OpenScreen = Callable[..., AbstractAsyncContextManager[Screen]]


@asynccontextmanager
async def open_screen(
    browser: Browser,
    *,
    rates: Rates | None = None,
    clock: Callable[[], float] | None = None,
    **look: object,
) -> AsyncIterator[Screen]:
    """Open the page in a fresh profile, the size of a phone and in English if not said otherwise."""
    profile: Any = {"viewport": {"width": 360, "height": 740}, "locale": "en-GB"} | look
    async with (
        neutral_site() as neutral,
        serving(FakeHelpline(answer), neutral_site=neutral, rates=rates, clock=clock) as chat,
        await browser.new_context(**profile) as context,
    ):
        opened = Screen(await context.new_page(), context, chat)
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on("console", lambda message: opened.complaints.append(message.text))
        await opened.page.goto(chat.url)
        yield opened


@asynccontextmanager
async def neutral_site() -> AsyncIterator[str]:
    async def weather(_request: web.Request) -> web.Response:
        return web.Response(text="<title>Weather</title>sunny", content_type="text/html")

    app = web.Application()
    app.router.add_get("/weather", weather)
    async with TestServer(app) as server:
        yield str(server.make_url("/weather"))
