"""One help service: what it is, how to reach it, when it is open and what it learns about a child.

Read from one YAML entry and checked in full; a service is never half right. It does not decide
whether a child may be shown it: that is the directory's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from bot.intents import INTENTS
from bot.language import Language
from bot.words import pair
from errors import InvalidContent

Text = Mapping[Language, str]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DIALABLE = re.compile(
    r"1\d{2,3}|0\d-?\d{3}-?\d{4}|0\d{2}-?\d{3}-?\d{3,4}|\+\d{1,3}(?: \d{1,4}){2,4}", re.ASCII
)
"""Thai short numbers, land lines and mobiles, and the international form with its spaces."""

_KEYS = frozenset(
    {
        *("name", "description", "phone", "press", "also", "line", "url", "place", "hours"),
        *("languages", "ages", "regions", "free", "learns", "unconfirmed", "emergency"),
        *("first_line", "rank", "topics", "source_url", "source_item", "source_date"),
        *("verified_on", "verified_by", "status"),
    }
)
_CHANNELS = ("phone", "line", "url", "place")
_FACTS = frozenset({*_CHANNELS, "hours", "languages", "ages", "free", "learns", "running"})


class Status(StrEnum):
    """Whether somebody has tried it: only a confirmed one is known to lead to help.

    `published` is what a page said that was read (`source_url`); nobody has called it through.
    """

    CONFIRMED = "confirmed"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Window:
    """Days and times of opening; `until` 00:00 is midnight, one before `since` is the next day."""

    days: frozenset[int]
    since: time
    until: time

    def holds(self, at: datetime) -> bool:
        """Say whether this moment is inside; days count from Monday, 0."""
        now, today = at.time(), at.weekday() in self.days
        if self.since < self.until:
            return today and self.since <= now < self.until
        yesterday = (at.weekday() - 1) % 7 in self.days
        return (today and now >= self.since) or (yesterday and now < self.until)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a service is open, in words and, where it is known, in windows.

    Attributes:
        always: day and night, every day.
        windows: empty when the hours are not known; then it never counts as open now.
    """

    words: Text
    always: bool = False
    windows: tuple[Window, ...] = ()

    def holds(self, at: datetime) -> bool:
        """Say whether it is open for certain at this moment of Thai time."""
        return self.always or any(window.holds(at) for window in self.windows)


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of the directory.

    Attributes:
        phone: as it is written for a child, with its dashes.
        press: digits to press after the call connects.
        also: further numbers of the same service, not shown.
        place: where to go, in words, when it is reached in no other way.
        ages: youngest and oldest; None where there is no limit, or none is known.
        regions: codes of the regions it serves; empty for the whole country.
        free: None where nobody has confirmed it.
        learns: what it learns about who calls; anonymous and confidential are not the same.
        unconfirmed: facts that no page we read states; whoever calls it through asks for them.
        first_line: shown before an operator has confirmed it.
        rank: lower comes first.
        topics: intents it fits.
    """

    id: str
    name: Text
    description: Text
    hours: Hours
    learns: Text
    languages: tuple[Language, ...]
    topics: frozenset[str]
    source_url: str
    source_date: str
    phone: str | None = None
    press: str | None = None
    also: tuple[str, ...] = ()
    line: str | None = None
    url: str | None = None
    place: Text | None = None
    ages: tuple[int | None, int | None] = (None, None)
    regions: frozenset[str] = frozenset()
    free: bool | None = None
    unconfirmed: frozenset[str] = frozenset()
    emergency: bool = False
    first_line: bool = False
    rank: int = 50
    verified_on: date | None = None
    verified_by: str | None = None
    status: Status = Status.PUBLISHED

    def hours_in(self, language: Language) -> str:
        """Return the hours in words."""
        return self.hours.words[language]

    def open_at(self, at: datetime) -> bool:
        """Say whether it is open for certain at this moment of Thai time."""
        return self.hours.holds(at)

    def phones(self) -> tuple[str, ...]:
        """Return every number, as written."""
        return ((self.phone,) if self.phone else ()) + self.also

    @property
    def is_published(self) -> bool:
        """Whether the ways to reach it were read on a page, and are not only known in general."""
        return not self.unconfirmed & set(_CHANNELS)


def read_service(service_id: str, entry: object) -> Service:
    """Return the service an entry describes.

    Raises:
        InvalidContent: one line for each problem; the entry is not named.
    """
    if not isinstance(entry, dict):
        raise InvalidContent("a service is a mapping")
    problems = list(_problems(entry))
    if problems:
        raise InvalidContent("\n".join(problems))
    ages = entry.get("ages") or {}
    return Service(
        id=service_id,
        name=pair("name", entry["name"]),
        description=pair("description", entry["description"]),
        hours=_hours(entry["hours"]),
        learns=pair("learns", entry["learns"]),
        languages=tuple(entry["languages"]),
        topics=frozenset(entry["topics"]),
        source_url=entry["source_url"],
        source_date=str(entry["source_date"]),
        phone=entry.get("phone"),
        press=entry.get("press"),
        also=tuple(entry.get("also") or ()),
        line=entry.get("line"),
        url=entry.get("url"),
        place=pair("place", entry["place"]) if entry.get("place") else None,
        ages=(ages.get("from"), ages.get("to")),
        regions=frozenset(entry.get("regions") or ()),
        free=entry.get("free"),
        unconfirmed=frozenset(entry.get("unconfirmed") or ()),
        emergency=entry["emergency"],
        first_line=entry.get("first_line", False),
        rank=entry["rank"],
        verified_on=entry.get("verified_on"),
        verified_by=entry.get("verified_by"),
        status=Status(entry["status"]),
    )


def _problems(entry: Mapping[str, Any]) -> Iterator[str]:
    unknown = sorted(str(key) for key in entry.keys() - _KEYS)
    if unknown:
        yield f"unknown {', '.join(unknown)}"
    for key in ("name", "description", "learns", *(["place"] if entry.get("place") else [])):
        try:
            pair(key, entry.get(key) or {})
        except (InvalidContent, AttributeError) as error:
            yield str(error)
    yield from _form(entry)
    yield from _channels(entry)
    try:
        _hours(entry.get("hours"))
    except InvalidContent as error:
        yield str(error)


def _form(entry: Mapping[str, Any]) -> Iterator[str]:
    checks = {
        "languages": lambda value: bool(value) and set(value) <= {"th", "en"},
        "topics": lambda value: isinstance(value, list) and set(value) <= INTENTS,
        "emergency": lambda value: isinstance(value, bool),
        "first_line": lambda value: value is None or isinstance(value, bool),
        "free": lambda value: value is None or isinstance(value, bool),
        "rank": lambda value: isinstance(value, int) and not isinstance(value, bool),
        "ages": _is_ages,
        "source_url": lambda value: isinstance(value, str) and value.startswith("https://"),
        "source_date": bool,
        "verified_on": lambda value: value is None or isinstance(value, date),
        "verified_by": lambda value: value is None or isinstance(value, str),
        "unconfirmed": lambda value: value is None or set(value) <= _FACTS,
        "regions": lambda value: value is None or isinstance(value, list),
        "status": lambda value: value in set(Status),
    }
    for key, is_right in checks.items():
        if not _holds(is_right, entry.get(key)):
            yield f"{key}: {entry.get(key)!r} does not fit"
    if entry.get("status") == "confirmed" and not (
        entry.get("verified_on") and entry.get("verified_by")
    ):
        yield "confirmed needs verified_on and verified_by"
    yield from _doubts(entry)


def _doubts(entry: Mapping[str, Any]) -> Iterator[str]:
    """What nobody knows is said to be unknown: it has no value, and what has none is listed."""
    listed = entry.get("unconfirmed")
    unconfirmed = listed if isinstance(listed, list) else []
    if (entry.get("free") is None) is not ("free" in unconfirmed):
        yield "free: not known is null, and listed under unconfirmed"
    if entry.get("ages") and "ages" in unconfirmed:
        yield "ages: what is unconfirmed has no value"


def _holds(check: Any, value: object) -> bool:  # noqa: ANN401 - any of the checks above
    try:
        return bool(check(value))
    except TypeError:
        return False


def _is_ages(value: object) -> bool:
    return value is None or (
        isinstance(value, dict)
        and value.keys() <= {"from", "to"}
        and all(isinstance(age, int) for age in value.values())
    )


def _channels(entry: Mapping[str, Any]) -> Iterator[str]:
    gone = entry.get("status") in {"suspended", "retired"}
    if not gone and not any(entry.get(channel) for channel in _CHANNELS):
        yield "neither phone nor line nor url nor place"
    for number in (entry.get("phone"), *(entry.get("also") or ())):
        if number is not None and not (isinstance(number, str) and DIALABLE.fullmatch(number)):
            yield f"phone: {number!r} cannot be dialled; write it as text, such as '1387'"
    line, url = entry.get("line"), entry.get("url")
    if line is not None and not re.fullmatch(r"@[A-Za-z0-9._-]{3,30}", str(line)):
        yield f"line: {line!r} is no LINE id"
    if url is not None and not re.fullmatch(r"https://[!-~]+", str(url)):
        yield f"url: {url!r} is no https address"


def _hours(entry: object) -> Hours:
    if not isinstance(entry, dict):
        raise InvalidContent("hours: words in th and en are expected")
    try:
        windows = tuple(_window(window) for window in entry.get("windows") or ())
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidContent("hours: windows: days, from and to are expected") from None
    return Hours(pair("hours", entry), bool(entry.get("always")), windows)


def _window(entry: Mapping[str, Any]) -> Window:
    days = DAYS if entry["days"] == "daily" else entry["days"]
    return Window(
        days=frozenset(DAYS.index(day) for day in days),
        since=time.fromisoformat(entry["from"]),
        until=time.fromisoformat(entry["to"]),
    )
