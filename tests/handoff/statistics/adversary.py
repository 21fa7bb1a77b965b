"""An attacker with every edition, the catalogue, the rules and an integer programme.

It knows nothing of how editions are made safe beyond the published rules, and shares no code with
what makes them: its equations are its own. What it can pin to one value, it has recovered.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from handoff.statistics.catalogue import Catalogue, Dimension
from handoff.statistics.period import Period

type Name = tuple[str, tuple[str, ...], tuple[str, ...]]
"""An unknown: a period, dimensions, codes."""
type Row = dict[int, float]

MANY = 10**6
CONTACTS: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(frozen=True)
class Claim:
    """What one published figure says: codes by dimension (a set of each), between two counts."""

    period: Period
    codes: Mapping[str, tuple[str, ...]]
    least: int
    most: int


@dataclass
class Attack:
    """One year as the attacker sees it."""

    catalogue: Catalogue
    year: Period
    names: dict[Name, int] = field(default_factory=dict)
    rows: list[tuple[Row, float, float]] = field(default_factory=list)
    hidden: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Write down everything that holds whatever the counts are."""
        dimensions = self.catalogue.dimensions.values()
        for month in self.year.months:
            contacts = self.unknown(month, *CONTACTS)
            for dimension in dimensions:
                cells = self.cells(month, (dimension,))
                if not dimension.several:
                    self.holds(cells, {contacts: 1}, exactly=not dimension.partial)
                for cell in cells if dimension.several else ():
                    self.holds({cell: 1}, {contacts: 1}, exactly=False)
            for code in self.catalogue.dimensions["reason_main"].codes:
                subs = [
                    sub
                    for sub in self.catalogue.dimensions["reason"].codes
                    if sub.split(".")[0] == code
                ]
                main = self.unknown(month, ("reason_main",), (code,))
                self.holds({self.unknown(month, ("reason",), (sub,)): 1 for sub in subs}, {main: 1})
            asked = {
                self.unknown(month, ("stage",), (code,)): 1.0 for code in ("queue", "counsellor")
            }
            self.holds(
                self.cells(month, (self.catalogue.dimensions["wait"],)), asked, exactly=False
            )
        for names in self.catalogue.crossed:
            self.cross(names)

    def cross(self, names: tuple[str, ...]) -> None:
        """Write down how a crossed table adds up to smaller ones."""
        dimensions = tuple(self.catalogue.dimensions[name] for name in names)
        for period in self.year.parts if len(names) == 2 else (self.year,):
            for n, left_out in enumerate(dimensions):
                rest = (*dimensions[:n], *dimensions[n + 1 :])
                if len(rest) > 1 and tuple(d.name for d in rest) not in self.catalogue.crossed:
                    continue
                for codes in itertools.product(*(d.codes for d in rest)):
                    inner = {
                        self.unknown(str(period), names, (*codes[:n], code, *codes[n:])): 1.0
                        for code in left_out.codes
                    }
                    whole = self.total(
                        period,
                        dict(zip([d.name for d in rest], [(c,) for c in codes], strict=True)),
                    )
                    if left_out.several:
                        for cell in inner:
                            self.holds({cell: 1}, whole, exactly=False)
                    else:
                        self.holds(inner, whole, exactly=not left_out.partial)

    def unknown(self, period: str, names: tuple[str, ...], codes: tuple[str, ...]) -> int:
        return self.names.setdefault((period, names, codes), len(self.names))

    def cells(self, period: str, dimensions: tuple[Dimension, ...]) -> Row:
        names = tuple(d.name for d in dimensions)
        return {
            self.unknown(period, names, codes): 1.0
            for codes in itertools.product(*(d.codes for d in dimensions))
        }

    def total(self, period: Period, codes: Mapping[str, tuple[str, ...]]) -> Row:
        """Return the sum of unknowns that a figure is."""
        names = tuple(codes)
        step = {0: 1, 1: 1, 2: 3, 3: 12}[len(names)]
        periods = [str(p) for p in _parts(period, step)]
        return {
            self.unknown(part, names, cell): 1.0
            for part in periods
            for cell in itertools.product(*codes.values())
        }

    def holds(self, parts: Row, whole: Row, *, exactly: bool = True) -> None:
        row = dict(whole)
        for name, factor in parts.items():
            row[name] = row.get(name, 0) - factor
        self.rows.append((row, 0, 0 if exactly else MANY))

    def hears(self, claims: Iterable[Claim]) -> None:
        """Take in published figures."""
        for claim in claims:
            row = self.total(claim.period, claim.codes)
            self.rows.append((row, claim.least, claim.most))
            if claim.most < 10:
                self.hidden.append(row)

    def truth(self, counters: Mapping[str, Mapping[str, int]]) -> np.ndarray:
        """Return the true counts in the order of the unknowns."""
        true = np.zeros(len(self.names))
        for (period, names, codes), place in self.names.items():
            name = f"{'+'.join(names)}:{'+'.join(codes)}" if names else "contacts"
            months = Period.parse(period).months
            true[place] = sum(counters[month].get(name, 0) for month in months)
        return true

    def recovered(self, counters: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, int]]:
        """Yield what can be pinned of the hidden counts of 1 to 9, with the count it is pinned to."""
        true = self.truth(counters)
        matrix, least, most = self._system()
        found = matrix @ true
        assert ((found >= least) & (found <= most)).all(), "the attacker believes what is not so"
        rows = list({frozenset(row): row for row in self.hidden}.values())
        targets = _matrix(rows, len(self.names))
        values = targets @ true
        left = np.flatnonzero((values >= 1) & (values <= 9))
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
                yield str(one), round(float(values[one]))

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


def _parts(period: Period, months: int) -> list[Period]:
    if period.length <= months:
        return [period]
    return [part for inner in period.parts for part in _parts(inner, months)]
