"""What anybody can work out from everything published so far, by sums alone.

Each figure has a range: a hidden one 0 to 9, a rounded one two to either side, one that was not
published any. Figures are joined by sums: rows make totals, months make quarters, finer codes make
coarser ones. Narrowing every range by every sum gives what an attacker with a pencil can know; a
table that would leave some small count too few possible values must not be published.

Pure. It knows no true count, so that what it forbids gives nothing away but what is public. The
test suite attacks what it lets through with an integer programme.
"""

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from handoff.statistics.catalogue import Catalogue, Dimension, Rules
from handoff.statistics.edition import TOTAL, Cell, Published
from handoff.statistics.period import Period

type Figure = tuple[str, frozenset[tuple[str, str]]]
"""A period, and the code of each dimension that matters; no code counts over everything."""

type Range = tuple[int, int]
MANY = 10**9
"""More than can ever be counted."""
_OTHERS = "others"
"""Opens the name of what one figure holds beyond another."""


@dataclass(frozen=True, slots=True)
class Sum:
    """That a figure is the sum of others."""

    whole: Figure
    parts: tuple[Figure, ...]


@dataclass
class Knowledge:
    """Ranges and sums; `with_table` returns a wider knowledge and leaves this as it is."""

    catalogue: Catalogue
    ranges: dict[Figure, Range] = field(default_factory=dict)
    sums: dict[Figure, tuple[Sum, ...]] = field(default_factory=dict)

    def with_table(
        self, period: Period, table: Published, *, known: bool = False
    ) -> "Knowledge | None":
        """Return what is known once a table is out; None when a small count would be known.

        None too when the table contradicts what is out: then it was made from other counts, and
        nothing can be added up.

        Args:
            period: of the table.
            table: as it would be published.
            known: it is out already, so that there is nothing to be decided.
        """
        after = Knowledge(self.catalogue, dict(self.ranges), dict(self.sums))
        dimensions = self.catalogue.shaped(table.of, table.joins)
        rules = self.catalogue.rules
        work: deque[Sum] = deque()
        for cell in table.cells:
            figure = _figure(str(period), dimensions, cell.codes)
            low, high = after.range_of(figure)
            least, most = _range(cell, rules)
            after.ranges[figure] = max(low, least), min(high, most)
            work.extend(after.sums.get(figure, ()))
        for one in _sums(period, dimensions, self.catalogue):
            if one in after.sums.get(one.whole, ()):
                continue
            for figure in (one.whole, *one.parts):
                after.sums[figure] = (*after.sums.get(figure, ()), one)
            work.append(one)
        return after if after._narrow(work, rules, known=known) else None

    def range_of(self, figure: Figure) -> Range:
        """Return the least and the most a figure can be."""
        return self.ranges.get(figure, (0, MANY))

    def _narrow(self, work: deque[Sum], rules: Rules, *, known: bool) -> bool:
        """Narrow the ranges by the sums until nothing moves; False when one became too narrow."""
        waiting = set(map(id, work))
        while work:
            one = work.popleft()
            waiting.discard(id(one))
            for figure, found in self._by(one):
                if found == self.range_of(figure):
                    continue
                if found[0] > found[1] or (not known and _gives_away(figure, found, rules)):
                    return False
                self.ranges[figure] = found
                fresh = [other for other in self.sums[figure] if id(other) not in waiting]
                waiting.update(map(id, fresh))
                work.extend(fresh)
        return True

    def _by(self, one: Sum) -> Iterator[tuple[Figure, Range]]:
        """Yield the ranges one sum leaves to its figures."""
        parts = [self.range_of(part) for part in one.parts]
        least, most = sum(low for low, _ in parts), sum(high for _, high in parts)
        low, high = self.range_of(one.whole)
        low, high = max(low, least), min(high, most)
        yield one.whole, (low, high)
        for part, (lowest, highest) in zip(one.parts, parts, strict=True):
            yield (
                part,
                (
                    max(lowest, low - (most - highest)),
                    min(highest, high - (least - lowest)),
                ),
            )


def _gives_away(figure: Figure, found: Range, rules: Rules) -> bool:
    low, high = found
    small = low < rules.threshold and not figure[0].startswith(_OTHERS)
    return small and high - low + 1 < rules.least_left


