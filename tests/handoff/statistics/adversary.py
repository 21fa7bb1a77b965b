"""An attacker with every edition, the catalogue, the rules and an integer programme.

It knows nothing of how editions are made safe beyond the published rules, and shares no code with
what makes them: its equations are its own. What it can pin to one value, it has recovered.

Where counts were changed after an edition, those before and those after are unknowns of their own;
it knows which months were changed between which editions, and lays old and new side by side.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from handoff.statistics.catalogue import Catalogue, Dimension
from handoff.statistics.period import Period

type Name = tuple[str, tuple[str, ...], tuple[str, ...], int]
"""An unknown: a period, dimensions, codes, and the change after which it holds."""
type Row = dict[int, float]
type Counters = Mapping[str, Mapping[str, int]]

MANY = 10**6
CONTACTS: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(frozen=True)
class Claim:
    """What one published figure says: codes by dimension (a set of each), between two counts.

    Attributes:
        at: how many changes had been made to the counts when it was said.
    """

    period: Period
    codes: Mapping[str, tuple[str, ...]]
    least: int
    most: int
    at: int = 0


@dataclass
class Attack:
    """One year as the attacker sees it.

    Attributes:
        changes: the months whose counts were changed, by change.
        only_added: it knows that the changes added contacts and took none away.
    """

    catalogue: Catalogue
    year: Period
    changes: tuple[tuple[str, ...], ...] = ()
    only_added: bool = False
    names: dict[Name, int] = field(default_factory=dict)
    rows: list[tuple[Row, float, float]] = field(default_factory=list)
    wanted: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Write down everything that holds whatever the counts are."""
        for at in range(len(self.changes) + 1):
            for month in self.year.months:
                if self.since(month, at) == at:
                    self.hold(partial(self.of_month, month), at)
            for names in self.catalogue.crossed:
                for period in self.year.parts if len(names) == 2 else (self.year,):
                    if self.since(str(period), at) == at:
                        self.hold(partial(self.crossed, names, period), at)

    def since(self, period: str, at: int) -> int:
        """Return the last change of a period by then."""
        months = set(Period.parse(period).months)
        return max(n for n in range(at + 1) if not n or months & set(self.changes[n - 1]))

    def hold(self, rows: Callable[[int], Iterable[tuple[Row, bool]]], at: int) -> None:
        """Take rows that hold, of which one that is not exact is never below nothing."""
        for row, exactly in rows(at):
            self.rows.append((row, 0, 0 if exactly else MANY))
        if at and self.only_added:  # what was added is contacts too
            for (row, exactly), (before, _) in zip(rows(at), rows(at - 1), strict=True):
                self.rows.append((_less(row, before), 0, 0 if exactly else MANY))

    def of_month(self, month: str, at: int) -> Iterator[tuple[Row, bool]]:
        """Yield how the figures of a month go together."""
        contacts: Row = {self.unknown(month, *CONTACTS, at): 1}
        for dimension in self.catalogue.dimensions.values():
            cells = self.cells(month, dimension, at)
            if not dimension.several:
                yield _less(contacts, cells), not dimension.partial
            for cell in cells if dimension.several else ():
                yield _less(contacts, {cell: 1}), False
        for code in self.catalogue.dimensions["reason_main"].codes:
            subs = [
                sub
                for sub in self.catalogue.dimensions["reason"].codes
                if sub.split(".")[0] == code
            ]
            main: Row = {self.unknown(month, ("reason_main",), (code,), at): 1}
            parts: Row = {self.unknown(month, ("reason",), (sub,), at): 1 for sub in subs}
            yield _less(main, parts), True
        asked: Row = {
            self.unknown(month, ("stage",), (code,), at): 1 for code in ("queue", "counsellor")
        }
        yield _less(asked, self.cells(month, self.catalogue.dimensions["wait"], at)), False

    def crossed(
        self, names: tuple[str, ...], period: Period, at: int
    ) -> Iterator[tuple[Row, bool]]:
        """Yield how a crossed table adds up to smaller ones."""
        dimensions = tuple(self.catalogue.dimensions[name] for name in names)
        for n, left_out in enumerate(dimensions):
            rest = (*dimensions[:n], *dimensions[n + 1 :])
            if len(rest) > 1 and tuple(d.name for d in rest) not in self.catalogue.crossed:
                continue
            for codes in itertools.product(*(d.codes for d in rest)):
                inner: Row = {
                    self.unknown(str(period), names, (*codes[:n], code, *codes[n:]), at): 1
                    for code in left_out.codes
                }
                alone = {d.name: (code,) for d, code in zip(rest, codes, strict=True)}
                whole = self.total(period, alone, at)
                if left_out.several:
                    for cell in inner:
                        yield _less(whole, {cell: 1}), False
                else:
                    yield _less(whole, inner), not left_out.partial

    def unknown(self, period: str, names: tuple[str, ...], codes: tuple[str, ...], at: int) -> int:
        since = self.since(period, at)
        name = (period, names, codes, since)
        if name in self.names:
            return self.names[name]
        place = self.names[name] = len(self.names)
        if since and self.only_added:
            before = self.unknown(period, names, codes, since - 1)
            self.rows.append(({place: 1, before: -1}, 0, MANY))
        return place

    def cells(self, period: str, dimension: Dimension, at: int) -> Row:
        return {
            self.unknown(period, (dimension.name,), (code,), at): 1.0 for code in dimension.codes
        }

    def total(self, period: Period, codes: Mapping[str, tuple[str, ...]], at: int) -> Row:
        """Return the sum of unknowns that a figure is."""
        names = tuple(codes)
        step = {0: 1, 1: 1, 2: 3, 3: 12}[len(names)]
        periods = [str(p) for p in _parts(period, step)]
        return {
            self.unknown(part, names, cell, at): 1.0
            for part in periods
            for cell in itertools.product(*codes.values())
        }

    def hears(self, claims: Iterable[Claim]) -> None:
        """Take in published figures, and want to know each of them and how far it moved."""
        for claim in claims:
            told = [self.total(claim.period, claim.codes, at) for at in range(claim.at + 1)]
            moved = [_less(now, before) for before, now in itertools.pairwise(told)]
            self.rows.append((told[-1], claim.least, claim.most))
            self.wanted += [*told, *filter(None, moved)]

    def truth(self, counted: Sequence[Counters]) -> np.ndarray:
        """Return the true counts in the order of the unknowns, given them after each change."""
        true = np.zeros(len(self.names))
        for (period, names, codes, since), place in self.names.items():
            name = f"{'+'.join(names)}:{'+'.join(codes)}" if names else "contacts"
            months = Period.parse(period).months
            true[place] = sum(counted[since][month].get(name, 0) for month in months)
        return true

    def recovered(self, *counted: Counters) -> Iterator[tuple[str, int]]:
        """Yield what can be pinned of counts and of changes of 1 to 9, with what it is pinned to.

        Args:
            counted: the true counts: the first ones, and those after each change.
        """
        true = self.truth(counted)
        matrix, least, most = self._system()
        found = matrix @ true
        assert ((found >= least) & (found <= most)).all(), "the attacker believes what is not so"
        rows = list({frozenset(row.items()): row for row in self.wanted}.values())
        targets = _matrix(rows, len(self.names))
        values = targets @ true
        left = np.flatnonzero((np.abs(values) >= 1) & (np.abs(values) <= 9))
        solve = _Solver(matrix, least, most)
        for goal in _goals(targets, values, left):
            left = _same(solve(goal), targets, values, left)
        while len(left):
            one, goal = left[0], targets[[left[0]]].toarray()[0]
            for sign in (1, -1):
                left = _same(solve(goal * sign), targets, values, left)
                if one not in left:
                    break
            else:
                left = left[1:]
                yield self._named(rows[one]), round(float(values[one]))

    def _named(self, row: Row) -> str:
        names = list(self.names)
        return " ".join(f"{factor:+.0f} {names[place]}" for place, factor in row.items())

    def _system(self) -> tuple[csr_array, np.ndarray, np.ndarray]:
        rows = [row for row, _, _ in self.rows]
        least = np.array([low for _, low, _ in self.rows], dtype=float)
        most = np.array([high for _, _, high in self.rows], dtype=float)
        return _matrix(rows, len(self.names)), least, most


