"""No count under ten can be worked out of all editions together; of unsafe exports it can.

Nor can a change of under ten, where counts were changed after their editions and corrections came.
"""

import contextlib
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec
import pytest
from redis.asyncio import Redis

from bench.contacts import Regime, counters_of
from errors import Refused
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.disclosure import counts_of
from handoff.statistics.edition import TOTAL, Edition
from handoff.statistics.freezing import freeze
from handoff.statistics.ledger import Ledger
from handoff.statistics.period import Period
from handoff.statistics.publishing import Publishing
from handoff.store import Store
from tests.handoff.statistics.adversary import MANY, Attack, Claim

YEARS = [
    (Regime("few", 50), "2026"),
    (Regime("growing", 300), "2027"),
    (Regime("even", 1000, steepness=0.3), "2028"),
    (Regime("steep", 5000, steepness=2.0), "2028"),
]


def editions_of(
    catalogue: Catalogue, year: Period, counters: dict[str, Counter[str]]
) -> list[Edition]:
    out: list[Edition] = []
    for period in in_order(year):
        months = sum((counters[month] for month in period.months), Counter())
        out.append(freeze(catalogue, period, months, out, date(year.year + 1, 2, 1)))
    return out


def in_order(period: Period) -> Iterator[Period]:
    for part in period.parts:
        yield from in_order(part)
    yield period


def claims_of(catalogue: Catalogue, edition: Edition, at: int = 0) -> Iterator[Claim]:
    """Say in the attacker's words what an edition says."""
    for table in edition:
        if all(cell.stands for cell in table.cells):
            continue  # it could not be corrected safely and says nothing of now
        dimensions = catalogue.shaped(table.of, table.joins)
        for cell in table.cells:
            codes = {
                d.name: catalogue.dimensions[d.name].codes if code == TOTAL else d.parts[code]
                for d, code in zip(dimensions, cell.codes, strict=True)
                if code != TOTAL or d.partial
            }
            least, most = 0, MANY
            if cell.stands and not cell.closed:
                figure = cell.count or 10
                least, most = figure - 12 if figure > 20 else 0, figure + 12
            elif cell.count is not None:
                least, most = max(10, cell.count - 2), cell.count + 2
            elif not cell.closed:
                most = 9
            yield Claim(Period.parse(edition.period), codes, least, most, at)


def naive_claims(
    catalogue: Catalogue, counters: dict[str, Counter[str]], at: int = 0
) -> Iterator[Claim]:
    """Say what an export would say that hides 1 to 4 and shows everything else as it is."""
    for table in catalogue.tables:
        for month, counts in counters.items():
            dimensions = catalogue.shaped(table.of, ())
            for codes, count in counts_of(counts, dimensions).items():
                shown = {
                    d.name: (code,) if code != TOTAL else d.codes
                    for d, code in zip(dimensions, codes, strict=True)
                    if code != TOTAL or d.partial
                }
                hidden = 1 <= count <= 4
                least, most = (1, 4) if hidden else (count, count)
                if len(table.of) == 1:
                    yield Claim(Period.parse(month), shown, least, most, at)


@pytest.mark.parametrize(("regime", "year"), YEARS, ids=[regime.name for regime, _ in YEARS])
def test_9_nobody_can_work_out_a_count_under_ten(
    catalogue: Catalogue, regime: Regime, year: str
) -> None:
    """The attacker has every edition of a year: years share no figure."""
    period = Period.parse(year)
    counters = counters_of(catalogue, regime, period.months, seed=1)
    attack = Attack(catalogue, period)
    for edition in editions_of(catalogue, period, counters):
        attack.hears(claims_of(catalogue, edition))
    assert list(attack.recovered(counters)) == []


def test_the_same_attacker_breaks_an_export_that_only_hides_under_five(
    catalogue: Catalogue,
) -> None:
    regime, period = Regime("growing", 300), Period.parse("2027")
    counters = counters_of(catalogue, regime, period.months, seed=1)
    attack = Attack(catalogue, period)
    attack.hears(naive_claims(catalogue, counters))
    assert len(list(itertools.islice(attack.recovered(counters), 5))) == 5


def test_the_same_attacker_breaks_tables_that_are_only_safe_by_themselves(
    catalogue: Catalogue,
) -> None:
    """So the rule that looks at all editions together is needed, and here it is enough."""
    regime, period = Regime("x", 60), Period.parse("2026")
    counters = counters_of(catalogue, regime, period.months, seed=0)
    alone = replace(catalogue, rules=msgspec.structs.replace(catalogue.rules, least_left=0))
    found = []
    for one in (alone, catalogue):
        attack = Attack(catalogue, period)
        for edition in editions_of(one, period, counters):
            attack.hears(claims_of(catalogue, edition))
        found.append(len(list(attack.recovered(counters))))
    assert found == [1, 0]


