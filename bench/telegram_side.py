"""Telegram's end of a measurement: the fake and its children.

The fake decides alone what is taken, and when each line arrived.
"""

import asyncio
import itertools
import json
import time
from collections.abc import Sequence

import uvloop

from bench.load import Books
from bench.series import most_within
from bench.side import Orders, Talk, keep_writing, obey
from bench.texts import load_texts
from tests.fakes.telegram.chat import Shown
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.courier import SECRET_HEADER
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import FakeTelegram, telegram_server

_PATH = "/telegram/webhook"
_SECRET = "of-the-benchmark"  # noqa: S105 - of a fake on this machine
_RETRY_AFTER = 5


class TelegramSide:
    """Telegram and its children."""

    def __init__(self, fake: FakeTelegram) -> None:
        self.fake = fake
        self._children: Sequence[Child] = ()

    @property
    def orders(self) -> Orders:
        """What can be asked of it."""
        return {
            "posts": self.posts,
            "meet": self.meet,
            "answers": self.answers,
            "flood": self.flood,
        }

    async def posts(self, children: int, each: int) -> Books:
        """Make updates of many children, to be posted by somebody else: one a request."""
        texts, speakers = itertools.cycle(load_texts()), self._new(children)
        before = len(self.fake.updates.emitted)
        for _, child in itertools.product(range(each), speakers):
            await child.says(next(texts))
        self.fake.updates.drop_all()  # nothing ran in between: the fake has posted none itself
        headers = {SECRET_HEADER: _SECRET}
        made = [
            {"body": json.dumps(update), "headers": headers}
            for update in self.fake.updates.emitted[before:]
        ]
        return {"path": _PATH, "posts": made, "events": children * each}

    async def meet(self, children: int, rate: float) -> Books:
        """Let the children of the next measurement come, each with a first line."""
        self._children = self._new(children)
        talk = Talk(self.fake.until)
        await talk.at_rate(self._children, rate, children)
        return talk.clock.books()

    async def answers(self, rate: float, count: int, *, trouble: bool) -> Books:
        """Time the answers to these children, beside others in trouble or not."""
        talk, others = Talk(self.fake.until), self._new(3 if trouble else 0)
        faults = _troubles(others)
        self.fake.misbehave(*faults)
        writing = asyncio.create_task(keep_writing(others)) if others else None
        await talk.at_rate(self._children, rate, count)
        if writing:
            writing.cancel()
        struck = [self.fake.script.struck(fault.what) for fault in faults]
        self.fake.behave()
        return talk.clock.books() | {"struck": struck}

    async def flood(self, children: int, each: int, seconds: float) -> Books:
        """Let all write at once; how fast it is taken in, and how fast answers come."""
        texts, speakers = itertools.cycle(load_texts()), self._new(children)
        since, begun = time.time(), time.monotonic()
        for _, child in itertools.product(range(each), speakers):
            await child.says(next(texts))
        await self.fake.settled()
        taken_in = time.monotonic() - begun
        await asyncio.sleep(max(0, begun + seconds - time.monotonic()))
        sent = sorted(line.at for line in self._lines() if line.at >= since)
        return {
            "in": children * each / taken_in,
            "out": (len(sent) - 1) / (sent[-1] - sent[0]),
            "most": most_within(sent, 1.0),
            "refused": sum(call.status == 429 for call in self.fake.calls),
        }

    def _lines(self) -> list[Shown]:
        return [line for chat in self.fake.state.chats.values() for line in chat.received]

    def _new(self, count: int) -> Sequence[Child]:
        return [self.fake.child() for _ in range(count)]


def _troubles(children: Sequence[Child]) -> list[Fault]:
    """One chat that gets too much, one whose calls hang, one that blocked the bot."""
    if not children:
        return []
    chats = [child.chat_id for child in children]
    return [
        Fault("429", "sendMessage", chats[0], share=1.0, retry_after=_RETRY_AFTER),
        Fault("accept_then_hang", "sendMessage", chats[1], share=1.0),
        Fault("403", "sendMessage", chats[2], share=1.0),
    ]


async def serve() -> None:
    """Be Telegram until standard input ends."""
    async with telegram_server() as fake:
        settings = {
            "TELEGRAM_TOKEN": fake.token,
            "TELEGRAM_SECRET": _SECRET,
            "TELEGRAM_API_URL": fake.url,
        }
        await obey(settings, TelegramSide(fake).orders)


if __name__ == "__main__":
    uvloop.run(serve())
