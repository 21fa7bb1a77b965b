"""Signals: shared out inside a process, bursts are one, and a lost connection is made again."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from handoff.signals import CHANNEL, Signals


@pytest.fixture
async def signals(redis: Redis) -> AsyncIterator[Signals]:
    """Signals that are being listened to."""
    signals = Signals(redis)
    listening = asyncio.create_task(signals.listen())
    with signals.waiting_for("echo|") as waiter:
        while await waiter.next(0.02) != "echo|now":
            await redis.publish(CHANNEL, "echo|now")
    yield signals
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def subscribed(redis: Redis) -> None:
    async with asyncio.timeout(30):
        while (await redis.pubsub_numsub(CHANNEL))[0][1] == 0:
            await asyncio.sleep(0.01)


async def test_a_waiter_hears_its_own_and_nothing_else(redis: Redis, signals: Signals) -> None:
    with signals.waiting_for("page|a") as waiter:
        for signal in ("page|b", "queue|", "page|a"):
            await redis.publish(CHANNEL, signal)
        assert await waiter.next(30) == "page|a"
        assert await waiter.next(0) is None


async def test_a_kind_alone_hears_it_for_everybody(redis: Redis, signals: Signals) -> None:
    with signals.waiting_for("child_typing|") as waiter:
        await redis.publish(CHANNEL, "child_typing|x")
        assert await waiter.next(30) == "child_typing|x"


async def test_a_burst_of_the_same_is_one(redis: Redis, signals: Signals) -> None:
    with signals.waiting_for("desk|", "queue|") as waiter:
        for _ in range(50):
            await redis.publish(CHANNEL, "desk|")
        await redis.publish(CHANNEL, "queue|")
        heard = [await waiter.next(30)]
        while heard[-1] != "queue|":
            heard.append(await waiter.next(30))
        assert heard.count("desk|") <= 50
        assert await waiter.next(0) is None


async def test_a_waiter_that_was_rung_many_times_hears_it_once(signals: Signals) -> None:
    with signals.waiting_for("desk|") as waiter:
        for _ in range(5):
            waiter.ring("desk|")
        assert await waiter.next(0) == "desk|"
        assert await waiter.next(0) is None


async def test_after_the_block_nothing_is_kept(signals: Signals) -> None:
    with signals.waiting_for("desk|") as waiter, signals.joined(waiter, "page|a"):
        pass
    assert not signals._waiters  # noqa: SLF001 - a waiter left behind would never be freed


async def test_a_lost_connection_is_made_again_and_everybody_looks(
    redis: Redis, signals: Signals
) -> None:
    """What was said while nobody heard must not wait for the next heartbeat of a page."""
    with signals.waiting_for("desk|") as waiter:
        await redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")  # type: ignore[no-untyped-call]
        assert await waiter.next(30) == "desk|"
        await subscribed(redis)
        await redis.publish(CHANNEL, "desk|")
        assert await waiter.next(30) == "desk|"
