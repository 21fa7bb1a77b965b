"""The budget of open data: once for a period, never more than a year has, never half of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from bench.contacts import Regime, counters_of
from errors import Refused
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.ledger import Ledger, Tampered
from handoff.statistics.noise import laplace
from handoff.statistics.period import Period
from handoff.statistics.publishing import Publishing
from handoff.statistics.releasing import Budget, Releasing, Spending, allowed
from handoff.store import Store

OCTOBER, NOVEMBER, JANUARY = map(Period.parse, ("2026-10", "2026-11", "2027-01"))
TODAY = date(2027, 3, 1)
TWICE = Budget(Decimal("0.1"), Decimal("0.2"))


@dataclass
class Counting:
    """Noise that counts how often it was drawn."""

    draws: int = 0

    def __call__(self, counts: Sequence[int], sensitivity: int, epsilon: Decimal) -> list[int]:
        self.draws += 1
        return laplace(counts, sensitivity, epsilon)


@pytest.fixture
async def store(redis: Redis, catalogue: Catalogue) -> Store:
    """A store with three frozen months."""
    store = Store(redis, partitions=1)
    await store.open()
    publishing = Publishing(catalogue, Ledger(store))
    for month in (OCTOBER, NOVEMBER, JANUARY):
        counted = counters_of(catalogue, Regime("a", 80), month.months, seed=1)[str(month)]
        await redis.hset(
            store.partitions[0].counters(str(month)),
            mapping={name: str(count) for name, count in counted.items()},
        )
        await publishing.freeze(month, TODAY)
    return store


@pytest.fixture
def noise() -> Counting:
    return Counting()


@pytest.fixture
def releasing(catalogue: Catalogue, store: Store, noise: Counting) -> Releasing:
    return Releasing(catalogue, store, noise, TWICE)


async def test_what_was_released_stays_and_is_never_drawn_again(
    releasing: Releasing, noise: Counting, store: Store
) -> None:
    released = await releasing.release(OCTOBER, TODAY)
    await store.client.hincrby(store.partitions[0].counters("2026-10"), "channel:web", 500)
    assert (await releasing.edition(OCTOBER)).encoded() == released.encoded()
    with pytest.raises(Refused, match="never drawn again"):
        await releasing.release(OCTOBER, TODAY)
    assert noise.draws == 1


async def test_a_spent_budget_refuses_and_other_years_have_their_own(
    releasing: Releasing, catalogue: Catalogue, store: Store
) -> None:
    first = await releasing.release(OCTOBER, TODAY)
    second = await releasing.release(NOVEMBER, TODAY)
    assert [(one.spent, one.budget) for one in (first, second)] == [
        (Decimal("0.1"), Decimal("0.2")),
        (Decimal("0.2"), Decimal("0.2")),
    ]
    await Publishing(catalogue, Ledger(store)).freeze(Period.parse("2026-Q4"), TODAY)
    with pytest.raises(Refused, match=r"budget of 2026 is spent: 0\.2 of 0\.2"):
        await releasing.release(Period.parse("2026-Q4"), TODAY)
    assert (await releasing.release(JANUARY, date(2027, 3, 1))).spent == Decimal("0.1")
    assert len(await releasing.spendings()) == 3


async def test_two_who_release_at_once_spend_once(
    catalogue: Catalogue, store: Store, noise: Counting
) -> None:
    once = Budget(Decimal(1), Decimal(1))
    releasing = Releasing(catalogue, store, noise, once)
    done = await asyncio.gather(
        *(releasing.release(period, TODAY) for period in (OCTOBER, NOVEMBER, OCTOBER)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Refused) for one in done) == 2
    [spending] = await releasing.spendings()
    stored = await store.client.hkeys(store.partitions[0].named("statistics:open-data:editions"))
    assert stored == [spending.name.encode()]


@pytest.mark.parametrize(
    ("period", "reason"),
    [("2026-09", "freeze --period 2026-09 comes first"), ("2027-03", "is not over")],
)
async def test_what_is_not_frozen_is_refused_and_spends_nothing(
    releasing: Releasing, noise: Counting, period: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        await releasing.release(Period.parse(period), TODAY)
    assert await releasing.spendings() == ()
    assert noise.draws == 0


async def test_without_a_budget_nothing_is_released(catalogue: Catalogue, store: Store) -> None:
    releasing = Releasing(catalogue, store, laplace, None)
    with pytest.raises(Refused, match="switched off"):
        await releasing.release(OCTOBER, TODAY)


async def test_what_was_never_released_cannot_be_had(releasing: Releasing) -> None:
    with pytest.raises(Refused, match="open-data --period 2026-10"):
        await releasing.edition(OCTOBER)


async def test_noise_that_fails_spends_nothing(catalogue: Catalogue, store: Store) -> None:
    def missing(counts: Sequence[int], sensitivity: int, epsilon: Decimal) -> list[int]:
        raise Refused("it is not there")

    releasing = Releasing(catalogue, store, missing, TWICE)
    with pytest.raises(Refused, match="not there"):
        await releasing.release(OCTOBER, TODAY)
    assert await releasing.spendings() == ()


async def test_a_ledger_of_which_a_spending_was_taken_is_noticed(
    releasing: Releasing, store: Store
) -> None:
    for period in (OCTOBER, NOVEMBER):
        await releasing.release(period, TODAY)
    await store.client.lpop(store.partitions[0].named("statistics:open-data:budget"))
    with pytest.raises(Tampered):
        await releasing.release(JANUARY, TODAY)


PERIODS = [f"{year}-{part}" for year in (2026, 2027) for part in ("01", "02", "03", "Q1", "Q2")]
EPSILON = st.decimals("0.001", 3, places=3)


@given(st.lists(st.tuples(st.sampled_from(PERIODS), EPSILON, EPSILON), max_size=30))
def test_whatever_is_asked_no_year_spends_more_than_its_budget(
    asked: list[tuple[str, Decimal, Decimal]],
) -> None:
    """The budget may even be set anew each time: no edition comes out above the one that holds."""
    spendings: tuple[Spending, ...] = ()
    for name, each, year in asked:
        period = Period.parse(name)
        same = [line.epsilon for line in spendings if line.period.startswith(str(period.year))]
        before = sum(same, Decimal())
        try:
            after = allowed(period, spendings, Budget(each, year))
        except Refused:
            assert before + each > year or name in {line.period for line in spendings}
            continue
        assert after == before + each <= year
        line = Spending(period=name, number=1, frozen_on="2027-03-01", digest="", epsilon=each)
        spendings = (*spendings, line)
    assert len({line.period for line in spendings}) == len(spendings)
