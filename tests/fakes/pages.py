"""The helpline behind the child's page, in memory: an Inbox and Pages that a test can script.

It keeps the promises of `connectors.base` (an event counts once, a line stands once, ids increase) and
can be told to be away. It is never used outside tests.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from connectors.base import (
    Address,
    Incoming,
    Kind,
    Outgoing,
    PageEvent,
    PageStatus,
    Receipt,
)
from connectors.web.line import line, own_line
from errors import StoreUnavailable

Script = Callable[[Incoming], Iterable[Outgoing]]

NOBODY_YET = PageStatus(owner="none", place=None, on_duty=True)
WITH_BOT = PageStatus(owner="bot", place=None, on_duty=True)


@dataclass
class FakeChanges:
    """A subscription that remembers what happened until it is asked."""

    wakes: "asyncio.Queue[Literal['page', 'typing']]" = field(default_factory=asyncio.Queue)

    async def next(self, seconds: float) -> Literal["page", "typing", "idle"]:
        try:
            return await asyncio.wait_for(self.wakes.get(), seconds)
        except TimeoutError:
            return "idle"


@dataclass
class FakePage:
    """One child's page."""

    events: list[PageEvent] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    status: PageStatus = NOBODY_YET
    subscriptions: list[FakeChanges] = field(default_factory=list)
    gone: bool = False
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, event_id: str, payload: bytes) -> None:
        self.events.append(PageEvent(f"{len(self.events) + 1:06d}", payload))
        self.seen.add(event_id)

    def wake(self, why: Literal["page", "typing"] = "page") -> None:
        for subscription in self.subscriptions:
            subscription.wakes.put_nowait(why)


class FakeHelpline:
    """Inbox and Pages of any number of children.

    Attributes:
        accepted: every event taken in, in order, once.
        script: what is said to an event; nothing by default.
        down: while True every call raises `StoreUnavailable`.
        broken: raised by every call until it is None again.
    """

    def __init__(self, script: Script = lambda _incoming: ()) -> None:
        self.accepted: list[Incoming] = []
        self.typed: list[Address] = []
        self.script = script
        self.down = False
        self.broken: Exception | None = None
        self.pages: dict[str, FakePage] = {}

    def page(self, address: Address) -> FakePage:
        return self.pages.setdefault(address.id, FakePage())

    async def accept(self, incoming: Incoming) -> Receipt:
        self._answer()
        page = self.page(incoming.address)
        if any(known.event_id == incoming.event_id for known in self.accepted):
            return Receipt.DUPLICATE
        self.accepted.append(incoming)
        if incoming.kind in {Kind.EXIT, Kind.FORGET}:
            self.pages.pop(incoming.address.id, None)
            page.wake()
            return Receipt.ACCEPTED
        if page.status == NOBODY_YET:
            page.status = WITH_BOT
        tap = incoming.text if incoming.kind is Kind.TAP else None
        page.add(
            incoming.event_id,
            own_line(incoming.event_id, incoming.text, incoming.page or "th", tap=tap),
        )
        for outgoing in self.script(incoming):
            await self.append(incoming.address, outgoing)
        page.wake()
        return Receipt.ACCEPTED

    async def accept_all(self, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        return [await self.accept(one) for one in incoming]

    async def append(self, address: Address, outgoing: Outgoing) -> bool:
        self._answer()
        page = self.page(address)
        if page.gone:
            return False
        if outgoing.id not in page.seen:
            page.add(outgoing.id, line(outgoing))
            page.wake()
        return True

    async def read(self, address: Address, after: str | None) -> AsyncIterator[PageEvent]:
        self._answer()
        for event in list(self.page(address).events):
            if after is None or event.id > after:
                yield event

    async def status(self, address: Address) -> PageStatus:
        self._answer()
        return self.page(address).status

    def set_status(self, address: Address, status: PageStatus) -> None:
        page = self.page(address)
        page.status = status
        page.wake()

    @asynccontextmanager
    async def changes(self, address: Address) -> AsyncIterator[FakeChanges]:
        self._answer()
        subscription, page = FakeChanges(), self.page(address)
        page.subscriptions.append(subscription)
        try:
            yield subscription
        finally:
            page.subscriptions.remove(subscription)
            page.let_go.set()

    async def typing(self, address: Address) -> None:
        """Serve both seams: the child types (Inbox), or somebody types to the child (Pages)."""
        self._answer()
        self.typed.append(address)
        self.page(address).wake("typing")

    def _answer(self) -> None:
        if self.broken:
            raise self.broken
        if self.down:
            raise StoreUnavailable
