"""When counsellors are there, as the operator wrote it, and when next.

It tells nothing where nothing is written; whether anybody is on duty now is not its business.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.service import DAYS
from bot.words import pair, read_yaml
from errors import InvalidContent

_AHEAD = 7
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Opening and closing by day of the week (0 is Monday), and days on which nobody comes.

    A closing time before the opening one, or equal to it, is on the next day.
    """

    week: Mapping[int, tuple[time, time]]
    holidays: frozenset[date] = frozenset()

    @classmethod
    def load(cls, path: Path) -> "OpeningHours":
        """Read `{week: {mon: "16:00-22:00", ...}, holidays: [{date, th, en}, ...]}`.

        Raises:
            InvalidContent: the form is wrong, or a holiday stands in one language only.
        """
        entries = read_yaml(path)
        week, holidays = entries.get("week"), entries.get("holidays")
        if not isinstance(week, dict) or not isinstance(holidays, list):
            raise InvalidContent(f"{path.name}: week and holidays are expected")
        return cls(
            {_day(path, day): _span(path, day, span) for day, span in week.items()},
            frozenset(_holiday(path, entry) for entry in holidays),
        )

    def next_opening(self, at: datetime) -> datetime | None:
        """Return when counsellors come next, within a week; None when open now or not written."""
        if self._open(at):
            return None
        for ahead in range(_AHEAD + 1):
            day = (at + timedelta(days=ahead)).date()
            span = self._on(day)
            if span and (begin := datetime.combine(day, span[0], at.tzinfo)) > at:
                return begin
        return None

    def _open(self, at: datetime) -> bool:
        for day in (at.date(), at.date() - timedelta(days=1)):
            span = self._on(day)
            if span is None:
                continue
            begin = datetime.combine(day, span[0], at.tzinfo)
            end = datetime.combine(day, span[1], at.tzinfo)
            if begin <= at < (end if end > begin else end + timedelta(days=1)):
                return True
        return False

    def _on(self, day: date) -> tuple[time, time] | None:
        return None if day in self.holidays else self.week.get(day.weekday())


def _day(path: Path, day: object) -> int:
    if day not in DAYS:
        raise InvalidContent(f"{path.name}: week: {day!r} is none of {', '.join(DAYS)}")
    return DAYS.index(str(day))


def _span(path: Path, day: object, span: object) -> tuple[time, time]:
    match = _SPAN.fullmatch(str(span))
    if match is None:
        raise InvalidContent(f'{path.name}: week: {day}: a span such as "16:00-22:00" is expected')
    hours = [int(part) for part in match.groups()]
    return time(hours[0], hours[1]), time(hours[2], hours[3])


def _holiday(path: Path, entry: Any) -> date:  # noqa: ANN401 - as it stands in the file
    if not isinstance(entry, dict) or type(entry.get("date")) is not date:
        raise InvalidContent(f"{path.name}: holidays: a date, th and en are expected")
    pair(f"{path.name}: holidays: {entry['date']}", entry)
    day: date = entry["date"]
    return day
