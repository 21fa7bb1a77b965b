"""The load generator, a process of its own: a plan on standard input, a series on standard output.

`python -m bench.load KIND`; the kinds are functions below. Every kind is a closed loop of so many
lanes, each of which has one thing under way; with a rate it is an open loop, timed from the moment
at which a thing was due, so that a slow server cannot hide its slowness.
"""

import asyncio
import itertools
import json
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import uvloop

from bench.texts import load_texts
from bench.wire import Wire, message
from operation.script import Mark

_PATIENCE = 10.0
_ACCEPTED, _OK = 202, 200

type Books = dict[str, Any]
type Job = Callable[[Wire], Awaitable[bool]]


@dataclass(slots=True)
class Clock:
    """Times of a series as they come."""

    begun: float = field(default_factory=time.monotonic)
    times: list[float] = field(default_factory=list)
    failed: int = 0

    def note(self, since: float, *, done: bool) -> None:
        """Keep how long one thing took, or that it failed."""
        if done:
            self.times.append(time.monotonic() - since)
        else:
            self.failed += 1

    def books(self) -> Books:
        """Return what was noted."""
        seconds = time.monotonic() - self.begun
        return {"seconds": seconds, "times": self.times, "failed": self.failed}


async def run_lanes(port: int, lanes: int, jobs: Iterator[Job], rate: float = 0) -> Clock:
    """Do all jobs over so many connections; with a rate, so many are due each second."""
    clock, numbered = Clock(), enumerate(jobs)

    async def lane() -> None:
        wire = await Wire.open(port)
        for number, job in numbered:
            due = clock.begun + number / rate if rate else time.monotonic()
            await asyncio.sleep(max(0, due - time.monotonic()) if rate else 0)
            clock.note(due, done=await job(wire))
        wire.close()

    await asyncio.gather(*(lane() for _ in range(lanes)))
    return clock


def _post(token: str, text: str, kind: str = "text") -> Job:
    async def job(wire: Wire) -> bool:
        form = message(str(uuid.uuid4()), text, kind)
        status, _ = await wire.post("/chat/messages", form, token)
        return status == _ACCEPTED

    return job


async def accept(plan: Books) -> Books:
    """Time how long it takes until a message is accepted; each token has written before."""
    texts = itertools.cycle(load_texts())
    first = (_post(token, next(texts)) for token in plan["tokens"])
    await run_lanes(plan["port"], plan["lanes"], first)
    await asyncio.sleep(plan["pause"])
    tokens = (token for _ in range(plan["each"]) for token in plan["tokens"])
    jobs = (_post(token, next(texts)) for token in tokens)
    return (await run_lanes(plan["port"], plan["lanes"], jobs)).books()


class Page:
    """A child's page with its stream open."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._asked = b""
        self._echoed = False
        self._answered = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the stream."""
        self._reading = asyncio.create_task(self._read(await Wire.open(self._port)))

    async def close(self) -> None:
        """Close the stream."""
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def ask(self, wire: Wire, text: str) -> bool:
        """Say something and wait for the first line the bot says after it."""
        event_id = str(uuid.uuid4())
        self._asked, self._echoed = event_id.encode(), False
        self._answered.clear()
        status, _ = await wire.post("/chat/messages", message(event_id, text), self._token)
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._answered.wait()
        except TimeoutError:
            return False
        return status == _ACCEPTED

    async def _read(self, wire: Wire) -> None:
        async for content in wire.events("/chat/events", self._token):
            if b'"author":"child"' in content:
                self._echoed = self._echoed or self._asked in content
            elif self._echoed and b'"author":"bot"' in content:
                self._answered.set()


async def turns(plan: Books) -> Books:
    """Time how long it takes until a child sees the bot's answer.

    Each lane goes round its own pages, so that the last bubbles of an earlier answer have long come
    when a page is asked again.
    """
    pages = [Page(plan["port"], token) for token in plan["tokens"]]
    for page in pages:
        await page.open()
    await _ask_round(plan, pages, 1)
    await asyncio.sleep(plan["pause"])
    clock = await _ask_round(plan, pages, plan["each"])
    await asyncio.gather(*(page.close() for page in pages))
    return clock.books()


async def _ask_round(plan: Books, pages: list[Page], rounds: int) -> Clock:
    clock, texts, lanes = Clock(), itertools.cycle(load_texts()), plan["lanes"]

    async def lane(mine: list[Page]) -> None:
        wire = await Wire.open(plan["port"])
        for page in mine * rounds:
            begun = time.monotonic()
            clock.note(begun, done=await page.ask(wire, next(texts)))
        wire.close()

    await asyncio.gather(*(lane(pages[number::lanes]) for number in range(lanes)))
    return clock


async def rest(plan: Books) -> Books:
    """Time how long a plain Rasa server takes to answer over its REST channel."""
    texts = itertools.cycle(load_texts())

    def ask(sender: str) -> Job:
        async def job(wire: Wire) -> bool:
            form = {"sender": sender, "message": next(texts)}
            status, body = await wire.post("/webhooks/rest/webhook", form)
            return status == _OK and b'"text"' in body

        return job

    senders = [str(uuid.uuid4()) for _ in range(plan["children"])]
    await run_lanes(plan["port"], plan["lanes"], map(ask, senders))
    jobs = (ask(sender) for _ in range(plan["each"]) for sender in senders)
    return (await run_lanes(plan["port"], plan["lanes"], jobs)).books()


async def ask_for_person(plan: Books) -> Books:
    """Bring each child into the queue."""
    steps = [("hello", "text"), ("human", "tap"), ("skip_all", "tap")]
    jobs = (_post(token, text, kind) for text, kind in steps for token in plan["tokens"])
    return (await run_lanes(plan["port"], plan["lanes"], jobs)).books()


async def relay(plan: Books) -> Books:
    """Write numbered lines to counsellors; returns when each was begun, by its mark."""
    begun: dict[str, float] = {}
    start, rate, texts = time.monotonic(), plan["rate"], itertools.cycle(load_texts())

    def tell(number: int, talk: int, token: str) -> Job:
        mark = str(Mark(talk, "c", number))
        post = _post(token, f"{next(texts)} {mark}")

        async def job(wire: Wire) -> bool:
            begun[mark] = start + len(begun) / rate if rate else time.monotonic()
            done = await post(wire)
            if not done:
                del begun[mark]
            return done

        return job

    jobs = (
        tell(number, talk, token)
        for number in range(plan["first"], plan["first"] + plan["each"])
        for talk, token in enumerate(plan["tokens"])
    )
    clock = await run_lanes(plan["port"], plan["lanes"], jobs, rate)
    return clock.books() | {"begun": begun}


async def webhook(plan: Books) -> Books:
    """Time until each of some ready-made requests is answered 200, from when it was due."""

    def post(form: Books) -> Job:
        body = form["body"].encode()

        async def job(wire: Wire) -> bool:
            status, _ = await wire.post_bytes(plan["path"], body, form["headers"])
            return status == _OK

        return job

    jobs = map(post, plan["posts"])
    return (await run_lanes(plan["port"], plan["lanes"], jobs, plan["rate"])).books()


KINDS: dict[str, Callable[[Books], Coroutine[Any, Any, Books]]] = {
    each.__name__: each for each in (accept, turns, rest, ask_for_person, relay, webhook)
}


def main() -> None:
    """Run one kind of load."""
    plan = json.load(sys.stdin)
    json.dump(uvloop.run(KINDS[sys.argv[1]](plan)), sys.stdout)


if __name__ == "__main__":
    main()
