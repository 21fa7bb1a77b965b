"""A hundred children who write numbered lines, some to the bot and some to counsellors who answer each.

The helpline is whole and over a real store; only what is at the far end of the wire is a fake.
"""

import asyncio
import contextlib
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from redis.asyncio import Redis

from connectors.base import Address, Connector
from errors import StoreUnavailable
from handoff.conversation import State
from handoff.sender import PARALLEL, Sender
from handoff.workers import Workers
from tests.handoff.house import Clock, House, Mind
from tests.misbehaviour.ledger import Meant, agrees
from tests.misbehaviour.recorder import Recorder

DEADLINE = 60.0
HELD_BY_ONE = 5
PRESSED = ("Talk to a person", "Connect me now")
"""What the transcript holds of the buttons a child presses on its way to a counsellor."""


class Present(Clock):
    """The time it is."""

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000


class Phone(Protocol):
    """A child's phone on some platform."""

    @property
    def address(self) -> Address:
        """Where the helpline reaches it."""
        ...

    async def says(self, text: str) -> None:
        """Write; returns when the platform has it, or where it can tell, when it is brought."""
        ...

    async def presses(self, key: str) -> None:
        """Press a button."""
        ...

    def heard(self) -> list[str]:
        """Return the texts that arrived, oldest first."""
        ...


async def eventually(true: Callable[[], Awaitable[object]], what: str) -> None:
    """Wait for what other tasks make true."""
    end = time.monotonic() + DEADLINE
    while not await true():
        assert time.monotonic() < end, f"in vain: {what}"
        await asyncio.sleep(0.02)


async def insisted[T](act: Callable[[], Awaitable[T]]) -> T:
    """Do something until the store is there."""
    while True:
        try:
            return await act()
        except StoreUnavailable:
            await asyncio.sleep(0.01)


def make_house(redis: Redis, folder: Path, mind: Mind) -> tuple[House, Recorder]:
    """Return a helpline over a store that takes notes."""
    store = Recorder(redis)
    house = House(redis, folder, mind=mind, store=store, clock=Present())
    store.keyring = house.keyring
    return house, store


def send_through(house: House, *connectors: Connector) -> Sender:
    """Return a sender of this house over these channels."""
    return Sender(
        store=house.store,
        keyring=house.keyring,
        connectors={one.channel: one for one in connectors},
        signals=house.signals,
        clock=house.clock,
        steps=house.steps,
    )


@contextlib.asynccontextmanager
async def running(house: House, name: str = "a") -> AsyncIterator[None]:
    """Run what the gateway runs."""
    sending = Workers(
        store=house.store, what="sending", name=name, work=house.sender.work, parallel=PARALLEL
    )
    work = [
        house.signals.listen(),
        Workers(store=house.store, what="ready", name=name, work=house.router.work).run(),
        sending.run(),
        house.timekeeper.run(),
    ]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part) for part in work]
        yield
        for task in tasks:
            task.cancel()


