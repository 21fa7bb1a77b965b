"""A desk over a real store with the fake helpline behind it, staff signed in, and a real browser."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, ClientSession, DummyCookieJar
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, ViewportSize, expect
from redis.asyncio import Redis

from bot.language import Language
from handoff.desk.account import Role
from handoff.desk.app import make_desk
from handoff.desk.guard import Door, guarded
from handoff.desk.page import COOKIE
from handoff.desk.parts import Desk
from handoff.desk.session import Session
from operation.valkey import ValkeyPlace
from tests.conftest import PATIENCE_MS, emptied, in_one_loop
from tests.fakes.counselling import FakeCounselling
from tests.fakes.desk import ROOT, make_parts
from tests.fakes.staffing import PASSWORD, Clock, signed_in

EVERYWHERE = pytest.mark.parametrize("view", ["th-1280", "en-390"])
"""For what counsellors do on a desk as on a phone; the crossed pairs differ in nothing further."""

EACH = pytest.mark.parametrize("view", ["th-1280", "th-390", "en-1280", "en-390"])
"""For what no shift (`tests/shifts`) plays in all four."""

WIDE = pytest.mark.parametrize("view", ["th-1280", "en-1280"])
"""For what needs the lists beside the conversation, or a keyboard."""

EYES = pytest.mark.parametrize(("scheme", "language"), [("light", "th"), ("dark", "en")])
"""For what must be seen by everybody: colours know no language, and words no colour."""

_LOCALES = {"th": "th-TH", "en": "en-GB"}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Person:
    """A member of staff at a browser that keeps the rules of forms and cookies."""

    http: ClientSession
    base: str
    session: Session
    answers: list[ClientResponse]
    """Every answer, kept until the test is over, so that none is dropped half read."""

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.session.token}", "Sec-Fetch-Site": "same-origin"}

    async def get(self, path: str, **headers: str) -> ClientResponse:
        answer = await self.http.get(
            self.base + path, headers=self.headers | headers, allow_redirects=False
        )
        self.answers.append(answer)
        return answer

    async def post(self, path: str, fields: dict[str, str] | None = None) -> ClientResponse:
        """Post as the page's script does."""
        headers = self.headers | {"X-CSRF-Token": self.session.csrf, "HX-Request": "true"}
        answer = await self.http.post(
            self.base + path, data=fields or {"-": ""}, headers=headers, allow_redirects=False
        )
        self.answers.append(answer)
        return answer


@dataclass
class Place:
    """The desk under test."""

    desk: Desk
    counselling: FakeCounselling
    clock: Clock
    server: TestServer
    http: ClientSession
    answers: list[ClientResponse]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    async def signed_in(self, name: str = "malee", role: Role = Role.COUNSELLOR) -> Person:
        session = await signed_in(self.desk.staff, name, role)
        return Person(self.http, self.base, session, self.answers)


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    in_one_loop(items, Path(__file__).parent)


@pytest_asyncio.fixture(loop_scope="session")
async def redis(valkey: ValkeyPlace) -> AsyncIterator[Redis]:
    async with emptied(valkey) as client:
        yield client


@pytest.fixture
def clock() -> Clock:
    return Clock()


@asynccontextmanager
async def opened(
    redis: Redis,
    clock: Clock,
    home: Path,
    *,
    demo: bool = False,
    heartbeat: float = 0.2,
    doors: tuple[Door, ...] = (),
) -> AsyncIterator[Place]:
    """Serve a desk while the block lasts, with doors of the test's own added to its table."""
    desk, counselling = make_parts(redis, clock, demo=demo, heartbeat=heartbeat, home=home)
    app = make_desk(desk)
    for door in doors:
        app.router.add_route(door.method, door.path, guarded(door))
    server = TestServer(app)
    hearing = asyncio.create_task(desk.signals.listen())
    await server.start_server(shutdown_timeout=5)
    async with ClientSession(cookie_jar=DummyCookieJar()) as http:
        place = Place(desk, counselling, clock, server, http, [])
        yield place
        for answer in place.answers:
            answer.close()
    await server.close()
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="session")
async def place(redis: Redis, clock: Clock, tmp_path: Path) -> AsyncIterator[Place]:
    async with opened(redis, clock, tmp_path, demo=False) as place:
        yield place


@pytest_asyncio.fixture(loop_scope="session")
async def demo(redis: Redis, clock: Clock, tmp_path: Path) -> AsyncIterator[Place]:
    """A desk that shows one-time codes, for browsers that have no phone."""
    async with opened(redis, clock, tmp_path, demo=True) as place:
        yield place


@pytest.fixture
def view() -> str:
    """The language and the width of the page; `EVERYWHERE` and `WIDE` give a test more than this."""
    return "th-1280"


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, view: str) -> AsyncIterator[Page]:
    """A page that fails the test when a script fails or the policy is broken."""
    language, _, width = view.partition("-")
    size: ViewportSize = {"width": int(width), "height": 800}
    context = await browser.new_context(locale=_LOCALES[language], viewport=size)
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Policy" in said.text else None)
    page.set_default_timeout(PATIENCE_MS)
    yield page
    assert faults == []


async def sign_in(page: Page, place: Place, name: str = "malee", base: str | None = None) -> None:
    base = base or place.base
    place.clock.pass_by(seconds=30)
    await page.goto(base + "/")
    if await page.evaluate("navigator.language") == _LOCALES["en"]:
        await speaking(page, "en")
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.fill("#code", await page.inner_text(f"[data-demo-code={name}]"))
    await page.press("#code", "Enter")
    await page.wait_for_url(re.compile("/(desk|board)$"))


async def speaking(page: Page, language: str) -> None:
    """Choose the language of the pages."""
    if await page.get_attribute("html", "lang") != language:
        await page.click("header form button")
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def spoken(page: Page) -> Language:
    """Return the language of the page."""
    return "en" if await page.get_attribute("html", "lang") == "en" else "th"


async def said(page: Page, place: Place, text_id: str) -> str:
    """Return a text of the desk in the language of the page."""
    return place.desk.words.say(f"desk.{text_id}", await spoken(page))


async def serious(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical on the page as it is."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
