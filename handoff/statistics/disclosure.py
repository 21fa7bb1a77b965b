"""Makes the counts of one table safe by themselves: small ones hidden, all others rounded.

Pure. Whether a table is safe beside all others is for `handoff.statistics.knowledge` to say.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from handoff.statistics.catalogue import Dimension, Rules
from handoff.statistics.counters import counter
from handoff.statistics.edition import TOTAL, Cell

Counts = Mapping[tuple[str, ...], int]
"""True counts by the codes of a cell."""


def counts_of(counters: Mapping[str, int], dimensions: Sequence[Dimension]) -> Counts:
    """Return the true counts of a table: its inner cells, and the totals that have a meaning."""
    names = [dimension.name for dimension in dimensions]
    counts: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for codes in itertools.product(*(dimension.codes for dimension in dimensions)):
        parts = (dimension.parts[code] for dimension, code in zip(dimensions, codes, strict=True))
        count = sum(counters.get(counter(names, part), 0) for part in itertools.product(*parts))
        for cell in (codes, *totals_over(codes, dimensions)):
            counts[cell] += count
    return counts


def totals_over(
    codes: tuple[str, ...], dimensions: Sequence[Dimension]
) -> Iterator[tuple[str, ...]]:
    """Yield the totals a cell counts in: of each code by itself, and of everything.

    Never over a dimension of which a contact may have several codes: that would count it twice.
    """
    fixed = {n for n, dimension in enumerate(dimensions) if dimension.several}
    singles = {frozenset({n, *fixed}) for n in range(len(codes))}
    for kept in sorted(singles | {frozenset(fixed)}, key=sorted):
        if len(kept) < len(codes):
            yield tuple(code if n in kept else TOTAL for n, code in enumerate(codes))


def made_safe(counts: Counts, rules: Rules) -> tuple[Cell, ...]:
    """Return the cells as they may be shown, in the order of the counts."""
    closed = set(_closed(counts, rules))
    return tuple(
        Cell(codes, None, closed=True) if codes in closed else Cell(codes, shown(count, rules))
        for codes, count in counts.items()
    )


def shown(count: int, rules: Rules) -> int | None:
    """Return a count rounded to the base, or None when it is too small to be shown."""
    if count < rules.threshold:
        return None
    return (count + rules.base // 2) // rules.base * rules.base


def _closed(counts: Counts, rules: Rules) -> Iterator[tuple[str, ...]]:
    """Yield the cells of rows in which one cell holds (almost) all: it would tell of each contact.

    A row is all cells that differ in one code only; almost all is all but less than the base.
    """
    rows: defaultdict[tuple[int, tuple[str, ...]], list[tuple[str, ...]]] = defaultdict(list)
    for codes in counts:
        if len(codes) > 1 and TOTAL not in codes:
            for n in range(len(codes)):
                rows[n, (*codes[:n], *codes[n + 1 :])].append(codes)
    for row in rows.values():
        largest = max(counts[codes] for codes in row)
        rest = sum(counts[codes] for codes in row) - largest
        if largest >= rules.threshold and rest < rules.base:
            yield from row
