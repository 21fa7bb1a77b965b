"""No count under ten can be worked out of all editions together; of unsafe exports it can."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from bench.contacts import Regime, counters_of
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.disclosure import counts_of
from handoff.statistics.edition import TOTAL, Edition
from handoff.statistics.freezing import freeze
from handoff.statistics.period import Period
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


def claims_of(catalogue: Catalogue, edition: Edition) -> Iterator[Claim]:
    """Say in the attacker's words what an edition says."""
    for table in edition:
        dimensions = catalogue.shaped(table.of, table.joins)
        for cell in table.cells:
            codes = {
                d.name: catalogue.dimensions[d.name].codes if code == TOTAL else d.parts[code]
                for d, code in zip(dimensions, cell.codes, strict=True)
                if code != TOTAL or d.partial
            }
            least, most = 0, MANY
            if cell.count is not None:
                least, most = max(10, cell.count - 2), cell.count + 2
            elif not cell.closed:
                most = 9
            yield Claim(Period.parse(edition.period), codes, least, most)


def naive_claims(
    catalogue: Catalogue, year: Period, counters: dict[str, Counter[str]]
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
                    yield Claim(Period.parse(month), shown, least, most)


@pytest.mark.timeout(600)
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


@pytest.mark.timeout(600)
def test_the_same_attacker_breaks_an_export_that_only_hides_under_five(
    catalogue: Catalogue,
) -> None:
    regime, period = Regime("growing", 300), Period.parse("2027")
    counters = counters_of(catalogue, regime, period.months, seed=1)
    attack = Attack(catalogue, period)
    attack.hears(naive_claims(catalogue, period, counters))
    assert len(list(itertools.islice(attack.recovered(counters), 5))) == 5


@pytest.mark.timeout(600)
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
