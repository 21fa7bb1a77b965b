"""What staff set on a page holds at every gateway from the next word on; until then, the content."""

from datetime import date, time

import pytest
from redis.asyncio import Redis

from bot.hours import Holiday, OpeningHours, read_spans
from handoff.desk.declined import Declined
from handoff.house_rules import HouseRules
from handoff.sealing import new_key
from handoff.sheet import Written
from handoff.store import Store
from handoff.thai_time import local
from tests.handoff.house import House

KEY = new_key()
SHIPPED = OpeningHours({0: read_spans("16-22")})
SET = OpeningHours(
    {2: read_spans("9-12, 20-2")},
    {date(2027, 4, 13): Holiday({"th": "สงกรานต์", "en": "Songkran"}, ((time(10), time(12)),))},
    always=True,
)


def rules(redis: Redis, key: bytes = KEY) -> HouseRules:
    return HouseRules(Store(redis), key, SHIPPED)


async def test_until_somebody_sets_them_the_content_holds(redis: Redis) -> None:
    assert await rules(redis).read() == Written(0, SHIPPED)


async def test_what_was_set_is_read_as_it_was_set(redis: Redis) -> None:
    await rules(redis).set_hours(SET, after=0)
    assert await rules(redis).read() == Written(1, SET)


async def test_of_two_who_set_them_at_once_one_is_told(redis: Redis) -> None:
    await rules(redis).set_hours(SET, after=0)
    with pytest.raises(Declined):
        await rules(redis).set_hours(SHIPPED, after=0)
    assert await rules(redis).hours() == SET


async def test_where_they_cannot_be_opened_the_content_holds(redis: Redis) -> None:
    await rules(redis).set_hours(SET, after=0)
    assert await rules(redis, new_key()).hours() == SHIPPED


async def test_a_child_hears_the_new_hours_from_the_next_word_on_at_every_gateway(
    house: House,
) -> None:
    other = house.beside()
    await house.hand_over("a")
    await house.tap("a", "place")
    assert "from 23:45" not in house.heard("a")[-1]
    hours = OpeningHours(dict.fromkeys(range(7), read_spans("23:45-23:50")))
    await house.rules.set_hours(hours, after=0)
    for gateway in (house, other):
        await gateway.tap("a", "place")
        assert "today from 23:45" in house.heard("a")[-1]
    await house.rules.set_hours(OpeningHours(), after=1)
    await other.tap("a", "place")
    assert "from 23:45" not in house.heard("a")[-1]


async def test_a_child_hears_which_holiday_it_is(house: House) -> None:
    today = local(house.clock()).date()
    holiday = Holiday({"th": "วันพ่อ", "en": "Father's Day"})
    await house.rules.set_hours(OpeningHours({}, {today: holiday}), after=0)
    await house.hand_over("a")
    await house.tap("a", "place")
    assert "Father's Day" in house.heard("a")[-1]
