"""The month's messages: the alarms tell the truth of them, and no allowance is assumed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from connectors.bell import Bell
from connectors.line.call import Answer, LineCalls
from connectors.line.quota import Quota, QuotaWatch
from tests.connectors.line_house import House, line_house
from tests.fakes.line.fault import Sort


@asynccontextmanager
async def watching(seconds: float = 600) -> AsyncIterator[tuple[House, QuotaWatch]]:
    async with line_house(started=False) as house:
        calls = LineCalls(house.access)
        await calls.open()
        yield house, QuotaWatch(calls, Bell("line", house.bells), house.now, seconds)
        await calls.close()


@pytest.mark.parametrize(
    ("limit", "used", "alarms"),
    [
        (300, 0, set()),
        (300, 239, set()),
        (300, 240, {"quota_low"}),
        (300, 299, {"quota_low"}),
        (300, 300, {"quota_gone"}),
        (300, 301, {"quota_gone"}),
        (0, 0, {"quota_gone"}),
        (None, 1_000_000, set()),
    ],
)
async def test_the_alarm_says_how_much_is_left(
    limit: int | None, used: int, alarms: set[str]
) -> None:
    async with watching() as (house, watch):
        house.fake.quota.limit, house.fake.quota.used = limit, used
        await watch.look()
        assert house.bells.standing == alarms
        house.fake.quota.limit, house.fake.quota.used = 300, 0
        await watch.look()
        assert house.bells.standing == set()


async def test_without_an_answer_an_alarm_stays() -> None:
    async with watching() as (house, watch):
        house.fake.quota.used = 300
        await watch.look()
        house.fake.quota.used = 0
        sorts: tuple[Sort, ...] = ("drop", "garbage", "server_error")
        for sort in sorts:
            house.fake.misbehave(sort, on="quota", times=None)
            await watch.look()
            house.fake.behave()
            assert house.bells.standing == {"quota_gone"}
        await watch.look()
        assert house.bells.standing == set()


async def test_an_alarm_of_an_earlier_process_is_taken_back() -> None:
    async with watching() as (house, watch):
        house.bells.standing = {"quota_gone", "quota_low"}
        await watch.look()
        assert house.bells.standing == set()


async def test_a_fresh_look_lets_pushes_go_again() -> None:
    async with watching() as (house, watch):
        await watch.refused()
        assert watch.withheld
        assert house.bells.standing == {"quota_gone"}
        await watch.look()
        assert not watch.withheld
        assert house.bells.standing == set()


async def test_a_look_from_before_a_refusal_does_not_undo_it() -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    class Slow(LineCalls):
        async def quota(self) -> Answer:
            asked.set()
            await answered.wait()
            return await super().quota()

    async with line_house(started=False) as house:
        calls = Slow(house.access)
        await calls.open()
        watch = QuotaWatch(calls, Bell("line", house.bells), house.now)
        looking = asyncio.create_task(watch.look())
        await asked.wait()
        await watch.refused()
        answered.set()
        await looking
        await calls.close()
        assert watch.withheld
        assert house.bells.standing == {"quota_gone"}


async def test_line_is_asked_again_and_again_and_after_a_refusal_at_once() -> None:
    async with watching(seconds=3600) as (house, watch):
        running = asyncio.create_task(watch.run())
        await house.fake.until(lambda: house.asked("/consumption") == 1)
        await watch.refused()
        assert house.asked("/quota") == 1
        house.clock.pass_by(minutes=2)
        await watch.refused()
        await house.fake.until(lambda: house.asked("/consumption") == 2)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_running_channel_looks_by_itself() -> None:
    async with line_house(quota_seconds=0.01) as house:
        house.fake.quota.used = 300
        await house.fake.until(lambda: house.asked("/consumption") >= 2)
        await house.connector.stop()
        assert house.bells.standing == {"quota_gone"}


async def test_an_alarm_is_told_once_and_again_when_the_store_was_away() -> None:
    async with line_house(started=False) as house:
        alarms = Bell("line", house.bells)
        house.bells.down = True
        await alarms.ring("token")
        house.bells.down = False
        await alarms.ring("token")
        await alarms.ring("token")
        assert house.bells.rung == ["token"]
        await alarms.clear("token")
        assert house.bells.standing == set()


def test_a_percentage_is_rounded_down() -> None:
    assert [Quota(300, used).percent for used in (0, 239, 240, 299, 300)] == [0, 79, 80, 99, 100]
