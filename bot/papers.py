"""Finds the numbers of passports and of a school's cards, by their form and by what is spoken of.

A passport's number has a form of its own; written otherwise, it counts where passports are spoken
of. A pupil's number counts behind a word for a number where a school's card is spoken of. Parcels,
models and amounts are none.
"""

import re
from collections.abc import Iterator

from bot.cues import Cues
from bot.typed import TAKEN, Spot, Typed

_FORM = re.compile(r"(?<![A-Za-z0-9#@_.\-/])[A-Z]{1,2}\d{7}(?![A-Za-z0-9_@])")
"""As most countries of the region write them, in capitals."""

_LOOSE = re.compile(
    r"(?<![a-z0-9#@_.\-/])(?:[a-z]{1,2}[\s\-]?\d{6,8}[a-z]?|\d{8}[a-z])(?![a-z0-9_@])"
)
_FOUR, _SIX = re.compile(r"\d{4}"), re.compile(r"\d{6}")
"""Without so many digits there is no such number: looking for them first saves much time."""

_FAR = rf"[^\d\n{TAKEN}]{{21,60}}?(?<![\d.,/\-#@])"
"""Between a word for a pupil's number and the number, told a sentence later."""

_AMID = rf"[^\d\n{TAKEN}]{{0,20}}?"


class Passports:
    """The rule for the numbers of passports."""

    def __init__(self, cues: Cues) -> None:
        spoken = cues.any_of("numbers.passports")
        self._spoken = re.compile(spoken)
        self._books = re.compile(cues.any_of("numbers.passport_books"))
        self._other = re.compile(cues.any_of("numbers.not_passports"))
        self._digits = re.compile(rf"{spoken}{_AMID}(?<![\d.])(?P<value>[1-9]\d{{8}})(?![\d.])")

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find them in their form, and in a loose one where passports are spoken of."""
        if _SIX.search(left) is None:
            return
        spoken = self._spoken.search(left) is not None
        if spoken:
            yield from (
                Spot("national_id", *match.span("value")) for match in self._digits.finditer(left)
            )
        if not (spoken or self._other.search(left)):
            for match in _FORM.finditer(typed.text):
                yield Spot("national_id", typed.place(match.start()), typed.place(match.end()))
        if spoken or self._books.search(left):
            yield from (Spot("national_id", *match.span()) for match in _LOOSE.finditer(left))


class Pupils:
    """The rule for a pupil's number that does not stand behind its own word."""

    def __init__(self, cues: Cues) -> None:
        talk = cues.any_of("numbers.student_talk", "numbers.student_cues")
        self._talk = re.compile(talk)
        number = r"(?!25\d\d(?!\d))(?:[a-z]{1,3}-?|\d\d-)?\d{4,10}(?![\d.:/])"
        self._behind = re.compile(
            rf"(?:{cues.any_of('numbers.number_words')}[\s.:=]{{0,2}}|{cues.any_of('numbers.student_talk')}"
            rf"(?:[\s.:=]|{cues.any_of('numbers.fillers')}){{1,4}}+)(?P<value>{number})"
        )
        self._near = re.compile(
            rf"{cues.any_of('numbers.student_cues')}(?:\s?\d\s?{cues.any_of('numbers.long')})?"
            rf"{_AMID}(?<![\d.,/\-])(?P<value>{number})"
        )
        long = r"[1-9]\d{4,9}(?!\d|[.:/\-]\d)"
        self._far = re.compile(
            rf"{cues.any_of('numbers.student_cues')}{_FAR}(?P<value>{long})(?!\s?\d)"
        )
        self._numbered = re.compile(
            rf"{cues.any_of('numbers.learned_numbers')}\s?(?P<value>{long})(?!\s\d)"
        )
        self._fronted = re.compile(
            rf"(?<![\d.,/\-a-z])(?P<value>{number})"
            rf"(?:\s|{cues.any_of('numbers.student_between')}){{1,4}}"
            rf"{cues.any_of('numbers.student_fronted')}"
        )
        self._learning = re.compile(cues.any_of("numbers.learning"))
        self._other_talk = re.compile(
            cues.any_of("accounts.game_talk", "accounts.games", "accounts.game_id.weak")
        )
        self._id = re.compile(
            rf"{cues.any_of('numbers.id_words')}[\s:.=]{{0,2}}(?P<value>{number})(?![\d\-])"
        )
        heads = cues.any_of("numbers.student_heads", edge="")
        self._lettered = re.compile(
            rf"(?<![a-z0-9@#_./\-])(?P<value>{heads}-?\d{{4,10}})(?![a-z0-9@_])"
        )
        self._code = re.compile(r"(?<![a-z0-9@#_./\-])[a-z]{1,3}-?\d{5,10}(?![a-z0-9@_.])")
        self._amount = re.compile(rf"\s?{cues.any_of('numbers.amounts')}")

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:  # noqa: ARG002 - a Rule
        """Find them by their first letters, and where a school's card is spoken of."""
        if _FOUR.search(left) is None:
            return
        found = [match.span("value") for match in self._lettered.finditer(left)]
        found += [match.span("value") for match in self._fronted.finditer(left)]
        if self._talk.search(left):
            found += [match.span("value") for match in self._behind.finditer(left)]
            found += [match.span("value") for match in self._near.finditer(left)]
            found += [match.span("value") for match in self._far.finditer(left)]
            found += [match.span() for match in self._code.finditer(left)]
        if self._learning.search(left) and not self._other_talk.search(left):
            for pattern in (self._id, self._numbered):
                found += [match.span("value") for match in pattern.finditer(left)]
        for start, end in found:
            if self._amount.match(left, end) is None:
                yield Spot("student_id", start, end)
