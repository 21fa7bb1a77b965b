# ruff: noqa: ANN401 - what a test names is passed on to the part that has the field
"""A Telegram connector over the fake Bot API, with an inbox, a trail and alarms made for tests.

Every call it makes is judged by the published description of the Bot API when the test is over.
"""

import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from aiohttp import web

from connectors.base import Address, Incoming, Language, Outcome, Outgoing, Parcel, Receipt
from connectors.pace import Rate
from connectors.telegram.access import Pauses
from connectors.telegram.connector import TelegramAccess, TelegramConnector
from connectors.telegram.pace import Rates
from errors import StoreUnavailable
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.judge import BotApiJudge, spec_path
from tests.fakes.telegram.pulse import Pulse
from tests.fakes.telegram.server import FakeTelegram, telegram_server

Mode = Literal["polling", "webhook"]
SECRET = "planted-Secret_0123456789"
FAST = Rates(chat=Rate(1000, 1000), overall=Rate(1000, 1000), typing=Rate(1, 1 / 4))
SHORT = Pauses(
    question=50, answer=0.3, first=0.01, longest=0.02, conflict=0.02, refused=0.02, store=0.01
)

WORDS: Mapping[str, Mapping[Language, str]] = {
    f"telegram.{name}": {"th": f"ไทย {name}", "en": f"English {name}"}
    for name in (
        *(
            f"command.{command}"
            for command in ["start", "human", "menu", "exit", "delete", "thai", "english"]
        ),
        "description",
        "short",
    )
}


class Inbox:
    """Remembers what it accepted, once each; it can be down, or choke on one text."""

    def __init__(self) -> None:
        self.accepted: list[Incoming] = []
        self.batches: list[int] = []
        self.down: int = 0
        self.chokes_on: str | None = None
        self._seen: set[str] = set()

    async def accept(self, incoming: Incoming) -> Receipt:
        return (await self.accept_all([incoming]))[0]

    async def accept_all(self, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        if self.down:
            self.down -= 1
            raise StoreUnavailable(retry_after=7)
        if any(one.text == self.chokes_on for one in incoming):
            raise ValueError("planted words of a child")
        self.batches.append(len(incoming))
        return [self._take(one) for one in incoming]

    async def typing(self, address: Address) -> None:
        raise AssertionError("nobody types to this inbox")

    def _take(self, one: Incoming) -> Receipt:
        if one.event_id in self._seen:
            return Receipt.DUPLICATE
        self._seen.add(one.event_id)
        self.accepted.append(one)
        return Receipt.ACCEPTED

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.accepted]


class Trail:
    """Remembers numbers by address; it can be down."""

    def __init__(self) -> None:
        self.numbers: dict[Address, list[int]] = {}
        self.down = False

    async def add(self, address: Address, *message_ids: int) -> None:
        if self.down:
            raise StoreUnavailable
        self.numbers.setdefault(address, []).extend(message_ids)

    async def read(self, address: Address) -> Sequence[int]:
        return sorted(set(self.numbers.get(address, [])))

    async def drop(self, address: Address) -> None:
        self.numbers.pop(address, None)


class Alarms:
    """Remembers what stands, and what ever rang."""

    def __init__(self) -> None:
        self.standing: set[str] = set()
        self.rang: list[str] = []
        self.down = False
        self._changed = Pulse()

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is so; it is looked at anew after each change."""
        while not seen():
            await self._changed.wait()

    async def ring(self, channel: str, code: str) -> None:
        assert channel == "telegram"
        if self.down:
            raise StoreUnavailable
        self.standing.add(code)
        self.rang.append(code)
        self._changed.beat()

    async def clear(self, channel: str, code: str) -> None:
        assert channel == "telegram"
        if self.down:
            raise StoreUnavailable
        self.standing.discard(code)
        self._changed.beat()


@dataclass
class Chat:
    """The connector and all it is joined to."""

    fake: FakeTelegram
    connector: TelegramConnector
    inbox: Inbox
    trail: Trail
    alarms: Alarms
    access: TelegramAccess

    async def send(self, child: Child, text: str = "สวัสดี", **told: Any) -> Outcome:
        return await self.connector.send(make_parcel(child, text, **told))

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [call.params for call in self.fake.calls if call.method == method]


def address_of(child: Child) -> Address:
    return Address("telegram", str(child.chat_id))


def make_line(text: str = "สวัสดี", **told: Any) -> Outgoing:
    told = {"author": "bot", "language": "th"} | told
    return Outgoing(id=str(uuid4()), text=text, **told)


def make_parcel(child: Child, text: str = "สวัสดี", *, tried: bool = False, **told: Any) -> Parcel:
    return Parcel(address_of(child), (make_line(text, **told),), begun_at=0, tried=tried)


@asynccontextmanager
async def joined(
    fake: FakeTelegram,
    mode: Mode = "polling",
    *,
    rates: Rates = FAST,
    pauses: Pauses = SHORT,
    **access: Any,
) -> AsyncIterator[Chat]:
    """A connector joined to a fake and not started, its webhook on a port of its own."""
    inbox, trail, alarms = Inbox(), Trail(), Alarms()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        told: dict[str, Any] = {
            "token": fake.token,
            "mode": mode,
            "secret": SECRET,
            "api_url": fake.url,
            "public_url": f"http://127.0.0.1:{listening.getsockname()[1]}/",
        }
        made = TelegramAccess(**told | access)
        connector = TelegramConnector(
            inbox=inbox,
            trail=trail,
            alarms=alarms,
            access=made,
            words=WORDS,
            rates=rates,
            pauses=pauses,
        )
        connector.add_routes(app := web.Application())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        try:
            yield Chat(fake, connector, inbox, trail, alarms, made)
        finally:
            await connector.stop()
            await runner.cleanup()
            judge(fake)


@asynccontextmanager
async def serving(
    mode: Mode = "polling", *, rates: Rates = FAST, **told: Any
) -> AsyncIterator[Chat]:
    """A started connector and its fake, once it takes in updates."""
    async with telegram_server() as fake, joined(fake, mode, rates=rates, **told) as chat:
        await chat.connector.start()
        await introduced(chat)
        yield chat


async def introduced(chat: Chat) -> None:
    """Wait until the connector takes in updates and has said all that it says at the start."""
    way_in = "setWebhook" if chat.access.mode == "webhook" else "getUpdates"
    await chat.fake.until(lambda: bool(chat.calls(way_in)))
    await chat.fake.until(lambda: len(chat.calls("setMyShortDescription")) == 3)


def judge(fake: FakeTelegram) -> None:
    """Every call must be one that the Bot API describes, and none may read a profile."""
    assert fake.profile_calls == []
    if not spec_path().exists():
        return
    bench = BotApiJudge.load(spec_path())
    for call in fake.calls:
        if call.status not in {401, 404}:
            assert bench.check_call(call.method, call.params) == [], call.method
