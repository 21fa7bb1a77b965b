"""The child's page served for a test, with a helpline behind it that the test scripts."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from aiohttp import ClientResponse, web
from aiohttp.client import _BaseRequestContextManager
from aiohttp.test_utils import TestClient, TestServer

from bot.words import Words
from connectors.base import Address, Author, Button, Outcome, Outgoing, Parcel
from connectors.web.connector import Rates, WebConnector
from connectors.web.stream import Limits
from connectors.web.token import PageTokens
from tests.fakes.pages import FakeHelpline

KEY = b"k" * 32
CHILD_WORDS = Path(__file__).parents[2] / "bot" / "content" / "pages" / "child.yml"


class Clock:
    """Monotonic seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Chat:
    """A running web channel and what stands around it."""

    helpline: FakeHelpline
    connector: WebConnector
    http: TestClient[web.Request, web.Application]
    clock: Clock

    @property
    def url(self) -> str:
        return str(self.http.make_url("/chat"))

    async def deliver(self, address: Address, line: Outgoing) -> Outcome:
        return await self.connector.send(Parcel(address, (line,), begun_at=0))

    def new_token(self) -> str:
        return PageTokens(KEY).issue()

    async def post(
        self,
        token: str,
        body: object = None,
        path: str = "/chat/messages",
        *,
        data: object = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> ClientResponse:
        proof = {"Authorization": f"Bearer {token}", **headers}
        if data is None:
            return await self.http.post(path, headers=proof, json=body)
        return await self.http.post(path, headers=proof, data=data)

    def events(
        self, token: str, after: str | None = None
    ) -> _BaseRequestContextManager[ClientResponse]:
        headers = {"Authorization": f"Bearer {token}"}
        if after:
            headers["Last-Event-ID"] = after
        return self.http.get("/chat/events", headers=headers)


def address_of(token: str) -> Address:
    address_id = PageTokens(KEY).address(token)
    assert address_id
    return Address("web", address_id)


def make_message(text: str = "hello", **changed: object) -> dict[str, object]:
    return {"id": str(uuid4()), "kind": "text", "text": text, "language": "en"} | changed


def make_line(
    text: str, *buttons: Button, author: Author = "bot", about: str | None = None
) -> Outgoing:
    return Outgoing(str(uuid4()), author, text, "en", buttons, about)


async def next_event(response: ClientResponse) -> Mapping[str, str]:
    """Read one block of a stream."""
    block = (await response.content.readuntil(b"\n\n")).decode()
    return dict(row.split(": ", 1) for row in block.splitlines() if row)


@asynccontextmanager
async def serving(
    helpline: FakeHelpline | None = None,
    *,
    limits: Limits | None = None,
    rates: Rates | None = None,
    neutral_site: str = "https://neutral.example/",
    clock: Callable[[], float] | None = None,
) -> AsyncIterator[Chat]:
    """Serve the page on the loopback address, on a free port."""
    helpline, own_clock = helpline or FakeHelpline(), Clock()
    connector = WebConnector(
        inbox=helpline,
        pages=helpline,
        words=Words.load(CHILD_WORDS),
        token_key=KEY,
        neutral_site=neutral_site,
        clock=clock or own_clock,
        limits=limits,
        rates=rates,
    )
    app = web.Application()
    connector.add_routes(app)
    await connector.start()
    async with TestClient(TestServer(app)) as http:
        yield Chat(helpline, connector, http, own_clock)
        await connector.stop()
