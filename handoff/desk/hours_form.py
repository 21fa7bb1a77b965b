"""The form of opening hours: from hours to fields and back, and which fields are wrong.

Pure but for the words it is given. What was typed is shown again as it was, right or wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from bot.hours import Holiday, OpeningHours, Span, read_spans, write_spans
from bot.service import DAYS
from handoff.desk.closing import Fields

MOST_HOLIDAYS = 60
_LONGEST_NAME = 60
_BLANK_ROWS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One holiday as it stands in the form."""

    date: str = ""
    th: str = ""
    en: str = ""
    hours: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed; a row without anything is no holiday."""
        return not (self.date or self.th or self.en or self.hours)


@dataclass(frozen=True, slots=True)
class HoursForm:
    """The form as it stands: texts, whatever they are worth.

    Attributes:
        week: what is typed for each day, by its short name.
    """

    week: Mapping[str, str]
    rows: tuple[Row, ...]
    always: bool = False

    @classmethod
    def of(cls, hours: OpeningHours, today: date) -> "HoursForm":
        """Return the form of hours; holidays that are over are left out, and so they go."""
        coming = sorted(day for day in hours.holidays if day >= today)
        rows = (_row(day, hours.holidays[day]) for day in coming)
        week = {name: write_spans(hours.week.get(day, ())) for day, name in enumerate(DAYS)}
        return cls(week, _with_blanks(rows), hours.always)

    @classmethod
    def sent(cls, fields: Fields) -> "HoursForm":
        """Return the form as it was posted."""
        columns = (fields.getall(name, []) for name in ("date", "th", "en", "hours"))
        rows = (Row(*(text.strip() for text in row)) for row in zip_longest(*columns, fillvalue=""))
        week = {name: fields.get(f"day_{name}", "").strip() for name in DAYS}
        filled = (row for row in rows if not row.is_blank)
        return cls(week, _with_blanks(filled), fields.get("always", "") == "1")

    def read(self, today: date) -> tuple[OpeningHours, Mapping[str, str]]:
        """Return the hours, and what is wrong by field; then the hours are not to be used.

        A fault is the last part of the id of its words (`desk.rules.wrong.…`).
        """
        wrong: dict[str, str] = {}
        week = {
            day: spans
            for day, name in enumerate(DAYS)
            if (spans := _spans(self.week[name], f"day_{name}", wrong))
        }
        holidays: dict[date, Holiday] = {}
        for number, row in enumerate(self.rows):
            day = None if row.is_blank else _day(row, number, today, wrong)
            if day is None:
                continue
            if day in holidays:
                wrong[f"date_{number}"] = "twice"
            holidays[day] = _holiday(row, number, wrong)
        if len(holidays) > MOST_HOLIDAYS:
            wrong["holidays"] = "many"
        return OpeningHours(week, holidays, self.always), wrong


def changed(before: OpeningHours, after: OpeningHours) -> list[str]:
    """Return what differs: days by their short names, holidays by their dates."""
    days = [
        name for day, name in enumerate(DAYS) if before.week.get(day, ()) != after.week.get(day, ())
    ]
    dates = sorted(
        day
        for day in before.holidays.keys() | after.holidays.keys()
        if before.holidays.get(day) != after.holidays.get(day)
    )
    always = ["always"] if before.always is not after.always else []
    return [*always, *days, *(day.isoformat() for day in dates)]


def _with_blanks(rows: Iterator[Row]) -> tuple[Row, ...]:
    return (*rows, *[Row()] * _BLANK_ROWS)


def _row(day: date, holiday: Holiday) -> Row:
    name = holiday.name
    return Row(day.isoformat(), name["th"], name["en"], write_spans(holiday.spans))


def _spans(text: str, name: str, wrong: dict[str, str]) -> tuple[Span, ...]:
    try:
        return read_spans(text)
    except ValueError as error:
        wrong[name] = str(error)
        return ()


def _day(row: Row, number: int, today: date, wrong: dict[str, str]) -> date | None:
    try:
        day = date.fromisoformat(row.date)
    except ValueError:
        wrong[f"date_{number}"] = "date"
        return None
    if day < today:
        wrong[f"date_{number}"] = "past"
    return day


def _holiday(row: Row, number: int, wrong: dict[str, str]) -> Holiday:
    for language, name in (("th", row.th), ("en", row.en)):
        if not name or len(name) > _LONGEST_NAME or set(name) & set("{}\n"):
            wrong[f"{language}_{number}"] = "name"
    spans = _spans(row.hours, f"hours_{number}", wrong)
    return Holiday({"th": row.th, "en": row.en}, spans)
