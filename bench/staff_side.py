"""The counsellors' end of the relay measurement, a process of its own beside the gateway.

It takes all that wait and notes when each numbered line can be read, with the same parts as the
desk (`handoff.queue`, `handoff.feed`) on the same store, without the desk's pages around them.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import uvloop

from bot.words import Words
from composition.mind import catalogue_of, content_of
from handoff.alarms import StoreAlarms
from handoff.duty import Duty
from handoff.faults import Steps
from handoff.feed import Feed
from handoff.keyring import Keyring, MasterKeys
from handoff.patience import Patience
from handoff.post import USUAL
from handoff.queue import Queue
from handoff.signals import Signals
from handoff.store import Store, connect
from operation.script import Mark
from operation.settings import Settings

_SILENCE = 10.0
"""Seconds without a line after which what has not come counts as lost."""


class StaffSide:
    """As many counsellors as it takes to hold everybody."""

    def __init__(self, queue: Queue, name: str) -> None:
        self._queue, self._name = queue, name
        self._holder: dict[str, str] = {}
        self._read_to: dict[str, int] = {}
        self._changed: set[str] = set()
        self._bell = asyncio.Event()
        self.seen: dict[str, float] = {}

    async def take_all(self) -> str:
        """Claim everybody who waits; return the cursor to follow on from."""
        board = await self._queue.board(self._name)
        for number, card in enumerate(board.waiting):
            staff = f"{self._name}-{number // USUAL}"
            await self._queue.claim(card.id, staff)
            self._holder[card.id] = staff
        for conversation, staff in self._holder.items():
            self._read_to[conversation] = len(await self._queue.lines(conversation, staff))
        return (await self._queue.board(self._name)).cursor

    async def follow(self, cursor: str) -> None:
        """Note which conversations have new lines, until cancelled."""
        async for change in self._queue.changes(cursor):
            if change.kind == "line" and change.conversation in self._holder:
                self._changed.add(change.conversation)
                self._bell.set()

    async def read(self, expected: int) -> None:
        """Read new lines until so many were seen, or none comes any more."""
        while len(self.seen) < expected:
            try:
                async with asyncio.timeout(_SILENCE):
                    await self._bell.wait()
            except TimeoutError:
                return
            self._bell.clear()
            changed, self._changed = self._changed, set()
            await asyncio.gather(*(self._read_one(each) for each in changed))

    async def _read_one(self, conversation: str) -> None:
        after = self._read_to[conversation]
        lines = await self._queue.lines(conversation, self._holder[conversation], after)
        now = time.monotonic()
        for line in lines:
            self._read_to[conversation] = line.seq
            for mark in Mark.find(line.text) if line.author == "child" else ():
                self.seen.setdefault(str(mark), now)


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


async def serve(plan: dict[str, Any]) -> None:
    """Take everybody; then, for each number on standard input, see so many lines."""
    home, store = Path(plan["home"]), Store(connect(plan["store"]))
    await store.open()
    signals = Signals(store.client)
    queue = Queue(
        store=store,
        keyring=Keyring(home / "keyring", MasterKeys.load(home / "master.key", desk=True)),
        words=Words.load(*map(Path, plan["words"])),
        duty=Duty(store),
        feed=Feed(store, signals),
        alarms=StoreAlarms(store, _milliseconds),
        clock=_milliseconds,
        steps=Steps(),
        patience=Patience(),
        catalogue=catalogue_of(content_of(Settings(home=home))),
    )
    listening = asyncio.create_task(signals.listen())
    side = StaffSide(queue, plan["name"])
    following = asyncio.create_task(side.follow(await side.take_all()))
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        side.seen = {}
        await side.read(int(line))
        print(json.dumps(side.seen), flush=True)
    for task in (following, listening):
        task.cancel()
    await store.close()


if __name__ == "__main__":
    uvloop.run(serve(json.loads(sys.stdin.readline())))
