"""Editions: the same each time, coarser where they must be, and safe together with corrections."""

from collections import Counter
from datetime import date

import pytest

from bench.contacts import Regime, counters_of
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.edition import TOTAL, Cell, Edition, Published
from handoff.statistics.freezing import correct, freeze, knowledge_of
from handoff.statistics.period import Kind, Period

MONTH = Period.parse("2026-10")
TODAY, LATER = date(2026, 11, 6), date(2026, 12, 1)


@pytest.fixture(scope="module")
def counters(catalogue: Catalogue) -> Counter[str]:
    return counters_of(catalogue, Regime("a", 600), MONTH.months, seed=2)["2026-10"]


@pytest.fixture(scope="module")
def edition(catalogue: Catalogue, counters: Counter[str]) -> Edition:
    return freeze(catalogue, MONTH, counters, (), TODAY)


def test_the_same_counters_make_the_same_bytes(
    catalogue: Catalogue, counters: Counter[str], edition: Edition
) -> None:
    shuffled = Counter(dict(sorted(counters.items(), reverse=True)))
    assert freeze(catalogue, MONTH, shuffled, (), TODAY).encoded() == edition.encoded()
    assert Edition.decoded(edition.encoded()) == edition


def test_no_published_table_hides_more_than_it_may(edition: Edition) -> None:
    assert edition.tables
    assert all(table.hidden <= 0.6 for table in edition)


def test_every_table_of_the_period_is_published_or_withheld(
    catalogue: Catalogue, edition: Edition
) -> None:
    monthly = [t.name for t in catalogue.tables if t.levels[0].period is Kind.MONTH]
    assert sorted([*(t.name for t in edition), *edition.withheld]) == sorted(monthly)


def test_what_no_month_could_show_comes_with_the_quarter(catalogue: Catalogue) -> None:
    quarter = Period.parse("2026-Q4")
    months = counters_of(catalogue, Regime("a", 300), quarter.months, seed=1)
    out: list[Edition] = []
    for name, counts in months.items():
        out.append(freeze(catalogue, Period.parse(name), counts, out, TODAY))
    assert all("online_harm" in one.withheld for one in out)
    whole = freeze(catalogue, quarter, sum(months.values(), Counter()), out, TODAY)
    assert whole.table("online_harm")
    assert not whole.table("channel"), "the months have shown it"


def test_two_hidden_cells_that_the_total_would_pin_are_not_published(catalogue: Catalogue) -> None:
    """Nine and nine make eighteen, which is rounded to twenty: both would be known."""
    counters = Counter({"channel:telegram": 10, "channel:line": 10, "channel:web": 3})
    shown = freeze(catalogue, MONTH, counters, (), TODAY)
    assert shown.table("channel")
    counters = Counter({"language:th": 9, "language:en": 9, "risk:none": 9, "risk:concern": 9})
    assert not freeze(catalogue, MONTH, counters, (), TODAY).table("language")


def test_everything_true_is_still_possible(
    catalogue: Catalogue, counters: Counter[str], edition: Edition
) -> None:
    """What can be worked out must never be wrong, or it would be no measure of safety."""
    knowledge = knowledge_of(catalogue, [edition])
    for (_, codes), (low, high) in knowledge.ranges.items():
        for name, code in codes if len(codes) == 1 and low < 10 else ():
            assert low <= counters.get(f"{name}:{code}", 0) <= high or _ != str(MONTH)


def more(catalogue: Catalogue, counters: Counter[str], count: int) -> Counter[str]:
    """Return the counters with contacts that had been forgotten."""
    forgotten = counters_of(catalogue, Regime("b", count), MONTH.months, seed=5)["2026-10"]
    assert forgotten["contacts"]
    return counters + forgotten


@pytest.mark.parametrize("count", [1, 4])
def test_a_correction_by_few_contacts_shows_nothing(
    catalogue: Catalogue, counters: Counter[str], edition: Edition, count: int
) -> None:
    """A change of under ten is itself a small count."""
    now = more(catalogue, counters, count)
    assert now["contacts"] - counters["contacts"] < 10
    assert correct(catalogue, edition, now, (), LATER) is None


def test_a_correction_shows_what_moved_far_and_leaves_the_rest(
    catalogue: Catalogue, counters: Counter[str], edition: Edition
) -> None:
    now = more(catalogue, counters, 60)
    corrected = correct(catalogue, edition, now, (), LATER)
    assert corrected
    assert (corrected.number, corrected.frozen_on) == (2, "2026-12-01")
    for table, before in zip(corrected, edition, strict=True):
        for cell, was in zip(table.cells, before.cells, strict=True):
            change = abs(now[name_of(table, cell)] - counters[name_of(table, cell)])
            assert cell.stands or change >= 10
            assert not cell.stands or change < 20 or table.cells == standing(before)
            assert cell.count == was.count or not cell.stands
    assert [cell for table in corrected for cell in table.cells if not cell.stands]


@pytest.mark.parametrize(("now", "shown"), [(0, None), (14, None), (22, None), (23, 25)])
def test_a_hidden_count_is_shown_once_that_tells_nothing_of_what_it_was(
    catalogue: Catalogue, now: int, shown: int | None
) -> None:
    """If eleven were shown after a change of ten or more, it would have been none or one."""
    counters = Counter({"channel:telegram": 46, "channel:line": 42})
    for hidden in (0, 8):
        before = freeze(catalogue, MONTH, counters | {"channel:web": hidden}, (), TODAY)
        more = Counter({"channel:telegram": 71, "channel:line": 42})
        corrected = correct(catalogue, before, more | {"channel:web": now}, (), LATER)
        assert corrected
        [web] = [cell for cell in corrected.tables[0].cells if cell.codes == ("web",)]
        assert (web.count, web.stands) == (shown, shown is None)


def test_small_changes_that_add_up_are_shown(
    catalogue: Catalogue, counters: Counter[str], edition: Edition
) -> None:
    stands = []
    for count in (8, 16):
        now = counters + Counter({"channel:line": count, "channel:telegram": 40})
        corrected = correct(catalogue, edition, now, (), LATER)
        assert corrected
        edition = corrected
        stands += [cell.stands for cell in edition.tables[0].cells if cell.codes == ("line",)]
    assert stands == [True, False]


def name_of(table: Published, cell: Cell) -> str:
    [code] = cell.codes
    return "contacts" if code == TOTAL else f"{table.name}:{code}"


def standing(table: Published) -> tuple[Cell, ...]:
    return tuple(Cell(cell.codes, cell.count, cell.closed, stands=True) for cell in table.cells)
