"""What the ends of both platforms share: how they are ordered about, and how children talk there.

An end is a process of its own beside the gateway: the fake of a platform, with its children. It
measures, and never asserts.
"""

import asyncio
import itertools
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bench.load import Books, Clock
from bench.texts import load_texts

PATIENCE = 30.0
"""Seconds after which an answer counts as not given; a call that hangs is given up after 10 s."""

_HASTE_SECONDS = 0.3
_THOUGHT_SECONDS = (1.0, 4.0)
_ARRIVAL_SECONDS = 20.0

type Orders = Mapping[str, Callable[..., Awaitable[Books]]]


class Speaker(Protocol):
    """A child of a fake."""

    @property
    def received(self) -> Sequence[object]:
        """What the helpline has sent to it."""

    async def says(self, text: str) -> object:
        """Write a line."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Children who write, and how long each waits for an answer.

    Attributes:
        until: returns when something is so; looks again whenever the platform was called.
    """

    until: Callable[[Callable[[], bool]], Awaitable[None]]
    clock: Clock = field(default_factory=Clock)

    async def ask(self, child: Speaker, *texts: str) -> None:
        """Write one line, or some in haste, and wait for the first answer."""
        before, begun = len(child.received), time.monotonic()
        await child.says(texts[0])
        for text in texts[1:]:
            await asyncio.sleep(_HASTE_SECONDS)
            await child.says(text)
        self.clock.note(begun, done=await self._answered(child, before))

    async def _answered(self, child: Speaker, before: int) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await self.until(lambda: len(child.received) > before)
        except TimeoutError:
            return False
        return True

    async def converse(self, children: Sequence[Speaker], each: int, seed: int) -> None:
        """Let all children come and talk: read, think, write; every third line is two in haste."""
        chance = random.Random(seed)  # noqa: S311 - the same seed gives the same talk
        starts = [chance.uniform(0, _ARRIVAL_SECONDS) for _ in children]
        await asyncio.gather(
            *(
                self._converse(child, start, each, random.Random(seed + number))  # noqa: S311 - as above
                for number, (child, start) in enumerate(zip(children, starts, strict=True))
            )
        )

    async def _converse(
        self, child: Speaker, start: float, each: int, chance: random.Random
    ) -> None:
        texts, said = load_texts(), 0
        await asyncio.sleep(start)
        while said < each:
            count = min(2 if said % 3 == 1 else 1, each - said)
            await self.ask(child, *chance.sample(texts, count))
            said += count
            await asyncio.sleep(chance.uniform(*_THOUGHT_SECONDS))

    async def at_rate(self, children: Sequence[Speaker], rate: float, count: int) -> None:
        """Let the children write in turns, so many lines a second, whether answered or not."""
        begun, asked = time.monotonic(), list[asyncio.Task[None]]()
        texts = itertools.cycle(load_texts())
        for number, child in zip(range(count), itertools.cycle(children), strict=False):
            await asyncio.sleep(max(0, begun + number / rate - time.monotonic()))
            asked.append(asyncio.create_task(self.ask(child, next(texts))))
        await asyncio.gather(*asked)


async def keep_writing(children: Sequence[Speaker], pause: float = 1.0) -> None:
    """Let children write and never wait for an answer, until cancelled."""
    for text in itertools.cycle(load_texts()):
        for child in children:
            await child.says(text)
        await asyncio.sleep(pause)


async def obey(settings: Mapping[str, str], orders: Orders) -> None:
    """Say how a helpline gets here; then carry out each order of standard input, to its end."""
    print(json.dumps(settings), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        order: Books = json.loads(line)
        done = await orders[order.pop("do")](**order)
        print(json.dumps(done), flush=True)