def _range(cell: Cell, rules: Rules) -> Range:
    if cell.closed:
        return 0, MANY
    away = rules.base // 2
    if cell.stands:  # the figure of now is at most the threshold away; a hidden one counts as it
        figure = cell.count or rules.threshold
        least = figure - rules.threshold
        return least - away if least > rules.threshold else 0, figure + rules.threshold + away
    if cell.count is None:
        return 0, rules.threshold - 1
    return max(cell.count - away, rules.threshold), cell.count + away


def _figure(period: str, dimensions: Sequence[Dimension], codes: Sequence[str]) -> Figure:
    """Return the figure of a cell; a total over what every contact has is the same without it."""
    return period, frozenset(
        (dimension.name, code)
        for dimension, code in zip(dimensions, codes, strict=True)
        if code != TOTAL or dimension.partial
    )


def _sums(period: Period, dimensions: Sequence[Dimension], catalogue: Catalogue) -> Iterator[Sum]:
    """Yield every sum that the figures of a table take part in."""
    name = str(period)
    cells = list(itertools.product(*(dimension.codes for dimension in dimensions)))
    figures = {cell: _figure(name, dimensions, cell) for cell in cells}
    for cell in _all_totals(cells, dimensions):
        inner = [one for one in cells if _holds(cell, one)]
        figures[cell] = _figure(name, dimensions, cell)
        yield Sum(figures[cell], tuple(figures[one] for one in inner))
    for cell, figure in figures.items():
        yield from _over_time(period, figure)
        yield from _finer(name, dimensions, cell, catalogue)
        yield from _subs(figure, catalogue)
        yield from _wider(figure, catalogue)


def _all_totals(
    cells: Iterable[tuple[str, ...]], dimensions: Sequence[Dimension]
) -> dict[tuple[str, ...], None]:
    """Return all totals that can be made of the cells, also those that are not published."""
    found: dict[tuple[str, ...], None] = {}
    for cell in cells:
        ways = (
            [code] if d.several else [code, TOTAL] for code, d in zip(cell, dimensions, strict=True)
        )
        found.update(dict.fromkeys(itertools.product(*ways)))
    return {cell: None for cell in found if TOTAL in cell}


def _holds(total: tuple[str, ...], cell: tuple[str, ...]) -> bool:
    return all(wanted in {TOTAL, code} for wanted, code in zip(total, cell, strict=True))


def _over_time(period: Period, figure: Figure) -> Iterator[Sum]:
    """Yield how the figure adds up over time, once: with the first of the periods beside it."""
    whole = period.whole
    while whole is not None:
        parts = tuple((str(part), figure[1]) for part in whole.parts)
        yield Sum((str(whole), figure[1]), parts)
        whole = whole.whole


def _finer(
    period: str, dimensions: Sequence[Dimension], cell: tuple[str, ...], catalogue: Catalogue
) -> Iterator[Sum]:
    """Yield how a figure of joined codes is made of the finer ones."""
    parts = [
        (code,) if code == TOTAL else dimension.parts[code]
        for dimension, code in zip(dimensions, cell, strict=True)
    ]
    if any(len(codes) > 1 for codes in parts):
        plain = [catalogue.dimensions[dimension.name] for dimension in dimensions]
        finer = tuple(_figure(period, plain, codes) for codes in itertools.product(*parts))
        yield Sum(_figure(period, dimensions, cell), finer)


def _subs(figure: Figure, catalogue: Catalogue) -> Iterator[Sum]:
    """Yield how a figure of one main code is made of those of its sub codes."""
    period, codes = figure
    for name, code in codes if len(codes) == 1 else ():
        if found := catalogue.finer(name, code):
            subs = tuple((period, frozenset({(found[0], sub)})) for sub in found[1])
            yield Sum(figure, subs)


def _wider(figure: Figure, catalogue: Catalogue) -> Iterator[Sum]:
    """Yield what a figure is a part of where the rest has no code: it cannot be the larger one."""
    period, codes = figure
    for name, code in codes:
        dimension = catalogue.dimensions[name]
        if dimension.several or (dimension.partial and code == TOTAL):
            others = (f"{_OTHERS} {name} {code} {period}", codes)
            yield Sum((period, codes - {(name, code)}), (figure, others))
