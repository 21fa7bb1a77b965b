"""Alarms: each stands once until it is over, and every desk hears of it."""

from tests.handoff.house import House


async def codes(house: House) -> list[tuple[str, str]]:
    return [(alarm.channel, alarm.code) for alarm in (await house.queue.board("nok")).alarms]


async def test_an_alarm_stands_on_every_desk_until_it_is_taken_back(house: House) -> None:
    await house.alarms.ring("line", "quota_gone")
    house.clock.passes(seconds=1)
    await house.alarms.ring("telegram", "token")
    assert await codes(house) == [("line", "quota_gone"), ("telegram", "token")]
    await house.alarms.clear("line", "quota_gone")
    assert await codes(house) == [("telegram", "token")]


async def test_an_alarm_that_stands_is_not_announced_again(house: House) -> None:
    desk = house.store.partitions[0].desk
    for _ in range(3):
        await house.alarms.ring("line", "quota_gone")
    since = house.clock.now
    house.clock.passes(minutes=5)
    await house.alarms.ring("line", "quota_gone")
    assert await house.store.call("XLEN", desk) == 1
    assert (await house.alarms.standing())[0].since == since


async def test_taking_back_what_does_not_stand_is_nothing(house: House) -> None:
    await house.alarms.clear("line", "quota_gone")
    assert not await house.store.call("EXISTS", house.store.partitions[0].desk)
