"""The platforms' ends of a measurement: what they hand out must be real, and trouble only where meant."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from bench.line_side import LineSide
from bench.side import Talk, keep_writing
from bench.telegram_side import TelegramSide
from tests.fakes.line.child import Child
from tests.fakes.line.webhook import sign
from tests.fakes.telegram.server import telegram_server


@dataclass
class Speaking:
    """A child whose platform answers each line at once, or none."""

    answers: bool = True
    said: list[str] = field(default_factory=list)
    received: list[object] = field(default_factory=list)

    async def says(self, text: str) -> None:
        self.said.append(text)
        if self.answers:
            self.received.append(text)


async def _at_once(true: Callable[[], bool]) -> None:
    if not true():
        raise TimeoutError


@pytest.fixture
async def line() -> AsyncIterator[LineSide]:
    async with aiohttp.ClientSession() as session:
        side = LineSide(session)
        yield side
        await side.fake.stop()


@asynccontextmanager
async def _door(side: LineSide) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", side.door)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@dataclass
class Helpline:
    """Answers each event by its token; knows nothing else of a helpline."""

    side: LineSide
    url: str
    session: aiohttp.ClientSession
    answering: list[asyncio.Task[None]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        for event in (await request.json())["events"]:
            self.answering.append(asyncio.create_task(self._answer(event["replyToken"])))
        return web.Response()

    async def _answer(self, token: str) -> None:
        body = {"replyToken": token, "messages": [{"type": "text", "text": "hi"}]}
        proof = {"Authorization": f"Bearer {self.side.fake.channel_token}"}
        url = f"{self.url}/v2/bot/message/reply"
        async with self.session.post(url, json=body, headers=proof) as answer:
            await answer.read()


@asynccontextmanager
async def _helpline(side: LineSide) -> AsyncIterator[Helpline]:
    async with _door(side) as url, aiohttp.ClientSession() as session:
        helpline = Helpline(side, url, session)
        app = web.Application()
        app.router.add_post("/line/webhook", helpline.take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await side.reach(runner.addresses[0][1])
        try:
            yield helpline
        finally:
            for task in helpline.answering:
                task.cancel()
            await asyncio.gather(*helpline.answering, return_exceptions=True)
            await runner.cleanup()


async def test_each_line_is_timed_once_and_one_without_an_answer_has_failed() -> None:
    talk, silent = Talk(_at_once), Speaking(answers=False)
    await talk.at_rate([Speaking(), silent], rate=1000, count=4)
    assert (len(talk.clock.times), talk.clock.failed) == (2, 2)
    assert len(silent.said) == 2


async def test_who_keeps_writing_waits_for_nobody() -> None:
    child = Speaking(answers=False)
    writing = asyncio.create_task(keep_writing([child], pause=0))
    while len(child.said) < 3:
        await asyncio.sleep(0)
    writing.cancel()


async def test_line_posts_are_signed_and_hold_every_event_once(line: LineSide) -> None:
    made = await line.posts(children=7, each=5)
    events = []
    for post in made["posts"]:
        body = post["body"].encode()
        assert post["headers"] == {"X-Line-Signature": sign(line.fake.channel_secret, body)}
        events.append(json.loads(body)["events"])
    assert max(map(len, events)) > 1
    assert len({each["webhookEventId"] for some in events for each in some}) == made["events"] == 35


async def test_trouble_strikes_the_chats_it_is_meant_for_and_no_other(line: LineSide) -> None:
    paced, silent, banned, well = (line.fake.child() for _ in range(4))
    line.spoil([paced, silent, banned])
    async with _door(line) as url, aiohttp.ClientSession() as session:

        async def push(child: Child) -> int:
            body = {"to": child.user_id, "messages": [{"type": "text", "text": "hi"}]}
            proof = {"Authorization": f"Bearer {line.fake.channel_token}"}
            async with session.post(
                f"{url}/v2/bot/message/push", json=body, headers=proof
            ) as answer:
                return answer.status

        waiting = asyncio.create_task(push(silent))
        assert [await push(child) for child in (paced, banned, well)] == [429, 403, 200]
        assert not waiting.done()
        waiting.cancel()
    assert [len(child.received) for child in (paced, silent, banned, well)] == [0, 0, 0, 1]


async def test_replies_of_a_conversation_are_counted(line: LineSide) -> None:
    async with _helpline(line):
        assert (await line.meet(children=3, rate=1000))["failed"] == 0
        assert (line.fake.replies, line.fake.pushes) == (3, 0)


async def test_telegram_posts_hold_every_update_once_and_the_fake_posts_none() -> None:
    async with telegram_server() as fake:
        made = await TelegramSide(fake).posts(children=4, each=3)
        numbers = {json.loads(post["body"])["update_id"] for post in made["posts"]}
        assert len(numbers) == len(made["posts"]) == made["events"] == 12
        assert fake.pending == 0
