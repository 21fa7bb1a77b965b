"""Telegram at its worst, both ways, under 2,000 messages: nothing lost, misplaced or doubled unmarked."""

import asyncio
import contextlib
from pathlib import Path
from typing import Literal

import aiohttp
import pytest
from redis.asyncio import Redis

from tests.fakes.telegram.child import Child
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import FakeTelegram, telegram_server
from tests.handoff.house import Mind
from tests.misbehaviour.crowd import Crowd, eventually, make_house, running, send_through
from tests.misbehaviour.on_telegram import TelegramPhone, telegram_of

CHILDREN = 100
HELD = 40
EACH = 20
BLOCKING = 3

INCOMING = (
    Fault("duplicate", share=0.05),
    Fault("reorder", share=0.1),
    Fault("5xx", method="getUpdates", share=0.1),
    Fault("429", method="getUpdates", times=2, after=5),
    Fault("drop", method="getUpdates", share=0.05),
    Fault("accept_then_drop", method="getUpdates", share=0.1),
    Fault("garbage", method="getUpdates", share=0.1),
)
OUTGOING = (
    Fault("429", method="sendMessage", share=0.02),
    Fault("5xx", method="sendMessage", times=60, after=600),
    Fault("5xx", method="sendMessage", share=0.02, status=500),
    Fault("400", method="sendMessage", share=0.01),
    Fault("drop", method="sendMessage", share=0.02),
    Fault("accept_then_drop", method="sendMessage", share=0.03),
    Fault("accept_then_hang", method="sendMessage", share=0.01),
    Fault("garbage", method="sendMessage", share=0.02),
    Fault("slow", method="sendMessage", share=0.03),
)
"""`5xx` with `times` is the bad minute: from the 600th line on, everything is refused for a while."""

ODD = (
    {"message": "not an object"},
    {"hologram": {"depth": 3}},
    {"message": {"message_id": 1, "chat": {"id": -100, "type": "supergroup"}, "text": "hi"}},
    {"callback_query": {"id": "1", "from": {"id": 7}, "data": ["not", "a", "key"]}},
    {"poll": {"id": "1"}},
    {"edited_message": {"chat": {"type": "private"}}},
)


async def second_poller(fake: FakeTelegram) -> None:
    """Somebody else asks for this bot's updates, confirms none, and is seen off or sees us off."""
    url = f"{fake.url}/bot{fake.token}/getUpdates"
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            with contextlib.suppress(aiohttp.ClientError):  # the faults of the script strike it too
                async with session.post(url, json={"timeout": 0}) as answer:
                    await answer.read()
            await asyncio.sleep(0.3)


async def make_trouble(fake: FakeTelegram, mode: str, crowd: Crowd, blocking: list[Child]) -> None:
    """What goes wrong besides the calls: odd updates, a second program, children who block us."""
    for odd in ODD:
        await fake.update(dict(odd))
        await asyncio.sleep(0.1)
    if mode == "polling":
        await second_poller(fake)
    for child in blocking:
        await eventually(lambda child=child: _enough(crowd, child), "much has been said")  # type: ignore[misc]
        child.chat.blocked = True  # and nobody tells us: the next line finds out


async def _enough(crowd: Crowd, child: Child) -> bool:
    return len(child.received) > EACH


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_nothing_is_lost_misplaced_or_doubled_unmarked(
    redis: Redis, tmp_path: Path, mind: Mind, mode: Literal["polling", "webhook"]
) -> None:
    house, store = make_house(redis, tmp_path, mind)
    await store.open()
    async with telegram_server() as fake, telegram_of(house, fake, mode) as connector:
        house.sender = send_through(house, connector)
        fake.retry_pause, fake.longest_pause = 0.01, 0.1
        phones = {f"c{number:02}": TelegramPhone(fake.child()) for number in range(CHILDREN)}
        crowd = Crowd(house, store, phones, list(phones)[:HELD], lambda: not fake.pending)
        async with running(house), asyncio.TaskGroup() as group:
            await crowd.gather()
            fake.misbehave(*INCOMING, *OUTGOING)
            store.away = 0.01
            answering = group.create_task(crowd.answer())
            blocking = [phones[name].child for name in crowd.held[:BLOCKING]]
            trouble = group.create_task(make_trouble(fake, mode, crowd, blocking))
            await asyncio.gather(*(crowd.write_all(name, EACH) for name in phones))
            await trouble
            await eventually(crowd.at_rest, "all is answered")
            struck = {fault.what: fake.script.struck(fault.what) for fault in INCOMING + OUTGOING}
            away, store.away = store.times_away, 0
            fake.behave()
            await asyncio.gather(*(crowd.write(name, f"{name} last") for name in phones))
            await eventually(crowd.all_done, "the last is answered")
            answering.cancel()
        counts = await crowd.check()
    of_polling = {fault.what for fault in INCOMING if fault.method} if mode == "webhook" else set()
    of_polling -= {fault.what for fault in OUTGOING}
    assert all(struck[what] for what in struck.keys() - of_polling), struck
    assert away
    assert (counts["written"], counts["queued"]) == (CHILDREN * (EACH + 2), 0)
    assert counts["blocked"]
