"""A child's page, as the web channel may see it: its own conversation by its own address alone.

What a page shows is sealed with the route key, so that no desk can read it; the status is computed
when asked and stored nowhere.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Literal

from connectors.base import Address, Outgoing, PageEvent, PageStatus
from handoff.conversation import State
from handoff.duty import Duty
from handoff.index import Index
from handoff.keyring import Keyring
from handoff.keyspace import Names
from handoff.places import place_of
from handoff.sealing import Unreadable
from handoff.seals import seals_of
from handoff.signals import Signals, Waiter
from handoff.store import Store

_GATHERING_SECONDS = 0.01
Owner = Literal["none", "bot", "waiting", "counsellor", "closed"]

_OWNERS: dict[State, Owner] = {
    State.BOT: "bot",
    State.ASLEEP: "bot",
    State.BLOCKED: "bot",
    State.WAITING: "waiting",
    State.OFFERED: "waiting",
    State.COUNSELLOR: "counsellor",
    State.CLOSING: "counsellor",
    State.CLOSED: "closed",
}


class StorePages:
    """The pages of all children, kept in the store (`connectors.base.Pages`)."""

    def __init__(
        self,
        *,
        store: Store,
        index: Index,
        keyring: Keyring,
        signals: Signals,
        duty: Duty,
        line: Callable[[Outgoing], bytes],
    ) -> None:
        """Join the parts; `line` gives an outgoing line the form a page reads."""
        self._store = store
        self._index = index
        self._keyring = keyring
        self._signals = signals
        self._duty = duty
        self._line = line

    async def append(self, address: Address, outgoing: Outgoing) -> bool:
        """Add a line to the page of its own conversation, once; False when that page is gone."""
        names = await self._index.find(address)
        added = names is not None and await self._add(names, outgoing)
        if names is None or added:
            return added
        newer = await self._newer(address, names)
        return newer is not None and await self._add(newer, outgoing)

    async def _add(self, names: Names, outgoing: Outgoing) -> bool:
        try:
            sealed = seals_of(self._keyring, names.id).page(self._line(outgoing))
        except Unreadable:
            return False
        return await self._store.add_to_page(names, outgoing.id, sealed)

    async def read(self, address: Address, after: str | None) -> AsyncIterator[PageEvent]:
        """Yield the page's events after the given id, or all of them."""
        names, _ = await self._current(address)
        events = await self._store.page(names, _after(after, names)) if names else []
        if names is None or not events:
            return
        try:
            seals = seals_of(self._keyring, names.id)
        except Unreadable:
            return
        for entry, sealed in events:
            yield PageEvent(_event_id(entry, names), seals.open_page(sealed))

    async def status(self, address: Address) -> PageStatus:
        """Say how things stand."""
        (names, state), on_duty = await asyncio.gather(self._current(address), self._duty.anyone())
        if names is None or state is None:
            return PageStatus("none", None, on_duty)
        owner = _OWNERS[state]
        place = await place_of(self._store, names) if owner == "waiting" else None
        return PageStatus(owner, place, on_duty)

    async def _current(self, address: Address) -> tuple[Names | None, State | None]:
        """Find the child's conversation and its state, a newer one if the one known is closed."""
        names = await self._index.find(address)
        state = await self._state(names)
        if names is None or state not in {None, State.CLOSED}:
            return names, state
        newer = await self._newer(address, names)
        if newer is not None:
            return newer, await self._state(newer)
        return (names, state) if state else (None, None)

    async def _newer(self, address: Address, known: Names) -> Names | None:
        """Ask again which conversation is open: another gateway may have closed the one known."""
        self._index.drop(address)
        found = await self._index.find(address)
        if found is None and self._keyring.holds(known.id):
            self._index.remember(address, known)  # its last lines are still on their way
        return found if found != known else None

    async def _state(self, names: Names | None) -> State | None:
        if names is None:
            return None
        state: bytes | None = await self._store.call("HGET", names.head, "state")
        return State(state.decode()) if state else None

    def changes(self, address: Address) -> AbstractAsyncContextManager["StoreChanges"]:
        """Subscribe; whatever happens after entering is noticed."""
        return self._subscribe(address)

    @contextlib.asynccontextmanager
    async def _subscribe(self, address: Address) -> AsyncIterator["StoreChanges"]:
        with self._signals.waiting_for("queue|", self._index.opening(address)) as waiter:
            changes = StoreChanges(waiter, self._signals, self._index, address)
            try:
                yield changes
            finally:
                changes.close()

    async def typing(self, address: Address) -> None:
        """Wake the page's subscriptions with the sign that somebody is writing."""
        names = await self._index.find(address)
        if names is not None:
            await self._store.signal("page_typing", names.id)


class StoreChanges:
    """A subscription to one child's page, before and after its conversation begins."""

    def __init__(self, waiter: Waiter, signals: Signals, index: Index, address: Address) -> None:
        """Hear of the queue at once, and of the conversation as soon as there is one."""
        self._waiter = waiter
        self._signals = signals
        self._index = index
        self._address = address
        self._following: str | None = None
        self._stack = contextlib.ExitStack()

    async def next(self, seconds: float) -> Literal["page", "typing", "idle"]:
        """Wait until the page or the status may have changed, somebody types, or time is out."""
        if await self._follow():
            return "page"
        signal = await self._waiter.next(seconds)
        if signal is None:
            return "idle"
        if signal.startswith("page_typing|"):
            return "typing"
        # An answer is several lines, each with its signal: they are read together.
        await asyncio.sleep(_GATHERING_SECONDS)
        while await self._waiter.next(0) is not None:
            pass
        return "page"

    async def _follow(self) -> bool:
        """Follow the child's conversation; True when it is another one than before."""
        names = await self._index.find(self._address)
        current = names.id if names else None
        if current is None or current == self._following:
            return False
        self._stack.close()
        self._stack.enter_context(
            self._signals.joined(self._waiter, f"page|{current}", f"page_typing|{current}")
        )
        self._following = current
        return True

    def close(self) -> None:
        """Stop following."""
        self._stack.close()


def _event_id(entry: str, names: Names) -> str:
    """Return an id that names the conversation too, as a page may outlive it."""
    return f"{names.id[:8]}.{entry}"


def _after(event_id: str | None, names: Names) -> str | None:
    """Return the stream id to go on from; None when the id is of an earlier conversation."""
    if event_id is None:
        return None
    conversation, _, entry = event_id.partition(".")
    whole = all(part.isdecimal() for part in entry.split("-", 1)) and entry.count("-") == 1
    return entry if whole and conversation == names.id[:8] else None
