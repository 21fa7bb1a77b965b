"""The trail: numbers of messages for 48 hours, by child, and nothing else."""

import pytest

from connectors.base import Address
from tests.handoff.house import House

CHILD, OTHER = Address("telegram", "7001"), Address("telegram", "7002")


async def test_what_was_remembered_is_there_until_it_is_dropped(house: House) -> None:
    await house.trail.add(CHILD, 3, 4)
    await house.trail.add(CHILD, 5)
    await house.trail.add(OTHER, 9)
    assert await house.trail.read(CHILD) == [3, 4, 5]
    await house.trail.drop(CHILD)
    assert await house.trail.read(CHILD) == []
    assert await house.trail.read(OTHER) == [9]


@pytest.mark.parametrize("hours", [1, 25, 47])
async def test_it_holds_for_48_hours_across_days_and_conversations(
    house: House, hours: int
) -> None:
    await house.trail.add(CHILD, 3)
    house.clock.passes(minutes=hours * 60)
    await house.trail.add(CHILD, 8)
    assert await house.trail.read(CHILD) == [3, 8]


async def test_what_can_no_longer_be_deleted_is_not_kept(house: House) -> None:
    await house.trail.add(CHILD, 3)
    house.clock.passes(minutes=49 * 60)
    await house.trail.add(CHILD, 8)
    assert await house.trail.read(CHILD) == [8]
    names = [name async for name in house.store.client.scan_iter("*trail*")]
    lives = [await house.store.client.ttl(name) for name in names]
    assert lives
    assert all(0 < life <= 48 * 3600 for life in lives)


async def test_the_store_shows_no_id_of_the_child(house: House) -> None:
    await house.trail.add(CHILD, 3)
    names = [name.decode() async for name in house.store.client.scan_iter("*")]
    assert names
    assert not any("7001" in name for name in names)
