"""Finds the dates on which children were born: told as one, or as the day on which they grow older.

Every other date stays readable, save a whole one of a child's year and one that is all an answer.
"""

import re
from collections.abc import Iterator

from bot.cues import Cues
from bot.typed import DIGIT, TAKEN, Spot, Typed

_BORN = r"(?:20(?:0[5-9]|1[0-8])|25(?:4[89]|5\d|6[01]))"
"""The years in which those who write were born, by either calendar."""

_BORN_SHORT = rf"(?:{_BORN}|0[5-9]|1[0-8]|4[89]|5\d|6[01])(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_AGE = r"(?:1\d|[1-9])(?![\d.:/])"
_NEAR = rf"[^\d\n{TAKEN}]{{0,30}}?"
"""Between a birthday and its date stands no other number."""

_SOON = rf"[^\d\n{TAKEN}]{{0,15}}?"

GAP = r"(?:[\s:=#.,\-\"'>(/]{{1,3}}|{words}){{0,6}}+"
"""Between a cue and what it explains: marks and words that say nothing."""


class BirthDates:
    """The rule for a date that a cue calls a birth date, and for a whole one of a child's year."""

    def __init__(self, cues: Cues) -> None:
        gap = GAP.format(words=cues.any_of("dates.fillers"))
        before = cues.any_of("dates.before_day")
        named, date = _dates(cues)
        days, month, year = _month_words(cues)
        spoken = (
            rf"(?:{cues.any_of('dates.years')}\s?\d{{2,4}}\s?)?(?:{before}\s?)?"
            rf"(?:{days}|\d{{1,2}})\s?(?:of\s)?{month}{year}?|{month}\s(?:the\s)?{days}{year}?"
        )
        whole = (
            rf"{_BORN}[\-/.]\d{{1,2}}[\-/.]\d{{1,2}}|\d{{1,2}}[\-/.]\d{{1,2}}[\-/.]{_BORN}"
            rf"|\d{{1,2}}{_ORDINAL}\s?{month}\s?{_BORN}"
        )
        birthday = cues.any_of("dates.birthdays")
        units = rf"(?!{before}){cues.any_of('dates.not_ages')}"
        ages = rf"(?:{_AGE}|{cues.any_of('dates.ages')})(?!\s?{units})"
        turning = rf"{cues.any_of('dates.turning')}\s?{ages}"
        until = rf"{cues.any_of('dates.until')}\s?\d{{1,2}}\s?{cues.any_of('dates.until_units')}"
        numeric = r"\d{1,2}[\-/.]\d{1,2}"
        told = (
            rf"(?:{before}\s?)?{named}|{numeric}[\-/.](?:\d{{4}}|\d{{2}})(?!\d)"
            rf"|{before}\s?{numeric}(?![\d/])"
        )
        patterns = (
            rf"{cues.any_of('dates.birth_cues')}{gap}(?P<value>{date}|{spoken})",
            rf"{birthday}{gap}(?P<value>\d{{8}}|\d{{6}})(?!\d)",
            rf"{cues.any_of('dates.birth_cues')}{gap}(?P<value>\d{{4}}{_BORN})(?!\d)",
            rf"{birthday}{_NEAR}(?:{until}{_SOON})?(?P<value>{named})",
            rf"(?<![\d\-/.])(?P<value>{told}){_NEAR}(?:{birthday}|{turning})",
            rf"{turning}{_NEAR}(?P<value>{told})",
            rf"(?<![\d\-/.])(?P<value>{whole})(?!\d)",
        )
        self._patterns = [re.compile(pattern) for pattern in patterns]
        alone = (
            rf"\d{{1,2}}\s?[\-/.]\s?\d{{1,2}}\s?[\-/.]\s?{_BORN_SHORT}"
            rf"|\d{{1,2}}{_ORDINAL}[\s\-/.]{{0,2}}{month}[\s,./\-]{{0,2}}{_BORN_SHORT}"
            rf"|{month}\s?\d{{1,2}}{_ORDINAL}(?!\d)[\s,./\-]{{1,2}}{_BORN_SHORT}"
        )
        around = rf"(?:[\s.,!]|{cues.any_of('dates.around')}){{0,6}}+"
        self._alone = re.compile(rf"{around}(?P<value>{alone}){around}")
        self._not_before = cues.words("dates.not_before")

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:  # noqa: ARG002 - a Rule
        """Find birth dates; the day something happened is none."""
        numbered = DIGIT.search(left) is not None
        for pattern in self._patterns if numbered else self._patterns[:1]:
            for match in pattern.finditer(left):
                if not left[: match.start()].rstrip().endswith(self._not_before):
                    yield Spot("birth_date", *match.span("value"))
        answer = self._alone.fullmatch(left) if numbered else None
        if answer:
            yield Spot("birth_date", *answer.span("value"))


def _month_words(cues: Cues) -> tuple[str, str, str]:
    """Return patterns for a day in words, for a month and for a year behind them."""
    month = rf"(?:{cues.any_of('dates.month_words')}\s?)?{cues.any_of('dates.months')}"
    year = rf"(?:[\s,./\-]{{0,2}}(?:{cues.any_of('dates.years')}\s?)?(?:\d{{4}}|\d{{2}})(?!\d))"
    return cues.any_of("dates.days"), month, year


def _dates(cues: Cues) -> tuple[str, str]:
    """Return patterns for a date with the name of its month, and for any date."""
    _, month, year = _month_words(cues)
    named = (
        rf"\d{{1,2}}{_ORDINAL}(?:\sof)?[\s\-/.]{{0,2}}{month}{year}?"
        rf"|{month}\s?(?:{cues.any_of('dates.before_day')}\s?)?\d{{1,2}}{_ORDINAL}(?!\d){year}?"
    )
    date = (
        rf"\d{{4}}[\-/.]\d{{1,2}}[\-/.]\d{{1,2}}(?!\d)"
        rf"|\d{{1,2}}\s?[\-/.]\s?\d{{1,2}}(?:\s?[\-/.]\s?(?:\d{{4}}|\d{{2}}))?(?![\d/])"
        rf"|\d{{1,2}}\s?{cues.any_of('dates.month_words')}\s?\d{{1,2}}(?!\d){year}?"
        rf"|{named}"
    )
    return named, date
