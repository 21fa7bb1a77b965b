"""Finds the names of schools in English sentences: before or behind a word for a school.

A name in capitals counts, and one in small letters only where a child says that it goes there.
"""

import re
from collections.abc import Iterator

from bot.cues import Cues
from bot.latin_schools import LatinSchools
from bot.place_parts import CAPITALS
from bot.places import LOOK_BACK, TOKEN
from bot.typed import Typed

_ABBREVIATED = 4
"""Letters of an abbreviation that a full stop ends, but no sentence."""


class EnglishSchools:
    """Schools in English, by their word, by their head, and by where somebody goes."""

    def __init__(self, cues: Cues) -> None:
        self._letters = re.compile(
            rf"{cues.any_of('places.school.english_letters')}\s(?P<value>[a-z]{{3,6}})(?![a-z0-9])"
        )
        self._not_letters = frozenset(cues.words("places.school.not_letters"))
        self._english = re.compile(cues.any_of("places.school.english_words"))
        self._english_going = re.compile(rf"{cues.any_of('places.school.english_going')}\s*$")
        self._named = re.compile(rf"{cues.any_of('places.school.english_named')}\s+")
        self._called = re.compile(
            rf"{cues.any_of('places.school.words')}\s?(?:{cues.any_of('schools.owners')}\s?)?"
            rf"{cues.any_of('schools.called')}\s?|(?P<kind>{cues.any_of('schools.kinds_before')})\s?(?=[a-z])"
        )
        self._talk = re.compile(cues.any_of("places.school.talk"))
        self._placed_at = re.compile(rf"{cues.any_of('schools.placed_at')}\s?(?=[a-z])")
        self._known = frozenset(
            word
            for name in ("names.capitals", "names.subjects", "names.not_english_names")
            for word in cues.words(name)
        )
        self._generic = frozenset(cues.words("places.school.generic"))
        self._year = re.compile(rf",?\s{cues.any_of('places.school.english_years')}\s?\d")
        self._heads = re.compile(rf"{cues.any_of('places.school.english_heads')}\s?")
        self._at = re.compile(rf"{cues.any_of('places.school.english_at')}\s")
        self._goes_on = re.compile(rf"\s{cues.any_of('places.school.english_ends')}")
        towns = cues.any_of("places.provinces", "schools.latin_branches")
        self._in_province = re.compile(rf",? {towns}(?: campus| branch)?(?![a-z])")
        self._provinces = frozenset(cues.words("places.provinces"))
        self._openings = frozenset(cues.words("places.school.openings"))
        self._latin = LatinSchools(cues)

    def __call__(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find them."""
        for match in self._letters.finditer(left):
            capitals = typed.cased(*match.span("value")).isupper()
            if capitals and match["value"] not in self._not_letters:
                yield match.span("value")
        yield from self._latin(left, typed)
        for match in self._english.finditer(left):
            yield self._before_word(left, typed, match)
        for match in self._named.finditer(left):
            start, end = self._capitals(typed, match.end())
            part = match.group().startswith("rong") and end > start
            yield (match.start() if part else start), end
        if not left.isascii():
            yield from self._amid_thai(left, typed)
        for match in self._heads.finditer(left):
            yield match.start(), self._capitals(typed, match.end())[1]
        for match in self._at.finditer(left):
            start, end = self._capitals(typed, match.end())
            if end > start and self._year.match(left, end):
                yield start, end

    def _amid_thai(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find a name in capitals behind a Thai cue: a school called so, where it is."""
        for match in self._called.finditer(left):
            start, end = self._capitals(typed, match.end())
            if not (match["kind"] and self._known.intersection(left[start:end].split(" "))):
                yield start, end
        for match in self._placed_at.finditer(left) if self._talk.search(left) else ():
            start, end = self._capitals(typed, match.end())
            if end > start and not self._known.intersection(left[start:end].split(" ")):
                yield start, end

    def _before_word(self, left: str, typed: Typed, match: re.Match[str]) -> tuple[int, int]:
        offset = max(0, match.start() - LOOK_BACK)
        start = match.start()
        for token in reversed(list(TOKEN.finditer(left[offset : match.start()]))):
            gap = left[offset + token.end() : start]
            ends = token.group().endswith(".") and len(token.group()) > _ABBREVIATED
            opening = token.group() in self._openings and start < match.start()
            first = offset + token.start()
            if opening and not gap.strip() and typed.is_capital(first) and typed.is_capital(start):
                start = first
                break
            generic = token.group() in self._generic
            if generic or ends or gap.strip() or not token.group()[0].isalpha():
                break
            if typed.is_capital(start) and typed.cased(first, first + 1).islower():
                break
            start = first
        if start == match.start() or left[start : match.start()].strip() in self._provinces:
            return (0, 0)
        capital = typed.is_capital(start)
        if capital or self._english_going.search(left[offset:start]):
            more = self._goes_on.match(left, match.end())
            end = more.end() if more else match.end()
            place = self._in_province.match(left, end)
            return start, place.end() if place else end
        return (0, 0)

    def _capitals(self, typed: Typed, start: int) -> tuple[int, int]:
        match = CAPITALS.match(typed.cased_from(start))
        if match is None or match.group().lower() in self._generic | self._provinces:
            return (0, 0)
        return start, start + len(match.group().rstrip(".-'"))
