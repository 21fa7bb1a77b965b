"""A sheet: sealed, changed only from what was read, and never taken for another version or place."""

import asyncio

import pytest
from redis.asyncio import Redis

from handoff.desk.box import Box
from handoff.desk.declined import Declined
from handoff.sealing import new_key
from handoff.sheet import Sheet, Written
from handoff.store import Store

KEY = new_key()


def sheet(redis: Redis, place: str = "{0}:sheet", key: bytes = KEY) -> Sheet[list[str]]:
    return Sheet(Store(redis), Box(key, "test"), place, list[str])


async def test_what_was_written_is_read_with_its_version(redis: Redis) -> None:
    assert await sheet(redis).read() is None
    await sheet(redis).write(["a"], after=0)
    await sheet(redis).write(["b"], after=1)
    assert await sheet(redis).read() == Written(2, ["b"])


async def test_of_two_changes_from_the_same_version_one_is_refused(redis: Redis) -> None:
    done = await asyncio.gather(
        *(sheet(redis).write([str(number)], after=0) for number in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Declined) for one in done) == 4
    found = await sheet(redis).read()
    assert found
    assert found.version == 1


async def test_changes_made_at_once_are_all_made(redis: Redis) -> None:
    await asyncio.gather(
        *(sheet(redis).change(lambda kept, n=n: [*(kept or []), str(n)]) for n in range(5))  # type: ignore[misc]
    )
    found = await sheet(redis).read()
    assert found
    assert (found.version, sorted(found.content)) == (5, ["0", "1", "2", "3", "4"])


async def test_what_cannot_be_opened_is_not_changed_and_not_tried_for_ever(redis: Redis) -> None:
    await sheet(redis).write(["a"], after=0)
    with pytest.raises(Declined):
        await sheet(redis, key=new_key()).change(lambda _: ["b"])
    found = await sheet(redis).read()
    assert found
    assert found.content == ["a"]


async def test_a_reader_sees_what_another_process_wrote(redis: Redis) -> None:
    reader = sheet(redis)
    await sheet(redis).write(["a"], after=0)
    assert await reader.read() == Written(1, ["a"])
    await sheet(redis).write(["b"], after=1)
    assert await reader.read() == Written(2, ["b"])


async def test_an_older_version_put_back_is_not_taken(redis: Redis) -> None:
    await sheet(redis).write(["old"], after=0)
    old = await redis.hget("{0}:sheet", "sealed")
    await sheet(redis).write(["new"], after=1)
    assert old
    await redis.hset("{0}:sheet", "sealed", old)
    assert await sheet(redis).read() is None


@pytest.mark.parametrize(
    ("place", "key"),
    [("{0}:other", KEY), ("{0}:sheet", new_key())],
    ids=["another place", "another key"],
)
async def test_it_opens_only_at_its_place_and_with_its_key(
    redis: Redis, place: str, key: bytes
) -> None:
    await sheet(redis).write(["secret"], after=0)
    kept = await redis.hget("{0}:sheet", "sealed")
    assert isinstance(kept, bytes)
    assert b"secret" not in kept
    await redis.hset(place, mapping={"version": "1", "sealed": kept})
    assert await sheet(redis, place, key).read() is None
