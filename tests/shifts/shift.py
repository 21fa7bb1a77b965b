"""A shift: children at the far end, the whole helpline between, and staff at real browsers.

Nothing of the helpline is replaced but the platform, the clock and the model (`tests.handoff.house`);
what counsellors and supervisors do, they do on their pages. The clock stands still until a test lets
time pass.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect
from redis.asyncio import Redis

from bot.language import Language
from handoff.conversation import State
from handoff.desk.account import Role
from handoff.desk.app import make_desk
from handoff.desk.page import COOKIE, LANGUAGE_COOKIE
from handoff.desk.parts import Desk
from handoff.dispatcher import Dispatcher
from handoff.history import History
from handoff.keyring import MasterKeys
from handoff.patience import Patience
from handoff.sealing import new_key
from handoff.supervision import Supervision
from tests.conftest import PATIENCE_MS
from tests.fakes.desk import desk_before
from tests.fakes.staffing import KEY, PASSWORD
from tests.handoff.desk import at_desk
from tests.handoff.house import House, Mind, at_work

_GREETINGS: dict[Language, str] = {"th": "สวัสดี", "en": "hello"}


@dataclass(frozen=True)
class View:
    """How staff look at the pages.

    Attributes:
        width: of the browser's window, in CSS pixels.
    """

    language: Language
    width: int

    @property
    def is_phone(self) -> bool:
        """Say whether the lists and a conversation are not beside each other."""
        return self.width < 800


@dataclass(frozen=True)
class Seat:
    """A member of staff at a page of its own."""

    page: Page
    name: str
    view: View
    desk: Desk
    base: str

    def say(self, text_id: str, **fields: object) -> str:
        """Return a text of the desk in the language of the page."""
        return self.desk.words.say(f"desk.{text_id}", self.view.language, **fields)

    def see(self, selector: str, *, having: str = "", saying: str = "") -> Locator:
        """Return what stands on the page: all that hold what is asked for, if anything is."""
        found = self.page.locator(selector)
        if having:
            found = found.filter(has=self.page.locator(having))
        return found.filter(has_text=saying) if saying else found

    async def goes_to(self, path: str) -> None:
        """Open a page of the desk."""
        await self.page.goto(self.base + path)

    async def goes_on_duty(self) -> None:
        """Press the button, as at the beginning of a shift."""
        await self.at_the_lists()
        await self.page.click("#duty-button")
        await expect(self.see("#duty .state")).to_have_text(self.say("duty.on"))

    async def works(self, *, capacity: int = 2, offered: bool = False) -> None:
        """Set how many conversations at once, and whether the next one is offered."""
        await self.page.click("#way summary")
        await self.page.select_option("#capacity", str(capacity))
        await self.page.set_checked("#offered", offered)
        await self.page.click("#keep-way")
        way = self.say("duty.is_offered" if offered else "duty.takes")
        await expect(self.see("#way summary")).to_contain_text(way)
        await expect(self.see("#way summary")).to_contain_text(str(capacity))

    async def steps(self, step: str) -> None:
        """Take a break or come back, or wish for help."""
        button = self.see(f"#step-{step}")
        if not await button.is_visible():
            await self.page.click("#way summary")
        await button.click()

    async def takes(self, conversation: str) -> None:
        """Take a child who waits."""
        await self.at_the_lists()
        await self.page.click(f"#take-{conversation}")
        await self.talks()

    async def accepts(self, conversation: str) -> None:
        """Take a child who is offered."""
        await self.at_the_lists()
        await self.page.click(f"#accept-{conversation}")
        await self.talks()

    async def opens(self, conversation: str) -> None:
        """Open a conversation of one's own."""
        await at_desk.open_again(self.page, conversation)
        await self.talks()

    async def talks(self) -> None:
        """Wait until the message box of a conversation is ready."""
        await expect(self.see("#text")).to_be_focused()

    async def writes(self, text: str) -> None:
        """Send a line to the child."""
        await at_desk.write(self.page, text)

    async def passes_on(self, to: str = "", note: str = "") -> None:
        """Pass the open conversation on, to `colleague:…`, `language:…`, `skill:…` or the queue."""
        await self.page.click("#pass-on summary")
        await self.page.select_option("#to", to)
        await self.page.fill("#pass-note", note)
        await self.page.click("#transfer")

    async def ends(self) -> None:
        """Say goodbye to the child; the closing form opens."""
        await at_desk.ending(self.page)

    async def closes(self, *, reason: str = "mental_health.mood", risk: str = "none") -> None:
        """End the open conversation and close it with the three answers that are required."""
        await self.ends()
        await self.page.select_option("#form-reason", reason)
        await self.page.check(f"input[name=risk][value={risk}]")
        await self.page.select_option("#form-outcome", "handed_over")
        await self.page.click("#close")
        await expect(self.see("#closing")).to_have_count(0)

    async def at_the_lists(self) -> None:
        """Go back to the lists where they are not beside the conversation: on a phone."""
        await at_desk.at_the_lists(self.page)

    async def beside(self) -> "Seat":
        """Open another tab in the same browser."""
        return replace(self, page=await self.page.context.new_page())

    async def keeps_a_draft(self) -> None:
        """Wait until what is typed lies in the browser, sealed."""
        await at_desk.until_kept(self.page)

    async def fits(self) -> None:
        """Nothing may be cut off at the side."""
        assert await self.page.evaluate(at_desk.TOO_WIDE) <= 0


