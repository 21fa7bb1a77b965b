"""The form of opening hours: there and back, and what is wrong beside its field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict, MultiDictProxy

from bot.hours import Holiday, OpeningHours, read_spans
from handoff.desk.hours_form import MOST_HOLIDAYS, HoursForm, Row, changed

TODAY = date(2026, 12, 2)
HOURS = OpeningHours(
    {0: read_spans("9-12, 16-22"), 4: read_spans("20-2")},
    {date(2026, 12, 5): Holiday({"th": "วันพ่อ", "en": "Father's Day"}, read_spans("10-12"))},
)


def posted(*rows: Row, **week: str) -> HoursForm:
    """Return the form as a browser would post it."""
    fields = MultiDict({f"day_{day}": text for day, text in week.items()})
    for row in rows:
        fields.extend({"date": row.date, "th": row.th, "en": row.en, "hours": row.hours})
    return HoursForm.sent(MultiDictProxy(fields))


def test_what_is_shown_and_posted_unchanged_is_the_same() -> None:
    shown = HoursForm.of(HOURS, TODAY)
    assert posted(*shown.rows, **shown.week).read(TODAY) == (HOURS, {})


def test_a_day_that_is_over_is_not_shown_again() -> None:
    shown = HoursForm.of(HOURS, date(2026, 12, 6))
    assert all(row.is_blank for row in shown.rows)
    assert len(shown.rows) > 0


@given(st.dictionaries(st.sampled_from(["mon", "sun"]), st.text(max_size=20)), st.text())
def test_whatever_is_typed_is_shown_again(week: dict[str, str], name: str) -> None:
    sent = posted(Row(th=name, date="x"), **week)
    assert all(sent.week[day] == text.strip() for day, text in week.items())
    assert sent.rows[0].th == name.strip()


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (Row("soon", "ก", "a"), {"date_0": "date"}),
        (Row("", "ก", "a"), {"date_0": "date"}),
        (Row("2026-12-01", "ก", "a"), {"date_0": "past"}),
        (Row("2026-12-05", "ก", ""), {"en_0": "name"}),
        (Row("2026-12-05", "", "a"), {"th_0": "name"}),
        (Row("2026-12-05", "ก", "{count}"), {"en_0": "name"}),
        (Row("2026-12-05", "ก", "a" * 61), {"en_0": "name"}),
        (Row("2026-12-05", "ก", "a", "ten"), {"hours_0": "span"}),
        (Row("2026-12-05", "ก", "a", "9-12, 10-11"), {"hours_0": "overlap"}),
    ],
)
def test_a_wrong_holiday_is_told_beside_its_field(row: Row, wrong: dict[str, str]) -> None:
    assert posted(row).read(TODAY)[1] == wrong


def test_a_wrong_day_is_told_beside_its_field() -> None:
    assert posted(mon="9-12", tue="late", wed="9-12, 11-13").read(TODAY)[1] == {
        "day_tue": "span",
        "day_wed": "overlap",
    }


def test_a_date_stands_once() -> None:
    row = Row("2026-12-05", "ก", "a")
    assert posted(row, row).read(TODAY)[1] == {"date_1": "twice"}


def test_there_are_not_endless_holidays() -> None:
    rows = [Row(f"{2027 + number}-01-01", "ก", "a") for number in range(MOST_HOLIDAYS + 1)]
    assert posted(*rows).read(TODAY)[1] == {"holidays": "many"}


def test_what_differs_is_named() -> None:
    other = OpeningHours({0: read_spans("9-12"), 4: read_spans("20-2")}, always=True)
    assert changed(HOURS, other) == ["always", "mon", "2026-12-05"]
    assert changed(HOURS, HOURS) == []
