"""One chat that takes nothing, or never answers, delays no other: 300 chats, the worst of them first."""

from dataclasses import replace
from pathlib import Path

from redis.asyncio import Redis

from tests.fakes.line.server import line_server
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import telegram_server
from tests.handoff.house import Mind
from tests.misbehaviour.crowd import make_house, running, send_through
from tests.misbehaviour.on_line import line_of
from tests.misbehaviour.on_telegram import PATIENT, telegram_of

CHATS = 300
NEVER = 3600


async def test_on_telegram_a_flooded_a_hanging_and_a_blocked_chat_delay_nobody(
    redis: Redis, tmp_path: Path, mind: Mind
) -> None:
    house, store = make_house(redis, tmp_path, mind)
    await store.open()
    pauses = replace(PATIENT, answer=NEVER)
    async with telegram_server() as fake, telegram_of(house, fake, pauses=pauses) as connector:
        house.sender = send_through(house, connector)
        flooded, hanging, blocked, *others = (fake.child() for _ in range(CHATS))
        fake.misbehave(
            Fault("429", "sendMessage", flooded.chat_id, share=1, retry_after=NEVER),
            Fault("accept_then_hang", "sendMessage", hanging.chat_id, share=1),
        )
        blocked.chat.blocked = True
        async with running(house):
            for count in (1, 2):
                for child in (flooded, hanging, blocked, *others):
                    await child.says("hello")
                before = {child.chat_id: len(child.received) for child in others}
                await fake.until(
                    lambda before=before: all(  # type: ignore[misc]
                        len(child.received) > before[child.chat_id] for child in others
                    )
                )
                tries = {chat.chat_id: 0 for chat in (flooded, hanging, blocked)}
                for call in fake.calls:
                    if call.method == "sendMessage" and call.params["chat_id"] in tries:
                        tries[call.params["chat_id"]] += 1
                # Each of the three was tried, and still stands where it stood, twice over.
                assert tries[flooded.chat_id] == 1
                assert tries[hanging.chat_id] == 1
                assert tries[blocked.chat_id] >= 1, count
        assert not flooded.received
        assert not blocked.received
        assert [c.status for c in fake.calls if c.params.get("chat_id") == hanging.chat_id] == [0]
        assert await store.call("XLEN", store.partitions[0].sending) >= 2


async def test_on_line_a_request_without_an_answer_delays_nobody(
    redis: Redis, tmp_path: Path, mind: Mind
) -> None:
    house, store = make_house(redis, tmp_path, mind)
    await store.open()
    async with line_server() as fake, line_of(house, fake, NEVER) as connector:
        house.sender = send_through(house, connector)
        hanging, *others = (fake.child() for _ in range(CHATS))
        fake.misbehave("hang", on="send")
        async with running(house):
            await hanging.says("hello")
            await fake.until(lambda: bool(fake.script.done))
            for count in (1, 2):
                for child in others:
                    await child.says("hello")
                await fake.until(
                    lambda count=count: all(len(child.received) >= count for child in others),  # type: ignore[misc]
                    timeout=60,
                )
                assert not hanging.received
        assert await store.call("XLEN", store.partitions[0].sending) >= 1
