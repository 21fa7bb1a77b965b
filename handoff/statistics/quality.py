"""How the service does in the month that runs, for the helpline's own supervisors.

Live, and therefore only in ranges wide enough that looking twice tells of no single contact. Never
published: editions are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from handoff.statistics.catalogue import Catalogue
from handoff.statistics.counters import CONTACTS, counter

MEASURES = ("stage", "wait", "length", "hour", "felt", "outcome")
"""Abandonment by stage, waiting, length, load by hour, whether children felt better, outcomes."""
_STEPS = (0, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True)
class Range:
    """A count that is at least `least` and less than `below`; None where there is no end."""

    least: int
    below: int | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: for each of its codes, about how many contacts."""

    dimension: str
    counts: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything a supervisor sees of a running month."""

    contacts: Range
    measures: tuple[Measure, ...]


def quality_of(catalogue: Catalogue, counters: Mapping[str, int]) -> Quality:
    """Return the measures of a month from its counters."""
    return Quality(
        range_of(counters.get(CONTACTS, 0)),
        tuple(
            Measure(
                name,
                {
                    code: range_of(counters.get(counter((name,), (code,)), 0))
                    for code in catalogue.dimensions[name].codes
                },
            )
            for name in MEASURES
        ),
    )


def range_of(count: int) -> Range:
    """Return the range a count is in."""
    number = sum(step <= count for step in _STEPS)
    return Range(_STEPS[number - 1], _STEPS[number] if number < len(_STEPS) else None)
