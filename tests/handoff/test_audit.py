"""The audit log over a real store: what is written stays as it was written, or it is told."""

import asyncio

import pytest
from redis.asyncio import Redis

from handoff.audit import Anchor, Audit, Broken, Deed
from tests.fakes.staffing import KEY, Clock

LOG = "{staff}:audit"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def audit(redis: Redis, clock: Clock) -> Audit:
    return Audit(redis, KEY, clock)


async def written(audit: Audit, count: int = 5) -> None:
    for number in range(count):
        await audit.note(Deed.TOOK, by="malee", about=f"{number:08x}")


async def test_entries_come_back_newest_first_in_pages(audit: Audit, clock: Clock) -> None:
    await audit.note(Deed.SIGNED_IN, by="malee")
    clock.pass_by(minutes=1)
    await audit.note(Deed.PASSED_ON, by="malee", about="0a1b2c3d", more="somchai")

    newest, oldest = await audit.latest(10)

    assert (newest.seq, newest.by, newest.deed) == (2, "malee", Deed.PASSED_ON)
    assert (newest.about, newest.more, newest.at) == ("0a1b2c3d", "somchai", clock.now)
    assert await audit.latest(1) == (newest,)
    assert await audit.latest(10, before=2) == (oldest,)
    assert await audit.latest(10, before=1) == ()


async def test_an_untouched_log_is_whole_and_tells_its_end(audit: Audit) -> None:
    assert await audit.verify() == Anchor()
    await written(audit)
    end = await audit.verify()
    assert end.seq == 5
    assert await audit.verify(end) == end


async def test_desks_that_write_at_once_make_one_chain(redis: Redis, clock: Clock) -> None:
    desks = [Audit(redis, KEY, clock) for _ in range(4)]
    await asyncio.gather(*(written(desk, 10) for desk in desks))
    assert (await desks[0].verify()).seq == 40


@pytest.mark.parametrize("seq", [1, 3, 5])
async def test_a_changed_entry_is_found(redis: Redis, audit: Audit, seq: int) -> None:
    await written(audit)
    await redis.lset(LOG, seq - 1, "something else")
    with pytest.raises(Broken) as broken:
        await audit.verify()
    assert broken.value.seq == seq


async def test_an_entry_of_another_log_in_its_place_is_found(
    redis: Redis, audit: Audit, clock: Clock
) -> None:
    await written(audit)
    third = await redis.lindex(LOG, 2)
    assert third
    await redis.delete(LOG)
    await audit.note(Deed.CLOSED, by="somchai")
    await written(audit, 4)
    await redis.eval('redis.call("LSET", KEYS[1], 2, ARGV[1])', 1, LOG, third)
    with pytest.raises(Broken) as broken:
        await audit.verify()
    assert broken.value.seq == 3


async def test_an_entry_taken_out_is_found(redis: Redis, audit: Audit) -> None:
    await written(audit)
    taken = await redis.lindex(LOG, 1)
    assert taken
    await redis.eval('redis.call("LREM", KEYS[1], 1, ARGV[1])', 1, LOG, taken)
    with pytest.raises(Broken) as broken:
        await audit.verify()
    assert broken.value.seq == 2


async def test_a_log_cut_short_or_written_anew_is_found_by_what_was_seen_before(
    redis: Redis, audit: Audit
) -> None:
    await written(audit)
    seen = await audit.verify()

    await redis.rpop(LOG)
    with pytest.raises(Broken, match="has seen 5 entries"):
        await audit.verify(seen)

    await redis.delete(LOG)
    await audit.note(Deed.CLOSED, by="somchai")
    await written(audit, 4)
    with pytest.raises(Broken, match="has seen another one"):
        await audit.verify(seen)


async def test_a_thief_of_the_store_reads_no_name(redis: Redis, audit: Audit) -> None:
    await written(audit)
    kept = b"".join(part for part in await redis.lrange(LOG, 0, -1) if isinstance(part, bytes))
    assert b"malee" not in kept
    assert b"took" not in kept
