"""What a waiting child is told of time: only what was measured, lately, and often enough."""

from hypothesis import given
from hypothesis import strategies as st

from handoff.waits import Waits, told
from tests.handoff.house import House

MINUTE = 60_000


async def test_few_waits_tell_nothing_and_enough_tell_three_of_four(house: House) -> None:
    waits = Waits(house.store, house.clock)
    for minutes in (1, 2, 3, 4):
        await waits.add(minutes * MINUTE)
    assert await waits.usual() is None
    await waits.add(40 * MINUTE)
    assert await waits.usual() == 5


async def test_what_is_long_ago_is_not_told(house: House) -> None:
    waits = Waits(house.store, house.clock)
    for _ in range(9):
        await waits.add(MINUTE)
    house.clock.passes(minutes=181)
    assert await waits.usual() is None


async def test_taking_a_child_from_the_queue_is_a_wait_that_counts(house: House) -> None:
    await house.queue.repost("nok", lambda post: post.on().working(capacity=5, offered=False))
    for who in "abcde":
        conversation = await house.hand_over(who)
        house.clock.passes(minutes=9)
        await house.queue.claim(conversation, "nok")
    await house.hand_over("f")
    await house.tap("f", "place")
    assert "10" in house.heard("f", "queue")[-1]


@given(st.lists(st.integers(0, 8_000_000), min_size=5))
def test_no_less_is_told_than_three_of_four_waited(waits: list[int]) -> None:
    minutes = told(sorted(waits))
    if minutes is not None:
        within = sum(wait <= minutes * MINUTE for wait in waits)
        assert within >= len(waits) * 0.75
