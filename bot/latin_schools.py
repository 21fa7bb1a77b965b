"""Finds the names of schools in Latin letters without a word for school.

They are known by their capitals, by how they begin or end, and by Thai words in Latin letters; only
where a child says that somebody goes there.
"""

import re
from collections.abc import Iterator

from bot.cues import Cues
from bot.homes import latin_length
from bot.place_parts import CAPITALS
from bot.typed import Typed


class LatinSchools:
    """Schools in Latin letters without a word for school: their letters, their ends and heads."""

    def __init__(self, cues: Cues) -> None:
        placed = cues.any_of("places.school.english_places", "places.school.english_letters")
        endings = cues.any_of("places.school.latin_endings", edge="")
        small = cues.any_of("places.school.small_heads")
        crowds = cues.any_of("places.school.english_crowds")
        thai = cues.any_of("places.school.studying")
        self._letters = re.compile(
            rf"(?:{placed}\s|{thai}\s?)(?P<value>(?:[a-z]\.){{3,5}}|[a-z]{{3,6}}(?![a-z0-9'\-.@]\w?))"
            rf"|(?<![a-z])the\s(?P<crowd>[a-z]{{3,6}})\s{crowds}"
        )
        self._not_letters = frozenset(cues.words("places.school.not_letters"))
        self._small = re.compile(
            rf"{placed}\s(?P<value>(?:(?!the\s|my\s)[a-z]{{2,14}}\s){{0,2}}[a-z]{{0,20}}?{endings}(?![a-z])(?:\s{cues.any_of('places.school.english_ends')})?|{small}\s[a-z]{{4,20}}"
            rf"|(?!the\s|my\s)[a-z]{{3,14}}(?:\s[a-z]{{3,14}}){{0,2}}\s{cues.any_of('places.school.end_words')}(?![a-z]))"
        )
        towns = cues.any_of("schools.latin_towns", "places.provinces", edge="a-z0-9")
        self._names = re.compile(cues.any_of("schools.latin"))
        self._known = re.compile(
            rf"(?:{placed}\s|(?:{cues.any_of('schools.cues')}|{thai})\s?)"
            rf"(?P<value>{cues.any_of('schools.latin')}(?:\s{towns}){{0,2}})"
        )
        self._heads = re.compile(
            rf"{placed}\s(?P<value>{cues.any_of('places.school.placed_heads')}\s)"
        )
        years = cues.any_of("places.school.english_years")
        self._study = re.compile(
            rf"{cues.any_of('places.school.english_study')}\s(?P<value>[a-z]{{4,20}})(?![a-z])"
            rf"|{placed}\s(?P<graded>[a-z]{{4,20}})\s{years}\s?\d"
        )
        said = cues.any_of("places.school.said_words")
        self._said = re.compile(
            rf"{said}\s(?P<value>{cues.any_of('places.school.said_heads')}(?:\s[a-z]{{2,14}}){{1,4}}"
            rf"|[a-z]{{2,20}}?(?:\s[a-z]{{2,14}}){{0,2}}?{endings}(?![a-z]))"
        )
        self._said_ends = frozenset(cues.words("places.address.latin_ends"))
        self._of = re.compile(rf"{cues.any_of('places.school.english_of')}\s(?:of|at)\s(?:the\s)?")
        lesson = cues.any_of("places.school.lesson_words")
        self._lesson = re.compile(lesson)
        self._taught = re.compile(
            r"(?!(?:My|The|Our|His|Her|An?|This|Your) )(?:[A-Z][a-z]+ ){1,3}"
            rf"(?=[A-Z])(?i:{lesson})(?: [A-Z][a-z]+)?"
        )
        self._saint = re.compile(
            rf"{placed}\s(?P<value>{cues.any_of('places.school.saints')}\s[a-z]{{4,14}}"
            rf"(?:\s{cues.any_of('places.school.saint_towns', edge='')}[a-z]{{0,12}})?)(?![a-z])"
        )
        self._not_small = frozenset(
            (*cues.words("places.school.not_small"), *cues.words("places.school.generic"))
        )

    def __call__(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find them behind words of place."""
        for match in self._letters.finditer(left):
            start, end = match.span(match.lastgroup or 0)
            if left[start:end] not in self._not_letters and _stands_out(typed, match, start, end):
                yield start, end
        yield from (match.span("value") for match in self._small.finditer(left))
        if self._names.search(left):
            yield from (match.span("value") for match in self._known.finditer(left))
        for match in self._heads.finditer(left):
            start = match.start("value")
            capitals = CAPITALS.match(typed.cased_from(start))
            if capitals and capitals.end() > len(match["value"]):
                yield start, start + len(capitals.group().rstrip(".-"))
        for match in self._of.finditer(left):
            capitals = CAPITALS.match(typed.cased_from(match.end()))
            if capitals and typed.is_capital(match.start()):
                yield match.start(), match.end() + len(capitals.group().rstrip(".-'"))
        yield from self._in_small_letters(left)
        yield from self._of_lessons(left, typed)
        for match in self._study.finditer(left):
            group = match.lastgroup or 0
            if match[group] not in self._not_small:
                yield match.span(group)

    def _of_lessons(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find where lessons are given, and schools of saints."""
        for match in self._taught.finditer(typed.text) if self._lesson.search(left) else ():
            yield typed.place(match.start()), typed.place(match.end())
        yield from (match.span("value") for match in self._saint.finditer(left))

    def _in_small_letters(self, left: str) -> Iterator[tuple[int, int]]:
        """Find Thai names behind the Thai word for school, all in Latin letters."""
        for match in self._said.finditer(left):
            end = match.start("value") + latin_length(match["value"], self._said_ends)
            if " " in left[match.start("value") : end] or end == match.end("value"):
                yield match.start(), end


def _stands_out(typed: Typed, match: re.Match[str], start: int, end: int) -> bool:
    """Say whether it is in capitals, and what stands beside it is not."""
    before = typed.cased(match.start(), start)
    after = typed.cased_from(end).split(maxsplit=1)
    shouted = before.isupper() or (bool(after) and len(after[0]) > 1 and after[0].isupper())
    return typed.cased(start, end).isupper() and not shouted