@dataclass
class Archive:
    """A year in a store whose counts are changed after editions of them are out.

    Attributes:
        counted: the true counts: the first ones, and those after each change.
        changes: the month of each change.
        heard: each edition, and how many changes had been made before it.
    """

    catalogue: Catalogue
    store: Store
    year: Period
    regime: Regime
    counted: list[dict[str, Counter[str]]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    heard: dict[str, tuple[Edition, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counted = [counters_of(self.catalogue, self.regime, self.year.months, seed=1)]
        self.publishing = Publishing(self.catalogue, Ledger(self.store))
        self.today = date(self.year.year + 1, 3, 1)
        self.quarter = self.year.parts[1]
        self.month = self.quarter.parts[1]

    async def begin(self, *doubled: Counter[str]) -> None:
        """Count the year, and some contacts of the month twice."""
        for counters in doubled:
            self.counted[0][str(self.month)] += counters
        for month, counters in self.counted[0].items():
            await self._put(month, counters)

    def some(self, month: Period, contacts: int) -> Counter[str]:
        """Return what that many contacts add to the counters of a month."""
        regime = replace(self.regime, name="late", monthly=contacts)
        return counters_of(self.catalogue, regime, month.months, seed=1)[str(month)]

    async def change(self, month: Period, counters: Counter[str]) -> None:
        """Give a month other counts."""
        self.counted.append({**self.counted[-1], str(month): counters})
        self.changes.append(str(month))
        await self._put(str(month), counters)

    async def add(self, month: Period, contacts: int) -> None:
        """Count contacts that had been forgotten."""
        await self.change(month, self.counted[-1][str(month)] + self.some(month, contacts))

    async def freeze(self, period: Period) -> None:
        await self.publishing.freeze(period, self.today)
        await self._hear()

    async def correct(self, *periods: Period) -> None:
        for period in periods:
            with contextlib.suppress(Refused):  # nothing has moved that may be shown
                await self.publishing.correct(period, self.today)
            await self._hear()

    async def _hear(self) -> None:
        for line in await self.publishing.lines():
            edition, _ = await self.publishing.edition(Period.parse(line.period), line.number)
            self.heard.setdefault(line.name, (edition, len(self.changes)))

    async def _put(self, month: str, counters: Counter[str]) -> None:
        key = self.store.partitions[0].counters(month)
        await self.store.client.delete(key)
        await self.store.client.hset(key, mapping={name: str(n) for name, n in counters.items()})


async def late(archive: Archive) -> None:
    """A month is corrected when the year is out, then its quarter and the year."""
    await archive.begin()
    await archive.freeze(archive.year)
    await archive.add(archive.month, 40)
    await archive.correct(archive.month, archive.quarter, archive.year)


async def in_turn(archive: Archive) -> None:
    """Two months of a quarter are corrected in turn, and each time what holds them."""
    await archive.begin()
    await archive.freeze(archive.year)
    for month in archive.quarter.parts[:2]:
        await archive.add(month, 40)
        await archive.correct(month, archive.quarter, archive.year)


async def longer_first(archive: Archive) -> None:
    """The quarter is frozen from changed counts while its month is not yet corrected."""
    await archive.begin()
    await archive.freeze(archive.month)
    await archive.add(archive.month, 150)
    await archive.freeze(archive.quarter)
    await archive.correct(archive.month, archive.quarter)
    await archive.freeze(archive.year)
    await archive.correct(archive.year)


async def taken_out(archive: Archive) -> None:
    """What was counted twice is taken out of a month when the year is out."""
    doubled = archive.some(archive.month, 400)
    await archive.begin(doubled)
    await archive.freeze(archive.year)
    await archive.change(archive.month, archive.counted[0][str(archive.month)] - doubled)
    await archive.correct(archive.month, archive.quarter, archive.year)


HISTORIES = [
    (Regime("few", 50), "2026", late),
    (Regime("growing", 300), "2027", longer_first),
    (Regime("even", 1000, steepness=0.3), "2028", taken_out),
    (Regime("steep", 5000, steepness=2.0), "2028", in_turn),
]


@pytest.mark.parametrize(
    ("regime", "year", "history"), HISTORIES, ids=[history.__name__ for *_, history in HISTORIES]
)
async def test_nobody_can_work_out_a_count_or_a_change_under_ten_from_corrections(
    redis: Redis,
    catalogue: Catalogue,
    regime: Regime,
    year: str,
    history: Callable[[Archive], Awaitable[None]],
) -> None:
    """The attacker lays old and new editions side by side, and knows which months were changed.

    Where contacts were added it knows that too.
    """
    store = Store(redis, partitions=1)
    await store.open()
    archive = Archive(catalogue, store, Period.parse(year), regime)
    await history(archive)
    assert any(edition.number > 1 for edition, _ in archive.heard.values())
    changes = tuple((month,) for month in archive.changes)
    attack = Attack(catalogue, archive.year, changes, only_added=history is not taken_out)
    for edition, at in archive.heard.values():
        attack.hears(claims_of(catalogue, edition, at))
    assert list(attack.recovered(*archive.counted)) == []


def test_the_same_attacker_works_out_changes_from_corrections_that_only_hide_under_five(
    catalogue: Catalogue,
) -> None:
    regime, period, month = Regime("few", 50), Period.parse("2026"), "2026-05"
    then = counters_of(catalogue, regime, period.months, seed=1)
    few = counters_of(catalogue, Regime("late", 12), (month,), seed=1)[month]
    now = {**then, month: then[month] + few}
    attack = Attack(catalogue, period, ((month,),), only_added=True)
    attack.hears(naive_claims(catalogue, then))
    attack.hears(naive_claims(catalogue, {month: now[month]}, at=1))
    attack.wanted = [row for row in attack.wanted if -1 in row.values()]  # the changes alone
    assert len(list(itertools.islice(attack.recovered(then, now), 5))) == 5
