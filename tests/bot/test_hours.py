"""Opening hours: when counsellors come next, over days, nights and holidays."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import Holiday, OpeningHours, Span, read_spans, write_spans
from errors import InvalidContent

BANGKOK = timezone(timedelta(hours=7))
EVENINGS = """
week: {mon: "16:00-22:00", wed: "20:00-02:00", fri: "08:00-09:00, 20:00-21:00", sun: "10:00-12:00"}
holidays:
  - {date: 2026-12-07, th: วันหยุด, en: A holiday}
  - {date: 2026-12-08, th: วันพิเศษ, en: A special day, hours: "13:00-14:00"}
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
        (at(3, 2), at(4, 8)),
        (at(4, 8, 30), None),
        (at(4, 9), at(4, 20)),
        (at(4, 21), at(6, 10)),
        (at(6, 12), at(8, 13)),  # Monday the 7th is a holiday, the 8th has hours of its own
        (at(8, 14), at(9, 20)),
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
        ("{week: {mon: '10 to 12'}, holidays: []}", "mon: spans"),
        ("{week: {mon: '10-12, 11-13'}, holidays: []}", "mon: spans"),
        ("{week: {mon: 10}, holidays: []}", "mon: spans"),
        ("{week: {}, holidays: [{date: 2026-12-07, th: ก, en: a, hours: x}]}", "07: spans"),
        ("{week: {}, holidays: [{date: soon, th: ก, en: a}]}", "a date"),
        ("{week: {}, holidays: [{date: 2026-12-07, en: a}]}", "no text in th"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "hours.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidContent, match=reason):
        OpeningHours.load(path)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("", ""),
        ("9-12", "09:00-12:00"),
        ("16.00–22.00", "16:00-22:00"),
        ("20:00 - 2:00, 9:00-12:30", "09:00-12:30, 20:00-02:00"),
        ("18-24", "18:00-00:00"),
        ("0-24", "00:00-00:00"),
    ],
)
def test_spans_are_read_as_people_write_them(typed: str, means: str) -> None:
    assert write_spans(read_spans(typed)) == means


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("ten to twelve", "span"),
        ("10", "span"),
        ("25-26", "span"),
        ("20-24:30", "span"),
        ("9-12, 11-13", "overlap"),
        ("20-2, 21-22", "overlap"),
        ("9-9, 10-11", "overlap"),
    ],
)
def test_what_is_no_span_is_told(typed: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_spans(typed)


times = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(st.tuples(times, times))
def test_what_is_written_is_read_again(span: Span) -> None:
    assert read_spans(write_spans((span,))) == (span,)


def test_day_and_night_never_opens_and_never_ends() -> None:
    always = OpeningHours(always=True)
    assert always.is_open(at(2, 3))
    assert always.next_opening(at(2, 3)) is None
    assert always.next_change(at(2, 3)) is None


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (at(2, 9), at(2, 20)),
        (at(2, 21), at(3, 2)),
        (at(3, 1), at(3, 2)),
        (at(6, 12), at(8, 13)),
    ],
)
def test_the_next_change_is_found(hours: OpeningHours, now: datetime, changes: datetime) -> None:
    assert hours.next_change(now) == changes


def test_spans_that_meet_at_midnight_are_one() -> None:
    evening, morning = read_spans("20-24"), read_spans("0-2")
    hours = OpeningHours({2: evening, 3: morning})
    assert hours.next_change(at(2, 21)) == at(3, 2)


def test_a_holiday_without_hours_is_why_nobody_comes(hours: OpeningHours) -> None:
    holiday = hours.closed_for(at(7, 9))
    assert holiday == Holiday({"th": "วันหยุด", "en": "A holiday"})
    assert hours.closed_for(at(8, 9)) is None
    assert hours.closed_for(at(9, 9)) is None


def test_while_the_night_before_lasts_it_is_no_holiday_yet() -> None:
    night = OpeningHours(
        {2: read_spans("20-2")}, {at(3, 0).date(): Holiday({"th": "ก", "en": "a"})}
    )
    assert night.closed_for(at(3, 1)) is None
    assert night.closed_for(at(3, 2)) is not None
