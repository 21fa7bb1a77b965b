"""With LINE's month used up, much that waits for one child: kept, in order, and brought as it may be."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from errors import TryLater
from tests.connectors.line_house import line_house
from tests.fakes.line.server import line_server
from tests.handoff.house import Mind
from tests.misbehaviour.crowd import Crowd, make_house, send_through
from tests.misbehaviour.on_line import LinePhone, line_of

LINES = 23
"""More than a sender reads of an outbox at once."""
AT_ONCE = 5
"""LINE takes so many bubbles with one reply token."""


async def test_many_lines_wait_for_the_child_and_come_in_order(
    redis: Redis, tmp_path: Path, mind: Mind
) -> None:
    house, store = make_house(redis, tmp_path, mind)
    await store.open()
    async with line_server() as fake, line_of(house, fake) as connector:
        house.sender = send_through(house, connector)
        fake.quota.limit = None
        phone = LinePhone(fake.child())
        crowd = Crowd(house, store, {"c": phone}, ["c"], lambda: True)
        crowd.wrote["c"] = []
        await crowd.write("c", "c first")
        for key in ("human", "skip_all"):
            await house.settle()
            await phone.presses(key)
        await house.settle()
        conversation = crowd.conversations["c"] = await house.conversation(phone.address.id, "line")
        await house.queue.claim(conversation, "staff0")
        await house.settle()
        begun = len(phone.heard())
        fake.quota.limit = fake.quota.used = 0
        said = [f"to c number {number}" for number in range(LINES)]
        for text in said:
            await house.say(conversation, "staff0", text)
        assert await store.waiting([conversation]) == LINES
        assert "quota_gone" in [alarm.code for alarm in await house.alarms.standing()]
        for count in range(1, -(-LINES // AT_ONCE) + 1):
            await crowd.write("c", f"c number {count}")
            await house.settle()
            assert phone.heard()[begun:] == said[: AT_ONCE * count]
        assert await store.waiting([conversation]) == 0
        assert {line.mark for line in await crowd.meant("c")} == {"sent"}
        await crowd.check()


async def test_a_push_that_may_have_arrived_is_not_begun_anew() -> None:
    """The month's last message may have been this very push: it must not go again by a token."""
    async with line_house() as house:
        house.fake.quota.limit = house.fake.quota.used = 1
        await house.connector._quota.look()  # noqa: SLF001 - what LINE says is known at once
        house.fake.misbehave("rate")
        with pytest.raises(TryLater) as later:
            await house.connector.send(house.parcel(house.fake.child(), tried=True))
        assert later.value.unchanged
