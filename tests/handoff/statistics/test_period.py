"""Calendar periods, and nothing but them."""

from datetime import date

import pytest

from errors import Refused
from handoff.statistics.period import Kind, Period


@pytest.mark.parametrize(
    ("name", "kind", "months", "last"),
    [
        ("2026-02", Kind.MONTH, 1, date(2026, 2, 28)),
        ("2026-Q4", Kind.QUARTER, 3, date(2026, 12, 31)),
        ("2028", Kind.YEAR, 12, date(2028, 12, 31)),
    ],
)
def test_a_period_knows_its_months_and_its_end(
    name: str, kind: Kind, months: int, last: date
) -> None:
    period = Period.parse(name)
    assert (str(period), period.kind, period.last_day) == (name, kind, last)
    assert len(period.months) == months


@pytest.mark.parametrize(
    "name", ["", "2026-13", "2026-00", "2026-Q5", "2026-1", "last week", "0000"]
)
def test_what_is_no_period_is_refused_with_what_would_be(name: str) -> None:
    with pytest.raises(Refused, match="2026-10"):
        Period.parse(name)


def test_periods_hold_each_other() -> None:
    year = Period.parse("2026")
    assert [str(part) for part in year.parts] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert [str(part) for part in year.parts[3].parts] == ["2026-10", "2026-11", "2026-12"]
    assert all(part.whole == year for part in year.parts)
    assert year.whole is None
    assert year.parts[0].parts[0].parts == ()