@dataclass
class Crowd:
    """Children by name, and who of them is with a counsellor.

    Attributes:
        brought: whether the platform has brought us all it has.
        conversations: the conversation of each child.
        wrote: what each child wrote, in the order in which it did.
        answered: how many lines of each child its counsellor has answered.
    """

    house: House
    store: Recorder
    phones: Mapping[str, Phone]
    held: Sequence[str]
    brought: Callable[[], bool]
    conversations: dict[str, str] = field(default_factory=dict)
    wrote: dict[str, list[str]] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)

    async def gather(self) -> None:
        """Let all children come, and bring those who want one to a counsellor."""
        for name in self.phones:
            self.wrote[name] = []
        await asyncio.gather(*(self._come(name) for name in self.phones))
        for number, name in enumerate(self.held):
            staff = f"staff{number // HELD_BY_ONE}"
            await self.house.queue.repost(
                staff, lambda post: post.working(capacity=HELD_BY_ONE, offered=False)
            )
            await self.house.queue.claim(self.conversations[name], staff)

    async def _come(self, name: str) -> None:
        phone = self.phones[name]
        await self.write(name, f"{name} first")
        await eventually(lambda: self._is_known(name), "the child is known")
        if name not in self.held:
            return
        for key in ("human", "skip_all"):
            await eventually(lambda: self._all_done(name), "what came before is done with")
            await phone.presses(key)
        await eventually(lambda: self._state(name, State.WAITING), "the child waits")

    async def _is_known(self, name: str) -> bool:
        names = await self.house.index.find(self.phones[name].address)
        if names is not None:
            self.conversations[name] = names.id
        return names is not None

    async def _all_done(self, name: str) -> bool:
        return not await self.store.waiting([self.conversations[name]])

    async def _state(self, name: str, state: State) -> bool:
        return await self.house.state(self.conversations[name]) is state

    async def write(self, name: str, text: str) -> None:
        """Let a child write, and remember it."""
        self.wrote[name].append(text)
        await self.phones[name].says(text)

    async def write_all(self, name: str, count: int) -> None:
        """Let a child write its numbered lines, one after the other."""
        for number in range(1, count + 1):
            await self.write(name, f"{name} number {number}")

    async def answer(self) -> None:
        """Let the counsellors answer each numbered line by a numbered one, until cancelled."""
        changed = {self.conversations[name]: asyncio.Event() for name in self.held}
        board = await self.house.queue.board("staff0")
        async with asyncio.TaskGroup() as group:
            for name in self.held:
                group.create_task(self._converse(name, changed[self.conversations[name]]))
            async for change in self.house.queue.changes(board.cursor):
                if change.conversation in changed:
                    changed[change.conversation].set()

    async def _converse(self, name: str, changed: asyncio.Event) -> None:
        seen = 0
        while True:
            await changed.wait()
            changed.clear()
            seen = await self._answer(name, seen)

    async def _answer(self, name: str, seen: int) -> int:
        """Answer what has come after so many lines; return how many there are now."""
        conversation = self.conversations[name]
        staff = f"staff{self.held.index(name) // HELD_BY_ONE}"
        lines = await insisted(lambda: self.house.queue.lines(conversation, staff, seen))
        for line in lines:
            if line.author == "child" and " number " in line.text:
                number = int(line.text.rpartition(" ")[2])
                await self._say(conversation, staff, f"to {name} number {number}")
                if number % 3 == 0:  # this one has no question of the child's to go with
                    await self._say(conversation, staff, f"to {name} once more {number}")
                self.answered[name] = self.answered.get(name, 0) + 1
        return seen + len(lines)

    async def _say(self, conversation: str, staff: str, text: str) -> None:
        line_id = str(uuid.uuid4())
        await insisted(lambda: self.house.queue.say(conversation, staff, line_id, text))

    async def at_rest(self) -> bool:
        """Say whether everything written is taken in and answered, and nobody is at work on it.

        Lines may still be waiting for a child to write again.
        """
        for name in self.held:
            numbered = sum(" number " in text for text in self.wrote[name])
            if self.answered.get(name, 0) < numbered:
                return False
        partition = self.store.partitions[0]
        busy = await self.store.calls(("XLEN", partition.ready), ("XLEN", partition.sending))
        return self.brought() and not any(busy)

    async def all_done(self) -> bool:
        """Say whether every line has gone as far as it ever will."""
        done = not await self.store.waiting(list(self.conversations.values()))
        return done and await self.at_rest()

    async def meant(self, name: str) -> list[Meant]:
        """Return what was meant for a child, with what became of each line."""
        conversation = self.conversations[name]
        marks = await self.store.marks(conversation)
        return [
            Meant(line.text.strip(), marks[line.id], line.matters)
            for line in self.store.meant[conversation]
        ]

    async def written(self, name: str) -> list[str]:
        """Return what stands in a child's transcript as its own words, in order."""
        lines = await self.house.transcript(self.conversations[name])
        own = [line.text for line in lines if line.author == "child"]
        return [text for text in own if text not in PRESSED]

    async def check(self, *, together: bool = False) -> Counter[str]:
        """Hold everything against everything; return what was counted.

        Every numbered line of a child is in its own transcript once and in order; every line to a
        child arrived as its mark says.
        """
        counts = Counter[str]()
        for name, phone in self.phones.items():
            written = await self.written(name)
            assert written == self.wrote[name], f"{name}: {written}"
            meant, heard = await self.meant(name), phone.heard()
            assert agrees(meant, heard, together=together), told_apart(name, meant, heard)
            answers = [line.text for line in meant if line.text.startswith("to ")]
            assert all(text.startswith(f"to {name} ") for text in answers)
            counts["written"] += len(self.wrote[name])
            counts["meant"] += len(meant)
            for line in meant:
                counts[line.mark] += 1
        return counts


def told_apart(name: str, meant: Sequence[Meant], heard: Sequence[str]) -> str:
    told = "\n".join(
        f"  {line.mark:9} {'!' if line.matters else ' '} {line.text[:50]}" for line in meant
    )
    got = "\n".join(f"  {text[:50]}" for text in heard)
    return f"{name}: meant\n{told}\nheard\n{got}"
