"""What waits for a time lies in the store and happens once, in order with what the child says."""

import asyncio

import pytest

from handoff.conversation import State
from tests.handoff.house import House, at_work


async def test_silence_puts_a_talk_to_sleep_and_a_word_wakes_it(house: House) -> None:
    await house.child("a", "hello")
    conversation = await house.conversation("a")
    await house.pass_time(minutes=29)
    assert await house.state(conversation) is State.BOT
    await house.pass_time(minutes=2)
    assert await house.state(conversation) is State.ASLEEP
    await house.child("a", "hello again")
    assert await house.state(conversation) is State.BOT


async def test_a_day_asleep_is_forgotten(house: House) -> None:
    await house.child("a", "hello")
    await house.pass_time(minutes=31)
    await house.pass_time(minutes=24 * 60)
    assert house.keyring.conversations() == frozenset()


async def test_who_woke_is_not_forgotten_by_the_old_time(house: House) -> None:
    """After a whole day's pause of the helpline, sleep and the old time of forgetting come together."""
    await house.child("a", "hello")
    await house.pass_time(minutes=31)
    await house.child("a", "hello again")
    conversation = await house.conversation("a")
    await house.pass_time(minutes=24 * 60)
    assert await house.state(conversation) is State.ASLEEP


@pytest.mark.parametrize("minutes", [24 * 60, 72 * 60])
async def test_who_writes_just_before_being_forgotten_is_not(house: House, minutes: int) -> None:
    """The word was accepted: it is answered, and its conversation and keys stay."""
    await house.child("a", "hello")
    conversation = await house.conversation("a")
    await house.pass_time(minutes=31)
    house.clock.passes(minutes=minutes)
    await house.timekeeper.fire_all()
    await house.child("a", "are you there", event_id="late")
    assert await house.state(conversation) is State.BOT
    assert [line.id for line in await house.transcript(conversation) if line.author == "child"][
        -1
    ] == "late"
    assert len(house.heard("a", "bot")) > 3


async def test_no_conversation_lives_longer_than_72_hours(house: House) -> None:
    """Also when a word came at that very moment: then it is forgotten a moment later."""
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.settle()
    house.clock.passes(minutes=72 * 60)
    await house.timekeeper.fire_all()
    await house.child("a", "still here")
    assert await house.state(conversation) is not None
    await house.pass_time(minutes=2)
    assert await house.state(conversation) is None


async def test_a_form_nobody_fills_in_closes_by_itself(house: House) -> None:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.queue.end(conversation, "nok")
    await house.settle()
    await house.pass_time(minutes=31)
    assert await house.state(conversation) is None


async def test_two_gateways_let_it_happen_once(house: House) -> None:
    await house.child("a", "hello")
    await house.tap("a", "human")
    other = house.beside()
    house.clock.passes(seconds=61)
    await asyncio.gather(house.timekeeper.fire_all(), other.timekeeper.fire_all())
    conversation = await house.conversation("a")
    names = house.store.names(conversation)
    assert await house.store.call("LRANGE", names.mailbox, 0, -1) == [b"Dstep"]


async def test_nothing_due_means_looking_again_soon(house: House) -> None:
    assert 0 < await house.timekeeper.fire_all() <= 5
    await house.child("a", "hello")
    await house.tap("a", "human")
    house.clock.passes(seconds=58)
    assert await house.timekeeper.fire_all() == pytest.approx(2)


async def test_at_work_it_happens_without_anybody_asking(house: House) -> None:
    await house.child("a", "hello")
    await house.tap("a", "human")
    conversation = await house.conversation("a")
    house.clock.passes(seconds=61)
    async with at_work(house), asyncio.timeout(30):
        while await house.state(conversation) is not State.WAITING:
            await asyncio.sleep(0.01)


async def test_what_falls_due_for_a_closed_conversation_is_dropped(house: House) -> None:
    """A goodbye may still be on its way; nothing may be put into a mailbox nobody will ever read."""
    await house.child("a", "hello")
    conversation = await house.conversation("a")
    await house.child("a", "exit", settle=False)
    names = house.store.names(conversation)
    await house.store.call("HSET", names.head, "state", "closed")
    house.clock.passes(minutes=72 * 60)
    before = await house.store.call("LLEN", names.mailbox)
    await house.timekeeper.fire_all()
    assert await house.store.call("LLEN", names.mailbox) == before
