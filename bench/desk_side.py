"""Counsellors and children at a full desk: a process of its own, over HTTP and event streams alone.

`python -m bench.desk_side staffed`: the plan on standard input, what was measured on standard
output. Only the accounts and their sessions are made in the store: signing in 300 people would
measure their passwords. Everything that is timed goes through the doors of the desk and of the
children's pages.
"""

import asyncio
import itertools
import json
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, cast

import uvloop
from redis.asyncio import Redis

from bench.colleague import SEQ, Colleague, Watch
from bench.load import Books, Clock, ask_for_person
from bench.texts import load_texts
from bench.wire import Wire, message
from handoff.desk.account import Account, Accounts, Role
from handoff.desk.session import Session, Sessions
from handoff.keyring import MasterKeys
from handoff.post import MOST
from handoff.sealing import derive
from handoff.staff import milliseconds
from handoff.store import Store, connect
from operation.script import Mark

FEW = 10
"""Counsellors with open pages when the board is read for the first time."""
_AT_ONCE = 16
_SETTLE = 3.0
_ACCEPTED = 202

type Write = Callable[[int, float], Awaitable[None]]


class FullDesk:
    """The desk with its children and its staff."""

    def __init__(self, plan: Books) -> None:
        self._plan, self._desk, self._public = plan, plan["desk"], plan["public"]
        self._store = Store(connect(plan["store"]))
        self._questions, self._answers = Watch(), Watch()
        self._open: list[asyncio.Task[None]] = []
        self._staff: Sequence[Colleague] = ()

    async def measure(self) -> Books:
        """Fill the desk and measure all there is."""
        *staff, leader = await self._sessions(self._plan["counsellors"])
        self._staff = [Colleague(self._desk, session, self._questions) for session in staff]
        lead = Colleague(self._desk, leader, self._questions)
        tokens, held = self._plan["tokens"], self._plan["held"]
        await self._queue_up(tokens[:held])
        await self._take_all()
        await self._queue_up(tokens[held:])
        books: Books = {"few": await self._board(lead, 0, FEW)}
        books["many"] = await self._board(lead, FEW, len(self._staff))
        self._open += [_task(self._page(token)) for token in tokens[:held]]
        await asyncio.sleep(_SETTLE)
        books["talks"] = [await self._talk(run, tokens[:held]) for run in range(self._plan["runs"])]
        books["long"] = await self._long()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._store.close()
        return books

    async def _sessions(self, counsellors: int) -> list[Session]:
        """Make accounts and sign them in; the last one leads."""
        masters = MasterKeys.load(Path(self._plan["home"]) / "master.key", desk=True)
        key, redis = derive(masters.transcript, "staff"), cast("Redis", self._store.client)
        accounts, sessions = Accounts(redis, key), Sessions(redis, key)
        made = [(f"bench-{number}", Role.COUNSELLOR) for number in range(counsellors)]
        opened = []
        for name, role in [*made, ("bench-lead", Role.SUPERVISOR)]:
            account = Account(name, role, ("th", "en"))
            await accounts.put(account, was=None)
            opened.append(await sessions.open(account, "th", milliseconds()))
        return opened

    async def _queue_up(self, tokens: Sequence[str]) -> None:
        """Bring these children into the queue, through their own door."""
        wanted = len(await self._waiting()) + len(tokens)
        await ask_for_person({"port": self._public, "lanes": 32, "tokens": tokens})
        async with asyncio.timeout(60 + len(tokens) / 10):
            while len(await self._waiting()) < wanted:  # noqa: ASYNC110 - other processes bring them
                await asyncio.sleep(0.2)

    async def _waiting(self) -> list[str]:
        found = [
            await self._store.call("ZRANGE", partition.waiting, 0, -1)
            for partition in self._store.partitions
        ]
        return [name.decode() for names in found for name in names]

    async def _take_all(self) -> None:
        names, free = await self._waiting(), asyncio.Semaphore(_AT_ONCE)

        async def begin(number: int, colleague: Colleague) -> None:
            async with free:
                await colleague.begin(names[number :: len(self._staff)])

        await asyncio.gather(*(begin(*each) for each in enumerate(self._staff)))

    async def _board(self, lead: Colleague, first: int, pages: int) -> Books:
        """Open pages up to so many, then read the board after each of some changes."""
        for colleague in self._staff[first:pages]:
            self._open += [_task(colleague.watch()), _task(colleague.read())]
        await asyncio.sleep(_SETTLE)
        clock = Clock()
        for number in range(self._plan["boards"]):
            capacity = MOST - 1 - number // FEW % 2  # another one each time round
            await self._staff[number % FEW].post("/desk/way", capacity=str(capacity))
            begun = time.monotonic()
            await lead.get("/board")
            clock.note(begun, done=True)
            await asyncio.sleep(0.25)
        return clock.books()

    async def _talk(self, run: int, tokens: Sequence[str]) -> Books:
        """Write both ways at once, at a fixed rate, and see when each line is there."""
        self._questions.begin()
        self._answers.begin()
        begun = time.monotonic() + 1
        await asyncio.gather(
            self._at_rate(begun, self._asking(run, tokens)),
            self._at_rate(begun, self._answering(run)),
        )
        await asyncio.gather(self._questions.complete(), self._answers.complete())
        if any(task.done() for task in self._open):
            raise ConnectionError("a stream ended while it was measured")
        return {"to_screen": self._questions.books(), "to_child": self._answers.books()}

    async def _page(self, token: str) -> None:
        wire = await Wire.open(self._public)
        async for content in wire.events("/chat/events", token):
            self._answers.see(content, "a")

    async def _at_rate(self, begun: float, write: Write) -> None:
        """Let lines be due at the plan's rate, whether those before have come or not."""
        writing = []
        for number in range(self._plan["lines"]):
            due = begun + number / self._plan["rate"]
            await asyncio.sleep(max(0, due - time.monotonic()))
            writing.append(asyncio.ensure_future(write(number, due)))
        await asyncio.gather(*writing)

    def _asking(self, run: int, tokens: Sequence[str]) -> Write:
        texts, free = itertools.cycle(load_texts()), list[Wire]()

        async def write(number: int, due: float) -> None:
            mark = Mark(number, "c", run)
            self._questions.due(mark, due)
            wire = free.pop() if free else await Wire.open(self._public)
            form = message(str(uuid.uuid4()), f"{next(texts)} {mark}")
            status, _ = await wire.post("/chat/messages", form, tokens[number % len(tokens)])
            free.append(wire)
            if status != _ACCEPTED:
                raise RuntimeError(f"the door answered {status}")

        return write

    def _answering(self, run: int) -> Write:
        # In turns: neighbours in time belong to different counsellors.
        held = [[(each, name) for name in each.held] for each in self._staff]
        talks = [talk for row in itertools.zip_longest(*held) for talk in row if talk]
        texts = itertools.cycle(load_texts())

        async def write(number: int, due: float) -> None:
            colleague, conversation = talks[number % len(talks)]
            mark = Mark(number, "a", run)
            self._answers.due(mark, due)
            text, line_id = f"{next(texts)} {mark}", str(uuid.uuid4())
            await colleague.post(f"/desk/{conversation}/say", text=text, line_id=line_id)

        return write

    async def _long(self) -> Books:
        """Open a conversation of so many lines, again and again."""
        colleague, texts = self._staff[0], itertools.cycle(load_texts())
        conversation = colleague.held[0]
        for _ in range(self._plan["long"]):
            line_id = str(uuid.uuid4())
            await colleague.post(f"/desk/{conversation}/note", text=next(texts), line_id=line_id)
        clock = Clock()
        for _ in range(self._plan["boards"]):
            begun = time.monotonic()
            page = await colleague.get(f"/desk/{conversation}")
            clock.note(begun, done=len(SEQ.findall(page)) >= self._plan["long"])
        return clock.books()


def _task(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.ensure_future(work)


def main() -> None:
    """Measure a full desk once."""
    plan = json.load(sys.stdin)
    json.dump(uvloop.run(FullDesk(plan).measure()), sys.stdout)


if __name__ == "__main__":
    main()
