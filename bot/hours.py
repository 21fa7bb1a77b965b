"""When counsellors are there, as it was written down, and when next.

It tells nothing where nothing is written; whether anybody is on duty now is not its business.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.language import Language
from bot.service import DAYS
from bot.words import pair, read_yaml
from errors import InvalidContent

Span = tuple[time, time]
"""Opening and closing; closing before opening, or at the same time, is on the next day."""

_AHEAD = 7
_CLOCK = r"([01]?\d|2[0-4])(?:[:.]([0-5]\d))?"
_SPAN = re.compile(rf"{_CLOCK}\s*[-\u2013\u2014]\s*{_CLOCK}")
_MIDNIGHT = 24


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that is not like others of its weekday; without spans nobody comes."""

    name: Mapping[Language, str]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Opening and closing by day of the week (0 is Monday), and the days that differ."""

    week: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    holidays: Mapping[date, Holiday] = field(default_factory=dict)
    always: bool = False

    @classmethod
    def load(cls, path: Path) -> "OpeningHours":
        """Read `{week: {mon: "16:00-22:00", ...}, holidays: [{date, th, en, hours}, ...]}`.

        A day may have several spans, with commas between them. `always: true` stands for day and
        night. A holiday without `hours` is a day on which nobody comes.

        Raises:
            InvalidContent: the form is wrong, or a holiday stands in one language only.
        """
        entries = read_yaml(path)
        week, holidays = entries.get("week"), entries.get("holidays")
        if not isinstance(week, dict) or not isinstance(holidays, list):
            raise InvalidContent(f"{path.name}: week and holidays are expected")
        return cls(
            {
                _day(path, day): _spans(f"{path.name}: week: {day}", text)
                for day, text in week.items()
            },
            dict(_holiday(path, entry) for entry in holidays),
            entries.get("always") is True,
        )

    def is_open(self, at: datetime) -> bool:
        """Say whether counsellors are there by what is written."""
        yesterday = at.date() - timedelta(days=1)
        return self.always or any(
            begin <= at < end
            for day in (yesterday, at.date())
            for begin, end in self._spans_of(day, at)
        )

    def next_opening(self, at: datetime) -> datetime | None:
        """Return when counsellors come next, within a week; None when open now or not written."""
        if self.is_open(at):
            return None
        days = (at.date() + timedelta(days=ahead) for ahead in range(_AHEAD + 1))
        begins = (begin for day in days for begin, _ in self._spans_of(day, at))
        return next((begin for begin in begins if begin > at), None)

    def next_change(self, at: datetime) -> datetime | None:
        """Return when next they come or go, within a week; None when neither is written."""
        days = (at.date() + timedelta(days=ahead) for ahead in range(-1, _AHEAD + 1))
        edges = sorted(edge for day in days for span in self._spans_of(day, at) for edge in span)
        now = self.is_open(at)
        return next((edge for edge in edges if edge > at and self.is_open(edge) is not now), None)

    def closed_for(self, at: datetime) -> Holiday | None:
        """Return the holiday for which nobody comes today, if it is one; none while still open."""
        holiday = self.holidays.get(at.date())
        return holiday if holiday and not holiday.spans and not self.is_open(at) else None

    def _spans_of(self, day: date, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield from when until when somebody is there, in the zone of a moment."""
        holiday = self.holidays.get(day)
        for since, until in holiday.spans if holiday else self.week.get(day.weekday(), ()):
            begin = datetime.combine(day, since, at.tzinfo)
            end = datetime.combine(day, until, at.tzinfo)
            yield begin, end if end > begin else end + timedelta(days=1)


def read_spans(text: str) -> tuple[Span, ...]:
    """Read `09:00-12:00, 20:00-02:00`, as people write it (`9-12, 20.00–2`), in order.

    Raises:
        ValueError: it is nothing of that kind (`span`), or spans of the day overlap (`overlap`).
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    spans = sorted(_span(part) for part in parts)
    for (since, until), (following, _) in pairwise(spans):
        if until <= since or following < until:
            raise ValueError("overlap")
    return tuple(spans)


def write_spans(spans: Sequence[Span]) -> str:
    """Return spans as `read_spans` reads them."""
    return ", ".join(f"{since:%H:%M}-{until:%H:%M}" for since, until in spans)


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError("span")
    since, until = _time(*match.group(1, 2)), _time(*match.group(3, 4))
    return since, until


def _time(hour: str, minute: str | None) -> time:
    """Return a time of the day; 24:00 is midnight."""
    if int(hour) == _MIDNIGHT and int(minute or 0):
        raise ValueError("span")
    return time(int(hour) % _MIDNIGHT, int(minute or 0))


def _spans(where: str, text: object) -> tuple[Span, ...]:
    try:
        spans = read_spans(text) if isinstance(text, str) else ()
    except ValueError:
        spans = ()
    if not spans:
        raise InvalidContent(f'{where}: spans such as "09:00-12:00, 16:00-22:00" are expected')
    return spans


def _day(path: Path, day: object) -> int:
    if day not in DAYS:
        raise InvalidContent(f"{path.name}: week: {day!r} is none of {', '.join(DAYS)}")
    return DAYS.index(str(day))


def _holiday(path: Path, entry: Any) -> tuple[date, Holiday]:  # noqa: ANN401 - as in the file
    if not isinstance(entry, dict) or type(entry.get("date")) is not date:
        raise InvalidContent(f"{path.name}: holidays: a date, th and en are expected")
    where = f"{path.name}: holidays: {entry['date']}"
    spans = _spans(where, entry["hours"]) if "hours" in entry else ()
    return entry["date"], Holiday(pair(where, entry), spans)