def _goals(targets: csr_array, values: np.ndarray, left: np.ndarray) -> Iterator[np.ndarray]:
    """Yield goals that pull many hidden counts away from what they are at once."""
    chance = np.random.default_rng(1)
    away = np.where(values[left] >= 5, 1.0, -1.0)
    for signs in (away, -away, *(chance.choice([-1.0, 1.0], len(left)) for _ in range(4))):
        yield targets[left].T @ signs


def _same(
    other: np.ndarray, targets: csr_array, values: np.ndarray, left: np.ndarray
) -> np.ndarray:
    """Return which of the targets have in other counts the value they have in truth."""
    same: np.ndarray = left[np.abs(targets[left] @ other - values[left]) < 0.5]
    return same


class _Solver:
    def __init__(self, matrix: csr_array, least: np.ndarray, most: np.ndarray) -> None:
        self._constraint = LinearConstraint(matrix, least, most)
        self._count = matrix.shape[1]

    def __call__(self, goal: np.ndarray) -> np.ndarray:
        """Return whole counts that fit everything published and make the goal small."""
        result = milp(
            goal,
            constraints=self._constraint,
            integrality=np.ones(self._count),
            bounds=Bounds(0, MANY),
            options={"mip_rel_gap": 10, "time_limit": 60},
        )
        assert result.x is not None, result.message
        counts: np.ndarray = np.round(result.x)
        return counts


def _matrix(rows: list[Row], columns: int) -> csr_array:
    places = [place for row in rows for place in row]
    values = [value for row in rows for value in row.values()]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    return csr_array((values, places, starts), shape=(len(rows), columns))


def _less(row: Row, other: Row) -> Row:
    """Return the row less the other, without what cancels out."""
    less = dict(row)
    for place, factor in other.items():
        less[place] = less.get(place, 0) - factor
    return {place: factor for place, factor in less.items() if factor}


def _parts(period: Period, months: int) -> list[Period]:
    if period.length <= months:
        return [period]
    return [part for inner in period.parts for part in _parts(inner, months)]
