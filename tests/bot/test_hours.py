"""Opening hours: when counsellors come next, over days, nights and holidays."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import OpeningHours
from errors import InvalidContent

BANGKOK = timezone(timedelta(hours=7))
EVENINGS = """
week: {mon: "16:00-22:00", wed: "20:00-02:00", sun: "10:00-12:00"}
holidays: [{date: 2026-12-07, th: วันหยุด, en: A holiday}]
"""


@pytest.fixture
def hours(tmp_path: Path) -> OpeningHours:
    path = tmp_path / "hours.yml"
    path.write_text(EVENINGS, encoding="utf-8")
    return OpeningHours.load(path)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of December 2026; the 2nd is a Wednesday."""
    return datetime(2026, 12, day, hour, minute, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(2, 9), at(2, 20)),
        (at(2, 21), None),
        (at(3, 1, 59), None),
        (at(3, 2), at(6, 10)),
        (at(6, 12), at(9, 20)),  # Monday the 7th is a holiday
        (at(14, 15, 59), at(14, 16)),
    ],
)
def test_the_next_opening_is_found(
    hours: OpeningHours, now: datetime, opens: datetime | None
) -> None:
    assert hours.next_opening(now) == opens


@given(st.datetimes(timezones=st.just(BANGKOK)))
def test_where_nothing_is_written_nothing_is_told(now: datetime) -> None:
    assert OpeningHours({}).next_opening(now) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("week: {}", "week and holidays are expected"),
        ("{week: {mo: '10:00-12:00'}, holidays: []}", "'mo' is none of"),
        ("{week: {mon: '10-12'}, holidays: []}", "mon: a span"),
        ("{week: {}, holidays: [{date: soon, th: ก, en: a}]}", "a date"),
        ("{week: {}, holidays: [{date: 2026-12-07, en: a}]}", "no text in th"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "hours.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidContent, match=reason):
        OpeningHours.load(path)
