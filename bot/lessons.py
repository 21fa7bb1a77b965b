"""Finds where a child learns beside a school: a tutor's, an evening school, a college by letters.

Such places are called after who teaches there or after their town, so the word before or behind the
name tells them. The word alone, and a tutor who is spoken of as a person, are no detail.
"""

import re
from collections.abc import Iterator

from bot.cues import LETTERS, THAI, Cues
from bot.given import Ends, may_cut
from bot.known_schools import Branches
from bot.typed import Typed

_SHORTEST, _LONGEST = 3, 24
_LATIN = re.compile(r"[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,2}")


class Lessons:
    """Schools beside the school, told by a word and the name that goes with it."""

    def __init__(self, cues: Cues, ends: Ends) -> None:
        def words(*names: str) -> str:
            return cues.any_of(*(f"schools.lessons.{name}" for name in names))

        self._ends = ends
        run = rf"[{THAI}]"
        self._branches = Branches(cues, ends)
        self._town = re.compile(rf"\s{self._branches.towns}(?!{run})")
        visited = rf"(?:{words('visited')}|(?<!{run}))\s?"
        # Most texts hold none of these: to look for one first is several times as fast.
        self._told = re.compile(words("heads", "ends", "evening", "lettered"))
        self._ended = re.compile(
            rf"{words('visited')}\s?(?={run})(?P<value>{run}{{2,{_LONGEST}}}?{words('ends')})(?!{run}?\u0e4c)"
        )
        self._headed = re.compile(
            rf"{visited}(?P<value>{words('heads')}\s?(?P<name>{run}{{{_SHORTEST},40}}))"
        )
        self._head_alone = re.compile(rf"{words('visited')}?{words('heads')}")
        self._not = cues.words("schools.lessons.not_names")
        self._chain = re.compile(rf"{words('chains')}\s?(?P<told>{words('branch')})?\s?")
        self._sure_branch = cues.words("schools.branches")
        areas, evening = words("areas"), words("evening")
        self._evening = re.compile(
            rf"(?:(?<!{run})|{words('visited')}\s?)(?P<whole>{evening}\s?(?:{areas}\s?|(?<=\.))(?P<name>{run}{{{_SHORTEST},40}}))"
            rf"|{words('visited')}\s?(?P<value>{evening}\s?(?P<town>{areas}?))"
        )
        self._college = re.compile(
            rf"(?:(?<!{run})|{cues.any_of('schools.cues', 'places.school.studying')})"
            rf"(?P<value>{words('lettered')}\s?(?P<name>{run}{{{_SHORTEST},40}}))"
        )

    def __call__(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find them."""
        if self._told.search(left):
            yield from self._in_thai(left)
        yield from self._of_chains(left, typed)

    def _in_thai(self, left: str) -> Iterator[tuple[int, int]]:
        for match in self._ended.finditer(left):
            # Behind the word for such a place alone its name goes on.
            named = self._head_alone.fullmatch(match["value"]) and LETTERS.match(left, match.end())
            if not named and not match["value"].startswith(self._not):
                yield match.span("value")
        for match in self._headed.finditer(left):
            start, end = self._named(match, match.start("value"))
            placed = self._town.match(left, end) if end else None
            yield start, placed.end() if placed else end
        for match in self._college.finditer(left):
            yield self._named(match, match.start("value"))
        for match in self._evening.finditer(left):
            if match["name"]:
                town = self._branches.end(left, match.start("name"))
                known = town > match.start("name")
                start = match.start("whole")
                yield (start, town) if known else self._named(match, start)
                continue
            end = self._branches.end(left, match.end())
            if end > match.end():
                yield match.start("value"), end

    def _of_chains(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._chain.finditer(left):
            end = self._branches.end(left, match.end())
            if match["told"] in self._sure_branch and end == match.end():
                end = self._branches.glued_end(left, end)
            end = self._branches.numbered_end(left, end) if end > match.end() else end
            branch = _LATIN.match(typed.cased_from(match.end()))
            if end > match.end() or (branch and match.group()[-1] == " "):
                yield match.start(), end if branch is None else match.end() + branch.end()

    def _named(self, match: re.Match[str], start: int) -> tuple[int, int]:
        name = match["name"]
        if name.startswith(self._not) or self._ends.closes(name):
            return (0, 0)
        length = self._ends.cut(name, _LONGEST)
        whole = length >= _SHORTEST and may_cut(name, length)
        return (start, match.start("name") + length) if whole else (0, 0)