@dataclass(frozen=True)
class Shift:
    """The helpline and everybody on it."""

    house: House
    desk: Desk
    base: str
    browser: Browser
    view: View
    stack: AsyncExitStack
    faults: list[str]

    async def counsellor(
        self,
        name: str = "malee",
        *,
        languages: tuple[Language, ...] = ("th", "en"),
        skills: tuple[str, ...] = (),
        on_duty: bool = True,
    ) -> Seat:
        """Let a counsellor sit down at the desk."""
        seat = await self._seat(name, Role.COUNSELLOR, languages, skills)
        await seat.goes_to("/desk")
        if on_duty:
            await seat.goes_on_duty()
        return seat

    async def supervisor(self, path: str = "/board", name: str = "somchai") -> Seat:
        """Let a supervisor open one of its pages."""
        seat = await self._seat(name, Role.SUPERVISOR, ("th", "en"), ())
        await seat.goes_to(path)
        return seat

    async def operator(self, path: str) -> Seat:
        """Let the operator open one of its pages."""
        seat = await self._seat("wichai", Role.OPERATOR, ("th", "en"), ())
        await seat.goes_to(path)
        return seat

    async def guest(self, name: str) -> Seat:
        """Let somebody sit down who is not signed in."""
        return Seat(await self._page(), name, self.view, self.desk, self.base)

    async def again(self, seat: Seat) -> Seat:
        """Let somebody sign in at another device."""
        return await self._signed_in(seat.name)

    async def signs_in(self, seat: Seat) -> None:
        """Fill in the form of the sign-in page, which is open or said to be."""
        self.house.clock.passes(seconds=30)  # a one-time code is good once
        if not await seat.see("#name").is_visible():
            await seat.goes_to("/")
        await seat.page.fill("#name", seat.name)
        await seat.page.fill("#password", PASSWORD)
        await seat.page.fill("#code", (await self.desk.staff.demo_codes())[seat.name])
        await seat.page.press("#code", "Enter")
        await seat.page.wait_for_url(re.compile("/(desk|board)"))

    async def child(self, who: str, text: str) -> None:
        """Let a child write."""
        await self.house.child(who, text, settle=False)

    async def waits(self, who: str, text: str = "", *, language: Language | None = None) -> str:
        """Let a child ask for a person; return its conversation."""
        await self.child(who, text or _GREETINGS[language or self.view.language])
        for key in ("human", "skip_all"):
            await self.answered(who)
            await self.house.tap(who, key)
        conversation = await self.house.conversation(who)
        await self.comes_to(conversation, State.WAITING, State.OFFERED)
        return conversation

    async def comes_to(self, conversation: str, *states: State) -> None:
        """Wait until a conversation is in one of these states."""
        await self.until(lambda: self._is_in(conversation, states))

    async def hears(self, who: str, text: str) -> None:
        """Wait until these words have reached a child."""
        await self.until(lambda: self._heard(who, text))

    async def answered(self, who: str) -> None:
        """Wait until a child has been told something."""
        await self.until(lambda: self._heard(who, ""))

    async def until(self, comes_true: Callable[[], Awaitable[bool]]) -> None:
        """Look again until something has come true."""
        async with asyncio.timeout(20):
            while not await comes_true():
                await asyncio.sleep(0.02)

    async def passes(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass, and everything fall due that does."""
        self.house.clock.passes(minutes=minutes, seconds=seconds)
        await self.house.timekeeper.fire_all()

    def told(self, text_id: str, language: Language | None = None, **fields: object) -> str:
        """Return what a child is told, in the language of the view unless it has another."""
        words = self.house.mind.content.words
        return words.say(text_id, language or self.view.language, **fields)

    async def _is_in(self, conversation: str, states: tuple[State, ...]) -> bool:
        return await self.house.state(conversation) in states

    async def _heard(self, who: str, text: str) -> bool:
        return any(text in line for line in self.house.heard(who))

    async def _seat(
        self, name: str, role: Role, languages: tuple[Language, ...], skills: tuple[str, ...]
    ) -> Seat:
        staff = self.desk.staff
        link = await staff.invite(name, role, languages, skills)
        await staff.enrol(link, PASSWORD, (await staff.enrolment(link)).code)
        return await self._signed_in(name)

    async def _signed_in(self, name: str) -> Seat:
        self.house.clock.passes(seconds=30)  # a one-time code is good once
        staff = self.desk.staff
        code = (await staff.demo_codes())[name]
        session = await staff.sign_in(name, PASSWORD, code, language=self.view.language)
        page = await self._page()
        await self._keep(page, COOKIE, session.token)
        return Seat(page, name, self.view, self.desk, self.base)

    async def _page(self) -> Page:
        size: ViewportSize = {"width": self.view.width, "height": 800}
        context = await self.browser.new_context(viewport=size, reduced_motion="reduce")
        self.stack.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(30_000)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        page = await context.new_page()
        await self._keep(page, LANGUAGE_COOKIE, self.view.language)
        return page

    async def _keep(self, page: Page, name: str, value: str) -> None:
        secure = self.base.replace("http", "https", 1)
        await page.context.add_cookies([{"name": name, "value": value, "url": secure}])


@asynccontextmanager
async def begun(
    redis: Redis, folder: Path, mind: Mind, browser: Browser, view: View
) -> AsyncIterator[Shift]:
    """Run a helpline and its desk while the block lasts; no script of a page may fail."""
    house = House(redis, folder, mind=mind, masters=MasterKeys(transcript=KEY, route=new_key()))
    await house.store.open()
    queue, patience = house.queue, Patience()
    desk = desk_before(
        queue,
        supervision=Supervision(
            lists=queue.reading, acts=queue.acts, words=mind.content.words, patience=patience
        ),
        today=History(house.store, house.clock).today,
        redis=redis,
        clock=house.clock,
        signals=house.signals,
        demo=True,
        heartbeat=0.2,
        home=folder,
    )
    dispatcher = Dispatcher(
        duty=house.duty,
        lists=queue.reading,
        acts=queue.acts,
        signals=house.signals,
        clock=house.clock,
        patience=patience,
    )
    server = TestServer(make_desk(desk))
    faults: list[str] = []
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(at_work(house))
        offering = asyncio.create_task(dispatcher.run())
        await server.start_server(shutdown_timeout=5)
        stack.push_async_callback(_over, offering, server)
        base = f"http://127.0.0.1:{server.port}"
        yield Shift(house, desk, base, browser, view, stack, faults)
    assert faults == []


async def _over(offering: asyncio.Task[None], server: TestServer) -> None:
    offering.cancel()
    await asyncio.gather(offering, return_exceptions=True)
    await server.close()
