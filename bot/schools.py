"""Finds the names of schools in what a child types, in Thai and in English.

A school is known by its word (`places.yml`), by how its name begins or ends, or by where a child
says that it studies; the word alone is not a detail.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues, any_of
from bot.given import Ends
from bot.places import CAPITALS, LOOK_BACK, RUN, TOKEN, is_inside_a_word
from bot.typed import Spot, Typed

_TELLING = 12
"""Letters of a word for a school that stands before nothing but a name: a technical college."""

_LONGEST_SCHOOL = 45
_ABBREVIATED = 4
_THAI_LETTERS = re.compile(f"[{THAI}]+")
_GOES_ON = 9
"""Thai letters behind the end of a school's name that make it the beginning of another word."""

_AFTER_SCHOOL = re.compile(rf"(?:\s?\([{THAI} ]{{1,30}}\))?(?:\s?\d{{1,3}}(?![\d/.:]))?")


class Schools:
    """The rule for the names of schools."""

    def __init__(self, cues: Cues) -> None:
        parts = cues.words("places.school.parts")
        self._ends = Ends(cues, without=parts)
        self._word = re.compile(rf"{cues.any_of('places.school.words')}\s?")
        self._going = cues.words("places.school.going")
        self._before = cues.words("places.school.before")
        self._part = re.compile(cues.any_of("places.school.parts"))
        self._not_names = cues.words("places.school.not_names")
        self._not_within = cues.words("places.school.not_within")
        endings = cues.any_of("places.school.endings")
        heads = cues.any_of("places.school.heads")
        not_heads = cues.any_of("places.school.not_heads")
        reaching = any_of((*self._going, *self._before, *cues.words("places.school.reaching")))
        surely = cues.any_of("places.school.sure_endings")
        self._ended = re.compile(
            rf"(?:{reaching}\s?(?!{reaching})(?=(?P<value>[{THAI}]{{2,24}}?{endings}))"
            rf"|(?<![{THAI}])(?!{reaching})(?=(?P<whole>[{THAI}]{{3,24}}?{surely})))"
        )
        initials = "(?:[\u0e01-\u0e2e]\\.){2,4}"
        self._initials = re.compile(
            rf"{cues.any_of('places.school.studying')}\s?"
            rf"(?P<value>(?!{cues.any_of('places.school.not_initials')}(?![\u0e01-\u0e2e])){initials})"
        )
        self._letters = re.compile(
            rf"{cues.any_of('places.school.english_letters')}\s(?P<value>[a-z]{{3,6}})(?![a-z0-9])"
        )
        self._not_letters = frozenset(cues.words("places.school.not_letters"))
        studying = cues.any_of("places.school.studying")
        sure_heads = cues.any_of("places.school.sure_heads")
        self._headed = re.compile(
            rf"(?:{studying}\s?(?={heads})|(?:{reaching}\s?|(?<![{THAI}]))(?={sure_heads}))"
            rf"(?P<value>(?:{heads}|{sure_heads})(?!{not_heads})[{THAI}]{{2,40}})"
        )
        self._famous = re.compile(
            rf"{cues.any_of('places.school.famous')}{cues.any_of('places.school.branches')}?"
        )
        self._link = re.compile(
            rf"{cues.any_of('names.links')}?\s?{cues.words('names.words')[-1]}\s?"
        )
        self._english = re.compile(cues.any_of("places.school.english_words"))
        self._english_going = re.compile(rf"{cues.any_of('places.school.english_going')}\s*$")
        self._named = re.compile(rf"{cues.any_of('places.school.english_named')}\s+")
        self._generic = frozenset(cues.words("places.school.generic"))
        self._year = re.compile(rf",?\s{cues.any_of('places.school.english_years')}\s?\d")
        self._heads = re.compile(rf"{cues.any_of('places.school.english_heads')}\s?")
        self._graded = re.compile(
            rf"{any_of(self._going)}\s?(?P<value>[{THAI}]{{6,30}})\s?(?={cues.any_of('places.school.grades')}\s?\d)"
        )
        self._at = re.compile(rf"{cues.any_of('places.school.english_at')}\s")
        self._goes_on = re.compile(rf"\s{cues.any_of('places.school.english_ends')}")
        self._in_province = re.compile(rf",? {cues.any_of('places.provinces')}")
        self._provinces = frozenset(cues.words("places.provinces"))

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find schools by word and name, by a famous name, and by where a child studies."""
        for start, end in self._ranges(left, typed):
            if end > start:
                yield Spot("school", start, end)

    def _ranges(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._word.finditer(left):
            yield self._thai(left, match)
        yield from (match.span() for match in self._famous.finditer(left))
        yield from self._gone_to(left)
        yield from self._in_english(left, typed)

    def _gone_to(self, left: str) -> Iterator[tuple[int, int]]:
        """Find Thai schools by where a child goes, without a word for "school"."""
        for match in self._ended.finditer(left):
            group = "value" if match["value"] else "whole"
            start, end = match.span(group)
            rest = _THAI_LETTERS.match(left, end)
            closed = rest is None or len(rest.group()) < _GOES_ON or self._ends.closes(rest.group())
            if closed and not any(word in match[group] for word in self._not_within):
                yield start, end
        yield from (match.span("value") for match in self._initials.finditer(left))
        for match in self._headed.finditer(left):
            length = self._ends.cut(match["value"], _LONGEST_SCHOOL)
            yield match.start("value"), match.start("value") + length
        for match in self._graded.finditer(left):
            whole = self._ends.cut(match["value"], _LONGEST_SCHOOL) == len(match["value"])
            if whole and self._is_name(match["value"]):
                yield match.span("value")

    def _in_english(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._letters.finditer(left):
            capitals = typed.cased(*match.span("value")).isupper()
            if capitals and match["value"] not in self._not_letters:
                yield match.span("value")
        for match in self._english.finditer(left):
            yield self._before_word(left, typed, match)
        for match in self._named.finditer(left):
            start, end = self._capitals(typed, match.end())
            part = match.group().startswith("rong") and end > start
            yield (match.start() if part else start), end
        for match in self._heads.finditer(left):
            yield match.start(), self._capitals(typed, match.end())[1]
        for match in self._at.finditer(left):
            start, end = self._capitals(typed, match.end())
            if end > start and self._year.match(left, end):
                yield start, end

    def _thai(self, left: str, match: re.Match[str]) -> tuple[int, int]:
        before = left[: match.start()].rstrip()
        going = before.endswith(self._going)
        apart = going or before.endswith(self._before)
        if is_inside_a_word(match.group(), left[: match.start()]) and not apart:
            return (0, 0)
        link = self._link.match(left, match.end())
        start = link.end() if link else match.end()
        run = RUN.match(left, start)
        if run is None or run.group().startswith(self._not_names) or self._ends.closes(run.group()):
            return (0, 0)
        length = self._ends.cut(run.group(), _LONGEST_SCHOOL)
        after = _AFTER_SCHOOL.match(left, start + length)
        end = after.end() if after else start + length
        sure = going or link or len(match.group().strip()) >= _TELLING
        if not (sure or self._is_name(left[start:end])):
            return (0, 0)
        return match.start(), end

    def _is_name(self, text: str) -> bool:
        """Say whether a word of school names is in it, and not that word alone."""
        return self._part.search(text) is not None and self._part.fullmatch(text) is None

    def _before_word(self, left: str, typed: Typed, match: re.Match[str]) -> tuple[int, int]:
        offset = max(0, match.start() - LOOK_BACK)
        start = match.start()
        for token in reversed(list(TOKEN.finditer(left[offset : match.start()]))):
            gap = left[offset + token.end() : start]
            ends = token.group().endswith(".") and len(token.group()) > _ABBREVIATED
            generic = token.group() in self._generic
            if generic or ends or gap.strip() or not token.group()[0].isalpha():
                break
            first = offset + token.start()
            if typed.cased(start, start + 1).isupper() and typed.cased(first, first + 1).islower():
                break
            start = first
        if start == match.start() or left[start : match.start()].strip() in self._provinces:
            return (0, 0)
        capital = typed.cased(start, start + 1).isupper()
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
