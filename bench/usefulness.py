"""`python -m bench.usefulness`: what the statistics show beside what they hide, and how fast.

Simulates a year at several sizes and prints the table of docs/STATISTICS.md: the share of cells and
of contacts that can be seen under three rules. About a minute.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.table import Table as Grid

from bench.contacts import Regime, counters_of
from bot.words import Words
from composition.mind import CATALOGUE, catalogue_of, content_of
from composition.published import FORMS
from handoff.statistics.catalogue import Catalogue, Table
from handoff.statistics.disclosure import counts_of
from handoff.statistics.edition import TOTAL, Edition
from handoff.statistics.export import Exporting
from handoff.statistics.freezing import freeze
from handoff.statistics.period import Kind, Period
from operation.settings import Settings

SIZES = (100, 300, 1000, 3000)
YEAR = Period.parse("2026")
RULES: dict[str, Callable[[int], bool]] = {
    "1-4 hidden": lambda count: not 1 <= count < 5,
    "NHS: 1-7 hidden, base 5": lambda count: not 1 <= count < 8,
}


@dataclass
class Seen:
    """How much of tables can be seen."""

    cells: int = 0
    shown_cells: int = 0
    contacts: int = 0
    shown_contacts: int = 0

    def add(self, count: int, *, shown: bool) -> None:
        """Add one cell."""
        self.cells += 1
        self.contacts += count
        self.shown_cells += shown
        self.shown_contacts += count * shown

    def __str__(self) -> str:
        cells = self.shown_cells / (self.cells or 1)
        contacts = self.shown_contacts / (self.contacts or 1)
        return f"{cells:.0%} / {contacts:.0%}"


def periods(kind: Kind, period: Period = YEAR) -> Iterator[Period]:
    """Yield the periods of a kind within the year, in order."""
    if period.kind is kind:
        yield period
    for part in period.parts:
        yield from periods(kind, part)


def in_order(period: Period = YEAR) -> Iterator[Period]:
    """Yield every period of the year in the order in which they are frozen."""
    for part in period.parts:
        yield from in_order(part)
    yield period


def editions_of(catalogue: Catalogue, counters: dict[str, Counter[str]]) -> list[Edition]:
    """Return every edition of the year."""
    out: list[Edition] = []
    for period in in_order():
        out.append(freeze(catalogue, period, added(counters, period), out, date(2027, 1, 6)))
    return out


def added(counters: dict[str, Counter[str]], period: Period) -> Counter[str]:
    """Return the counters of a period."""
    return sum((counters[month] for month in period.months), Counter())


def under_rule(
    catalogue: Catalogue,
    tables: list[Table],
    counters: dict[str, Counter[str]],
    shows: Callable[[int], bool],
) -> Seen:
    """Return what can be seen when each table is cut at its finest level by a rule."""
    seen = Seen()
    for table in tables:
        for period in periods(table.levels[0].period):
            counts = counts_of(added(counters, period), catalogue.shaped(table.of, ()))
            for codes, count in counts.items():
                if TOTAL not in codes:
                    seen.add(count, shown=shows(count))
    return seen


def published(
    catalogue: Catalogue,
    tables: list[Table],
    counters: dict[str, Counter[str]],
    editions: list[Edition],
) -> Seen:
    """Return what can be seen of the editions; a table published nowhere counts as hidden."""
    seen = Seen()
    for table in tables:
        found = [(one, out) for one in editions if (out := one.table(table.name))]
        for edition, out in found:
            period = added(counters, Period.parse(edition.period))
            counts = counts_of(period, catalogue.shaped(out.of, out.joins))
            for cell in out.inner:
                seen.add(counts[cell.codes], shown=cell.count is not None)
        if not found:
            for codes, count in counts_of(
                added(counters, YEAR), catalogue.shaped(table.of, ())
            ).items():
                if TOTAL not in codes:
                    seen.add(count, shown=False)
    return seen


def main() -> int:
    """Print the table; 1 when a year of 5,000 contacts a month takes more than 30 seconds."""
    catalogue = catalogue_of(content_of(Settings()))
    grid = Grid("contacts a month", "tables", *RULES, "here", "tables at their finest level")
    for size in SIZES:
        counters = counters_of(catalogue, Regime("usual", size), YEAR.months, seed=1)
        editions = editions_of(catalogue, counters)
        for depth, name in ((1, "one-way"), (2, "two-way"), (3, "three-way")):
            tables = [table for table in catalogue.tables if len(table.of) == depth]
            others = [under_rule(catalogue, tables, counters, rule) for rule in RULES.values()]
            ours = published(catalogue, tables, counters, editions)
            names = {table.name for table in tables}
            levels = [out.level for one in editions for out in one if out.name in names]
            wanted = sum(1 for t in tables for _ in periods(t.levels[0].period))
            finest = f"{levels.count(0)} of {wanted}"
            grid.add_row(str(size), name, *map(str, others), str(ours), finest)
    Console().print(grid)
    seconds = timed(catalogue)
    print(f"a year of 5,000 contacts a month, frozen and exported three ways: {seconds:.1f} s")
    return int(seconds > 30)


def timed(catalogue: Catalogue) -> float:
    """Return the seconds it takes to freeze a large year and to export all of it."""
    counters = counters_of(catalogue, Regime("large", 5000), YEAR.months, seed=1)
    words = Words.load(CATALOGUE.with_name("words.yml"))
    began = time.perf_counter()
    for edition in editions_of(catalogue, counters):
        for export in FORMS.values():
            export(Exporting(edition, catalogue, words))
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
