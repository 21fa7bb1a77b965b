"""An edition of open data: tables of a period with noise on every figure, zeros included.

Pure but for the noise it is handed. It holds no true count; what one conversation can change in it
is bounded, and said in it.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from handoff.statistics.catalogue import Catalogue, Table
from handoff.statistics.disclosure import counts_of
from handoff.statistics.edition import TOTAL, Cell, Published, Stored
from handoff.statistics.noise import Noise
from handoff.statistics.period import Kind, Period

METHOD = "discrete-laplace/1"
"""Names the rules and how they are applied; it changes whenever those do."""


class OpenEdition(Stored, frozen=True, kw_only=True):
    """Everything released of one period, once.

    Attributes:
        released_on: the day, as `2026-11-05`.
        epsilon: what it spends.
        sensitivity: by how much one conversation can change all its figures together, at most.
        spent, budget: epsilon of all open data of the year with this edition, and its limit then.
    """

    period: str
    released_on: str
    method: str
    epsilon: Decimal
    sensitivity: int
    spent: Decimal
    budget: Decimal
    tables: tuple[Published, ...]

    @property
    def number(self) -> int:
        """Always the first: there is no other."""
        return 1

    @property
    def factor(self) -> Decimal:
        """How many times more sure of one conversation somebody can become, rounded up."""
        return Decimal(math.ceil(math.exp(self.epsilon) * 100)) / 100

    def __iter__(self) -> Iterator[Published]:
        return iter(self.tables)


def tables_of(catalogue: Catalogue, kind: Kind) -> tuple[Table, ...]:
    """Return the tables of a kind of period: each is released for the shortest it is made for."""
    return tuple(table for table in catalogue.tables if table.levels[0].period is kind)


def sensitivity_of(catalogue: Catalogue, tables: Sequence[Table]) -> int:
    """Return in how many cells of the tables one conversation is counted, at most."""
    return sum(math.prod(catalogue.dimensions[name].most for name in table.of) for table in tables)


def noised(
    catalogue: Catalogue,
    period: Period,
    counters: Mapping[str, int],
    noise: Noise,
    spending: tuple[Decimal, Decimal, Decimal],
    on: date,
) -> OpenEdition:
    """Return the tables of a period with noise; a figure below nothing becomes none.

    Args:
        catalogue: what can be released.
        period: of what.
        counters: of its months, added up.
        noise: what draws it.
        spending: epsilon of this edition, of the year with it, and the budget of the year.
        on: the day.
    """
    tables = tables_of(catalogue, period.kind)
    sensitivity, epsilon = sensitivity_of(catalogue, tables), spending[0]
    inner = [
        {codes: n for codes, n in counts.items() if TOTAL not in codes}
        for table in tables
        for counts in [counts_of(counters, catalogue.shaped(table.of, ()))]
    ]
    true = [count for counts in inner for count in counts.values()]
    drawn = iter(noise(true, sensitivity, epsilon))
    published = (
        Published(
            name=table.name,
            level=0,
            of=table.of,
            joins=(),
            cells=tuple(
                Cell(codes, max(0, count))
                for codes, count in zip(counts, itertools.islice(drawn, len(counts)), strict=True)
            ),
        )
        for table, counts in zip(tables, inner, strict=True)
    )
    return OpenEdition(
        period=str(period),
        released_on=on.isoformat(),
        method=METHOD,
        epsilon=epsilon,
        sensitivity=sensitivity,
        spent=spending[1],
        budget=spending[2],
        tables=tuple(published),
    )
