"""LINE's end of a measurement: the fake, its children, and a door some are not reached by.

The fake decides alone what is taken; the door before it only spoils what goes to a child that is
said to be in trouble, as the fake's own faults strike all children alike.
"""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final

import aiohttp
import uvloop
from aiohttp import web

from bench.load import Books
from bench.side import PATIENCE, Orders, Talk, keep_writing, obey
from bench.texts import load_texts
from tests.fakes.line.child import Child
from tests.fakes.line.fault import REFUSALS
from tests.fakes.line.server import FakeLine
from tests.fakes.line.webhook import sign

_PATH = "/line/webhook"
_SIZES = (1, 1, 1, 2, 1, 1, 3, 1, 1, 5)
"""Events of one request, in turns."""

_TROUBLES: Final = ("rate", "hang", "forbidden")
_HANG = "hang"


class LineSide:
    """LINE and its children."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.fake = FakeLine(session, time.time, seed=3)
        self.fake.quota.limit = None
        self.fake.redelivery = True
        self._troubled: dict[str, str] = {}
        self._struck: Counter[str] = Counter()
        self._children: Sequence[Child] = ()

    @property
    def orders(self) -> Orders:
        """What can be asked of it."""
        return {
            "reach": self.reach,
            "posts": self.posts,
            "converse": self.converse,
            "meet": self.meet,
            "answers": self.answers,
        }

    async def door(self, request: web.Request) -> web.StreamResponse:
        """Take one call of the helpline."""
        trouble = self._troubled.get(self._chat(await request.read()))
        if trouble is None:
            return await self.fake.handle(request)
        self._struck[trouble] += 1
        if trouble == _HANG:
            await self.fake.closing.wait()
            refusal = REFUSALS["server_error"]
        else:
            refusal = REFUSALS[trouble]
        return web.json_response(refusal.body, status=refusal.status)

    def _chat(self, raw: bytes) -> str:
        body: Books = json.loads(raw or b"{}")
        token = body.get("replyToken")
        return str(body.get("to") or (token and self.fake.account.tokens.reaches(token)) or "")

    async def reach(self, port: int) -> Books:
        """Learn where the helpline is."""
        self.fake.webhook_url = f"http://127.0.0.1:{port}{_PATH}"
        return {}

    async def posts(self, children: int, each: int) -> Books:
        """Make signed requests of many children, to be posted by somebody else."""
        texts, speakers = itertools.cycle(load_texts()), self._new(children)
        events = (
            self.fake.event(child, {"type": "message", "message": {"type": "text", "text": text}})
            for _, child in itertools.product(range(each), speakers)
            for text in [next(texts)]
        )
        made = []
        for size in itertools.cycle(_SIZES):
            batch = list(itertools.islice(events, size))
            if not batch:
                break
            body = self.fake.courier.body(batch)
            signature = sign(self.fake.channel_secret, body)
            made.append({"body": body.decode(), "headers": {"X-Line-Signature": signature}})
        return {"path": _PATH, "posts": made, "events": children * each}

    async def converse(self, children: int, each: int) -> Books:
        """Let children talk with the bot; count what was free and what was not."""
        replies, pushes = self.fake.replies, self.fake.pushes
        talk = self._talk()
        await talk.converse(self._new(children), each, seed=5)
        counts = {"replies": self.fake.replies - replies, "pushes": self.fake.pushes - pushes}
        return talk.clock.books() | counts | {"undelivered": len(self.fake.undelivered)}

    async def meet(self, children: int, rate: float) -> Books:
        """Let the children of the next measurement come, each with a first line."""
        self._children = self._new(children)
        talk = self._talk()
        await talk.at_rate(self._children, rate, children)
        return talk.clock.books()

    async def answers(self, rate: float, count: int, *, trouble: bool) -> Books:
        """Time the answers to these children, beside others in trouble or not."""
        talk, others = self._talk(), self._new(len(_TROUBLES) if trouble else 0)
        self.spoil(others)
        writing = asyncio.create_task(keep_writing(others)) if others else None
        await talk.at_rate(self._children, rate, count)
        if writing:
            writing.cancel()
        struck = [self._struck[how] for how in _TROUBLES]
        self.spoil(())
        return talk.clock.books() | {"struck": struck}

    def spoil(self, children: Sequence[Child]) -> None:
        """Bring the first of these into too fast a pace, the second into silence, ban the third."""
        self._struck.clear()
        pairs = zip(children, _TROUBLES, strict=False)
        self._troubled = {child.user_id: how for child, how in pairs}

    def _talk(self) -> Talk:
        return Talk(lambda true: self.fake.until(true, PATIENCE))

    def _new(self, count: int) -> Sequence[Child]:
        return [self.fake.child() for _ in range(count)]


async def serve() -> None:
    """Be LINE until standard input ends."""
    async with aiohttp.ClientSession() as session:
        side = LineSide(session)
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", side.door)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        settings = {
            "LINE_CHANNEL_SECRET": side.fake.channel_secret,
            "LINE_CHANNEL_TOKEN": side.fake.channel_token,
            "LINE_API_URL": f"http://127.0.0.1:{runner.addresses[0][1]}",
        }
        await obey(settings, side.orders)
        await side.fake.stop()
        await runner.cleanup()


if __name__ == "__main__":
    uvloop.run(serve())
