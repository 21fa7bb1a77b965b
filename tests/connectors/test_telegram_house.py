"""A child on Telegram and a whole helpline over a real store: the same talk as on the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis

from connectors.telegram.connector import TelegramAccess, TelegramConnector
from handoff.conversation import State
from handoff.sender import Sender
from tests.connectors.telegram_chatting import FAST, SECRET, SHORT, WORDS, judge
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import FakeTelegram, telegram_server
from tests.handoff.house import House, Mind


@pytest.fixture(scope="module")
def mind() -> Mind:
    return Mind.load()


@pytest.fixture
async def house(redis: Redis, tmp_path: Path, mind: Mind) -> House:
    house = House(redis, tmp_path, mind=mind)
    await house.store.open()
    return house


@dataclass
class Line:
    """A house that children reach through Telegram."""

    fake: FakeTelegram
    house: House

    async def settle(self) -> None:
        await self.fake.settled()
        await self.house.settle()

    async def state(self, child: Child) -> State | None:
        conversation = await self.house.conversation(str(child.chat_id))
        return await self.house.state(conversation)


@asynccontextmanager
async def on_telegram(house: House) -> AsyncIterator[Line]:
    async with telegram_server() as fake:
        connector = TelegramConnector(
            inbox=house.inbox,
            trail=house.trail,
            alarms=house.alarms,
            access=TelegramAccess(fake.token, "polling", SECRET, fake.url, None),
            words=WORDS,
            rates=FAST,
            pauses=SHORT,
        )
        house.sender = Sender(
            store=house.store,
            keyring=house.keyring,
            connectors={connector.channel: connector},
            signals=house.signals,
            clock=house.clock,
            steps=house.steps,
        )
        await connector.start()
        try:
            yield Line(fake, house)
        finally:
            await connector.stop()
        judge(fake)


async def test_a_talk_with_the_bot_and_a_counsellor(house: House) -> None:
    async with on_telegram(house) as line:
        child = line.fake.child()
        await child.says("/start")
        await line.settle()
        assert child.received
        await child.presses("human")
        await line.settle()
        await child.presses("skip_all")
        await line.settle()
        assert await line.state(child) is State.WAITING


async def test_an_album_and_its_words_in_one_batch(house: House) -> None:
    async with on_telegram(house) as line:
        child, other = line.fake.child(), line.fake.child()
        for n in range(4):
            await child.sends("photo", caption="นี่ไง" if n == 3 else None, group="9001")
            await other.says(f"hello {n}")
        await line.settle()
        assert child.received
        assert other.received
        assert not await house.alarms.standing()


async def test_a_quick_exit_leaves_one_neutral_line(house: House) -> None:
    async with on_telegram(house) as line:
        child = line.fake.child()
        for text in ("/start", "/menu", "หนูกลัว", "/exit"):
            await child.says(text)
            await line.settle()
        assert len(child.received) > 3
        assert [shown.by for shown in child.shown] == ["bot"]
        await child.says("/start")
        await line.settle()
        assert len(child.shown) > 2, "a child may come back"


@pytest.mark.parametrize("what", ["accept_then_drop", "garbage", "5xx"])
async def test_a_line_in_doubt_is_not_said_twice_by_the_bot(house: House, what: str) -> None:
    async with on_telegram(house) as line:
        child = line.fake.child()
        line.fake.misbehave(Fault(what, method="sendMessage"))  # type: ignore[arg-type]
        await child.says("/start")
        await line.settle()
        texts = [shown.text for shown in child.received]
        assert len(texts) == len(set(texts))


async def test_a_child_who_blocks_is_gone_and_may_come_back(house: House) -> None:
    async with on_telegram(house) as line:
        child = line.fake.child()
        await child.says("/start")
        await line.settle()
        await child.blocks()
        await line.settle()
        await child.unblocks()
        await child.says("/start")
        await line.settle()
        assert len(child.received) > 1
