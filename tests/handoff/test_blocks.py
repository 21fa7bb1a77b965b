"""Blocks as staff see them: short by one person, longer by two, and gone by themselves."""

import asyncio

import pytest
from redis.asyncio import Redis

from handoff.blocks import ALONE_HOURS, HOUR, HOURS, Block, Blocks
from handoff.desk.declined import Declined
from handoff.sealing import new_key
from handoff.store import Store
from tests.fakes.staffing import Clock

KEY = new_key()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def blocks(redis: Redis, clock: Clock) -> Blocks:
    return Blocks(Store(redis), KEY, clock)


async def begun(blocks: Blocks, hours: int = 1) -> Block:
    return await blocks.begin(designation=7, reason="threats", by="nok", hours=hours)


@pytest.mark.parametrize("hours", HOURS)
async def test_one_person_blocks_for_a_day_at_most(
    blocks: Blocks, clock: Clock, hours: int
) -> None:
    block = await begun(blocks, hours)
    assert block.until - clock.now == min(hours, ALONE_HOURS) * HOUR
    assert block.is_pending is (hours > ALONE_HOURS)
    assert await blocks.running() == (block,)


async def test_it_ends_by_itself(blocks: Blocks, clock: Clock) -> None:
    block = await begun(blocks)
    clock.pass_by(hours=1)
    assert await blocks.get(block.id) is None
    assert await blocks.running() == ()


async def test_the_store_forgets_it_by_itself(blocks: Blocks, redis: Redis) -> None:
    await begun(blocks)
    [name] = await redis.keys("*:block:*")
    assert 0 < await redis.pttl(name) <= HOUR


async def test_a_second_person_makes_it_as_long_as_it_was_asked_for(blocks: Blocks) -> None:
    block = await begun(blocks, 72)
    longer = await blocks.settle(block.id, by="somchai", longer=True)
    assert longer.until - block.begun == 72 * HOUR
    assert longer.settled_by == "somchai"
    assert not longer.is_pending
    assert await blocks.running() == (longer,)


async def test_or_leaves_it_short(blocks: Blocks) -> None:
    block = await begun(blocks, 168)
    short = await blocks.settle(block.id, by="somchai", longer=False)
    assert short.until == block.until
    assert not short.is_pending


async def test_nobody_is_the_second_person_to_oneself(blocks: Blocks) -> None:
    block = await begun(blocks, 72)
    with pytest.raises(Declined, match="second person"):
        await blocks.settle(block.id, by="nok", longer=True)
    assert await blocks.running() == (block,)


async def test_what_is_settled_or_short_is_not_made_longer(blocks: Blocks) -> None:
    for block in (await begun(blocks), await begun(blocks, 72)):
        if block.is_pending:
            await blocks.settle(block.id, by="somchai", longer=False)
        with pytest.raises(Declined, match="ended or is settled"):
            await blocks.settle(block.id, by="somchai", longer=True)


async def test_a_lifted_one_is_gone_for_whatever_comes_later(blocks: Blocks) -> None:
    block = await begun(blocks)
    await blocks.lift(block.id)
    assert await blocks.running() == ()
    assert await blocks.mark(block.id, "x") is None
    await blocks.lift(block.id)


async def test_changes_at_the_same_moment_are_all_kept(blocks: Blocks, redis: Redis) -> None:
    """The gateway marks a block while a second person makes it longer."""
    block = await begun(blocks, 72)
    other = Blocks(Store(redis), KEY, lambda: block.begun)
    await asyncio.gather(
        blocks.mark(block.id, "whom"), other.settle(block.id, by="somchai", longer=True)
    )
    found = await blocks.get(block.id)
    assert found
    assert (found.mark, found.settled_by) == ("whom", "somchai")


@pytest.mark.parametrize(("reason", "hours"), [("no such reason", 1), ("threats", 100)])
async def test_only_what_the_form_offers_begins(blocks: Blocks, reason: str, hours: int) -> None:
    with pytest.raises(Declined):
        await blocks.begin(designation=7, reason=reason, by="nok", hours=hours)
    assert await blocks.running() == ()


async def test_the_store_tells_nothing_of_it(blocks: Blocks, redis: Redis) -> None:
    await begun(blocks)
    [name] = await redis.keys("*:block:*")
    kept = await redis.hget(name, "sealed")
    assert isinstance(kept, bytes)
    assert b"nok" not in kept
    assert b"threats" not in kept
