"""The LINE channel between a fake LINE and a helpline that the test scripts.

All that our connector sent is judged at the end by LINE's own SDK and, where it is there, by LINE's
own description; and nothing that tells who a child is may have been asked.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from aiohttp import web

from connectors.base import (
    Address,
    Alarms,
    Author,
    Button,
    Inbox,
    Incoming,
    Outgoing,
    Parcel,
    Receipt,
    ReplyToken,
)
from connectors.line.connector import LineAccess, LineConnector
from errors import StoreUnavailable
from tests.fakes.line.child import Child
from tests.fakes.line.clock import HandClock
from tests.fakes.line.judge import FOLDER, LineJudge
from tests.fakes.line.sdk_judge import sdk_findings
from tests.fakes.line.server import FakeLine, line_server


class Counter:
    """An inbox that keeps what it is given, once, unless it is down."""

    def __init__(self) -> None:
        self.down = False
        self.broken = False
        self.batches: list[tuple[Incoming, ...]] = []
        self.seen: set[str] = set()

    @property
    def accepted(self) -> list[Incoming]:
        return [one for batch in self.batches for one in batch]

    async def accept(self, incoming: Incoming) -> Receipt:
        return (await self.accept_all([incoming]))[0]

    async def accept_all(self, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        if self.down:
            raise StoreUnavailable(retry_after=3)
        if self.broken:
            raise LookupError("planted words of a child")
        fresh = tuple(one for one in incoming if one.event_id not in self.seen)
        self.seen.update(one.event_id for one in fresh)
        self.batches.append(fresh)
        return [Receipt.ACCEPTED if one in fresh else Receipt.DUPLICATE for one in incoming]

    async def typing(self, address: Address) -> None:
        raise AssertionError("LINE never tells that a child is typing")


class Bells:
    """Alarms as the store keeps them."""

    def __init__(self) -> None:
        self.standing: set[str] = set()
        self.rung: list[str] = []
        self.down = False

    async def ring(self, channel: str, code: str) -> None:
        if self.down:
            raise StoreUnavailable
        assert channel == "line"
        self.rung.append(code)
        self.standing.add(code)

    async def clear(self, channel: str, code: str) -> None:
        if self.down:
            raise StoreUnavailable
        assert channel == "line"
        self.standing.discard(code)


@dataclass
class House:
    """A running LINE channel and what stands around it."""

    fake: FakeLine
    clock: HandClock
    inbox: Counter
    bells: Bells
    connector: LineConnector
    access: LineAccess
    lines: int = 0

    def now(self) -> int:
        return int(self.clock() * 1000)

    def line(
        self,
        text: str = "สวัสดี",
        *buttons: tuple[str, str],
        author: Author = "bot",
        matters: bool = False,
        clear: bool = False,
    ) -> Outgoing:
        self.lines += 1
        return Outgoing(
            id=str(UUID(int=self.lines)),
            author=author,
            text=text,
            language="th",
            buttons=tuple(Button(key, label) for key, label in buttons),
            matters=matters,
            clear=clear,
        )

    def parcel(
        self,
        child: Child,
        *lines: Outgoing,
        reply: ReplyToken | None = None,
        tried: bool = False,
        begun_at: int | None = None,
    ) -> Parcel:
        return Parcel(
            Address("line", child.user_id),
            lines or (self.line(),),
            self.now() if begun_at is None else begun_at,
            reply,
            tried,
        )

    async def token(self, child: Child, text: str = "พี่คะ") -> ReplyToken:
        """The token of a line the child writes now."""
        await child.says(text)
        return ReplyToken(self.inbox.accepted[-1].reply_token, self.now())

    async def errands_done(self) -> None:
        """Wait for the small calls on their way."""
        running = self.connector._errands._running  # noqa: SLF001 - nothing else shows them
        await asyncio.gather(*running.values())

    def asked(self, path: str) -> int:
        """How many requests had this path's end."""
        return sum(call.path.endswith(path) for call in self.fake.calls)


@asynccontextmanager
async def serving(
    fake: FakeLine,
    inbox: Inbox,
    alarms: Alarms,
    clock: Callable[[], int],
    *,
    call_seconds: float = 10,
    quota_seconds: float = 600,
) -> AsyncIterator[tuple[LineConnector, LineAccess]]:
    """A channel, not yet started, with its webhook registered at the fake."""
    app = web.Application()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    access = LineAccess(fake.channel_secret, fake.channel_token, fake.url)
    connector = LineConnector(
        inbox=inbox,
        alarms=alarms,
        access=access,
        clock=clock,
        call_seconds=call_seconds,
        quota_seconds=quota_seconds,
    )
    connector.add_routes(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        fake.webhook_url = f"http://127.0.0.1:{runner.addresses[0][1]}/line/webhook"
        yield connector, access
    finally:
        await connector.stop()
        await runner.cleanup()
    assert fake.profile_calls == 0
    assert fake.verdicts == []
    assert findings(fake) == []


@asynccontextmanager
async def line_house(
    *, call_seconds: float = 10, quota_seconds: float = 600, started: bool = True
) -> AsyncIterator[House]:
    """A LINE channel that runs, over an inbox that only keeps what it is given."""
    clock, inbox, bells = HandClock(), Counter(), Bells()
    async with (
        line_server(clock, judges=[sdk_findings]) as fake,
        serving(
            fake,
            inbox,
            bells,
            lambda: int(clock() * 1000),
            call_seconds=call_seconds,
            quota_seconds=quota_seconds,
        ) as (connector, access),
    ):
        if started:
            await connector.start()
        yield House(fake, clock, inbox, bells, connector, access)


def findings(fake: FakeLine) -> list[str]:
    """What LINE's description finds wrong with our requests; nothing where it is not there."""
    if not FOLDER.is_dir():
        return []
    judge = _judge()
    return [
        finding
        for call in fake.calls
        if call.status != 401
        for finding in judge.check_request(call.method, call.path, call.body)
    ]


_loaded: list[LineJudge] = []


def _judge() -> LineJudge:
    if not _loaded:
        _loaded.append(LineJudge.load())
    return _loaded[0]


def body_of(fake: FakeLine, number: int = -1) -> dict[str, object]:
    """The JSON of the last, or another, reply or push."""
    sent = [call for call in fake.calls if call.path.endswith(("/reply", "/push"))]
    return cast("dict[str, object]", sent[number].body)
