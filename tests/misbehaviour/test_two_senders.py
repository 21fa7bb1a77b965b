"""Two processes at one outbox after a standstill: whatever comes twice is marked, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from handoff import workers as workers_module
from handoff.sender import Sender
from handoff.store import Work
from handoff.workers import Workers
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import FakeTelegram, telegram_server
from tests.handoff.house import House, Mind
from tests.misbehaviour.crowd import Crowd, eventually, make_house, send_through
from tests.misbehaviour.ledger import agrees
from tests.misbehaviour.on_telegram import PATIENT, TelegramPhone, telegram_of
from tests.misbehaviour.recorder import Recorder

SLOW = 1.0
LINES = ("one", "two", "three")


@asynccontextmanager
async def scene(
    redis: Redis, tmp_path: Path, mind: Mind
) -> AsyncIterator[tuple[FakeTelegram, House, Recorder, Crowd]]:
    """One child with a counsellor, its outbox empty, and no worker at work."""
    house, store = make_house(redis, tmp_path, mind)
    await store.open()
    pauses = replace(PATIENT, answer=30)
    async with telegram_server() as fake, telegram_of(house, fake, pauses=pauses) as connector:
        house.sender = send_through(house, connector)
        phone = TelegramPhone(fake.child())
        crowd = Crowd(house, store, {"c": phone}, ["c"], lambda: not fake.pending)
        crowd.wrote["c"] = []
        await crowd.write("c", "c first")
        for key in ("human", "skip_all"):
            await fake.settled()
            await house.settle()
            await phone.presses(key)
        await fake.settled()
        await house.settle()
        crowd.conversations["c"] = await house.conversation(phone.address.id)
        await house.queue.claim(crowd.conversations["c"], "staff0")
        await house.settle()
        yield fake, house, store, crowd


async def say(house: House, crowd: Crowd) -> Work:
    """Let the counsellor write, and return what announces it."""
    for text in LINES:
        line_id = f"00000000-0000-4000-8000-{text:>012}"
        await house.queue.say(crowd.conversations["c"], "staff0", line_id, text)
    [work] = await house.announced("sending")
    return work


async def on_its_way(fake: FakeTelegram, text: str) -> None:
    """Wait until a line has arrived; the answer to its call may still be out."""
    await fake.until(
        lambda: any(
            shown.text == text for chat in fake.state.chats.values() for shown in chat.received
        )
    )


async def told(crowd: Crowd) -> dict[str, str]:
    """Return what is said to have become of the counsellor's lines."""
    meant = await crowd.meant("c")
    heard = crowd.phones["c"].heard()
    assert agrees(meant, heard), (meant, heard)
    return {line.text: line.mark for line in meant if line.text in LINES}


@pytest.mark.parametrize("slower", ["first", "second"])
async def test_a_second_sender_comes_while_the_first_waits_for_an_answer(
    redis: Redis, tmp_path: Path, mind: Mind, slower: str
) -> None:
    """The first did send the line, but the second cannot know: it is marked, and so is its double."""
    async with scene(redis, tmp_path, mind) as (fake, house, _, crowd):
        fake.misbehave(Fault("slow", method="sendMessage", seconds=SLOW))
        if slower == "second":
            fake.misbehave(Fault("slow", method="sendMessage", seconds=2 * SLOW))
        work = await say(house, crowd)
        first = asyncio.create_task(house.sender.work(work))
        await on_its_way(fake, "one")
        await house.sender.work(work)
        await first
        assert await told(crowd) == {"one": "uncertain", "two": "sent", "three": "sent"}
        assert crowd.phones["c"].heard().count("one") == 2


async def test_both_begin_with_the_same_line(redis: Redis, tmp_path: Path, mind: Mind) -> None:
    """They have read the same outbox before either has noted a try."""
    async with scene(redis, tmp_path, mind) as (_, house, store, crowd):
        work = await say(house, crowd)
        both = asyncio.Barrier(2)
        read = store.outbox

        async def outbox(conversation: str, count: int = 16):  # type: ignore[no-untyped-def]  # noqa: ANN202 - as the store's
            found = await read(conversation, count)
            if both.n_waiting < 2 and not both.broken:
                await both.wait()
                await both.abort()
            return found

        store.outbox = outbox  # type: ignore[method-assign]
        await asyncio.gather(*(self_sent(house.sender, work) for _ in range(2)))
        store.outbox = read  # type: ignore[method-assign]
        await house.settle()
        marks = await told(crowd)
        assert set(marks.values()) <= {"sent", "uncertain"}


async def self_sent(sender: Sender, work: Work) -> None:
    """Work on an outbox; whoever comes to the barrier too late goes on alone."""
    while True:
        try:
            return await sender.work(work)
        except asyncio.BrokenBarrierError:
            continue


async def test_a_process_that_stood_still_leaves_what_was_taken_over(
    redis: Redis, tmp_path: Path, mind: Mind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real workers: the other's claim stands, and the line that came twice is marked."""
    monkeypatch.setattr(workers_module, "_HOLD_ON_SECONDS", 0.05)
    async with scene(redis, tmp_path, mind) as (fake, house, store, crowd):
        fake.misbehave(Fault("slow", method="sendMessage", seconds=SLOW))
        stream = store.partitions[0].sending
        first = Workers(store=store, what="sending", name="first", work=house.sender.work)
        second = Workers(store=store, what="sending", name="second", work=house.sender.work)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(first.run())]
            work = await say(house, crowd)
            await on_its_way(fake, "one")
            await store.client.xclaim(stream, "senders", "second", 0, [work.entry])
            tasks.append(group.create_task(second.run()))
            await eventually(crowd.at_rest, "all is sent")
            for task in tasks:
                task.cancel()
        assert await told(crowd) == {"one": "uncertain", "two": "sent", "three": "sent"}
