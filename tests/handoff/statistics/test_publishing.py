"""Editions over a real store: frozen once, in order, and never changed without being noticed."""

import asyncio
from collections import Counter
from datetime import date

import pytest
from redis.asyncio import Redis

from bench.contacts import Regime, counters_of
from errors import Refused
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.ledger import Ledger, Tampered
from handoff.statistics.period import Period
from handoff.statistics.publishing import Publishing
from handoff.store import Store

OCTOBER, QUARTER = Period.parse("2026-10"), Period.parse("2026-Q4")
IN_TIME = date(2027, 1, 6)


@pytest.fixture
async def store(redis: Redis) -> Store:
    store = Store(redis, partitions=2)
    await store.open()
    return store


@pytest.fixture
def publishing(store: Store, catalogue: Catalogue) -> Publishing:
    return Publishing(catalogue, Ledger(store))


@pytest.fixture(scope="module")
def counted(catalogue: Catalogue) -> dict[str, Counter[str]]:
    return counters_of(catalogue, Regime("a", 200), QUARTER.months, seed=3)


@pytest.fixture
async def _counted(store: Store, counted: dict[str, Counter[str]]) -> None:
    for month, counters in counted.items():
        for name, count in counters.items():
            for partition, part in zip(
                store.partitions, (count // 2, count - count // 2), strict=True
            ):
                await store.client.hset(partition.counters(month), name, str(part))


@pytest.mark.usefixtures("_counted")
async def test_what_is_frozen_stays_whatever_is_counted_later(
    publishing: Publishing, store: Store
) -> None:
    frozen = await publishing.freeze(OCTOBER, IN_TIME)
    await store.client.hincrby(store.partitions[0].counters("2026-10"), "channel:web", 500)
    again, line = await publishing.edition(OCTOBER)
    assert again.encoded() == frozen.encoded()
    assert line.digest == frozen.digest()
    with pytest.raises(Refused, match="is frozen"):
        await publishing.freeze(OCTOBER, IN_TIME)


@pytest.mark.usefixtures("_counted")
async def test_the_months_of_a_quarter_are_frozen_before_it(publishing: Publishing) -> None:
    await publishing.freeze(QUARTER, IN_TIME)
    assert [line.name for line in await publishing.lines()] == [
        "2026-10#1",
        "2026-11#1",
        "2026-12#1",
        "2026-Q4#1",
    ]


@pytest.mark.usefixtures("_counted")
@pytest.mark.parametrize(
    ("today", "reason"),
    [(date(2026, 10, 31), "is not over"), (date(2026, 11, 5), "from 2026-11-06")],
)
async def test_a_period_that_is_not_over_long_enough_is_refused(
    publishing: Publishing, today: date, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        await publishing.freeze(OCTOBER, today)
    assert await publishing.lines() == ()


async def test_a_period_without_contacts_is_refused(publishing: Publishing) -> None:
    with pytest.raises(Refused, match="nothing was counted in 1999-01"):
        await publishing.freeze(Period.parse("1999-01"), IN_TIME)


async def test_what_was_never_frozen_cannot_be_had(publishing: Publishing) -> None:
    with pytest.raises(Refused, match="helpline statistics freeze --period 2026-10"):
        await publishing.edition(OCTOBER)


@pytest.mark.usefixtures("_counted")
async def test_two_who_freeze_at_once_make_one_edition(publishing: Publishing) -> None:
    done = await asyncio.gather(
        *(publishing.freeze(OCTOBER, IN_TIME) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(one, Refused) for one in done) == 1
    assert len(await publishing.lines()) == 1


@pytest.mark.usefixtures("_counted")
async def test_a_correction_is_a_new_edition_and_the_old_one_stays(
    publishing: Publishing, store: Store, catalogue: Catalogue
) -> None:
    first = await publishing.freeze(OCTOBER, IN_TIME)
    with pytest.raises(Refused, match="edition 1 stands"):
        await publishing.correct(OCTOBER, IN_TIME)
    forgotten = counters_of(catalogue, Regime("b", 60), OCTOBER.months, seed=5)["2026-10"]
    for name, count in forgotten.items():
        await store.client.hincrby(store.partitions[0].counters("2026-10"), name, count)
    second = await publishing.correct(OCTOBER, date(2027, 2, 1))
    assert (second.number, second.frozen_on) == (2, "2027-02-01")
    assert (await publishing.edition(OCTOBER, 1))[0] == first
    assert (await publishing.edition(OCTOBER))[0] == second


@pytest.mark.usefixtures("_counted")
async def test_a_changed_edition_is_noticed(publishing: Publishing, store: Store) -> None:
    await publishing.freeze(OCTOBER, IN_TIME)
    await store.client.hset(store.partitions[0].named("statistics:editions"), "2026-10#1", "{}")
    with pytest.raises(Tampered):
        await publishing.edition(OCTOBER)


@pytest.mark.usefixtures("_counted")
async def test_a_changed_ledger_is_noticed(publishing: Publishing, store: Store) -> None:
    await publishing.freeze(QUARTER, IN_TIME)
    await store.client.lpop(store.partitions[0].named("statistics:ledger"))
    with pytest.raises(Tampered):
        await publishing.lines()
