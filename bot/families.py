"""Finds where a Thai name with its family name ends.

A family name stands behind a space, as many other words do. It must never take a child's words
about harm for one.
"""

import re

from bot.cues import RUN, THAI, Cues
from bot.given import Ends, Gazetteer

_LONGEST, _LONGEST_WHOLE = 24, 14
"""Letters taken of a family name whose end nothing shows, and of one that is a run of its own."""

_LAST = 3
"""Letters at the end of a run of its own that belong to the name, whatever word they are."""

_SHORTEST, _SHORTEST_HEADED = 4, 7
"""Letters of the shortest one that is taken though no list has it; of one that a place heads."""


class Families:
    """Knows family names: listed, made of their parts, or standing where only one can."""

    def __init__(self, cues: Cues, gazetteer: Gazetteer, ends: Ends) -> None:
        self._listed = gazetteer.family
        self._words = gazetteer.words
        self._part = re.compile(cues.any_of("names.family_parts"))
        self._heads = cues.words("names.family_heads")
        self._none = cues.words("names.not_family")
        words = cues.any_of("names.family_words", edge="")
        behind = cues.any_of("names.family_words_behind", edge="")
        self._of_words = re.compile(
            rf"(?!{cues.any_of('names.not_of_words')}){words}{{1,2}}{behind}{{1,2}}"
        )
        self._clan = re.compile(rf"{cues.any_of('names.clans')}[{THAI}]{{1,8}}")
        self._ends = ends

    def end(self, left: str, end: int, *, full: bool = False) -> int:
        """Return the end of the family name behind the name that ends here, or that end."""
        match = self._next_run(left, end)
        if match is None:
            return end
        run = match.group()
        if self._of_words.fullmatch(run) or self._clan.fullmatch(run):
            return match.end()
        if self._ends.closes(run):
            return end
        length = self._ends.cut(run, _LONGEST)
        if len(run) - length <= _LAST and len(run) <= _LONGEST_WHOLE:
            length = len(run)
        family = run[:length]
        if full and len(run) <= _LONGEST_WHOLE:
            return match.end()
        if full or family in self._listed or self._part.search(family):
            return match.start() + length
        headed = run.startswith(self._heads) and len(run) >= _SHORTEST_HEADED
        return self.coined_end(left, end) if headed else end

    def alone(self, left: str, end: int) -> int:
        """Return the end of a family name in no list: a word alone behind a title and a name."""
        match = self._next_run(left, end)
        run = match.group() if match else ""
        whole = _SHORTEST <= len(run) <= _LONGEST_WHOLE and not run.startswith(self._none)
        return end + 1 + len(run) if whole and not self._ends.closes(run) else end

    def coined_end(self, left: str, end: int) -> int:
        """Return the end of a family name in no list: one word alone that tells nothing."""
        match = self._next_run(left, end)
        run = match.group() if match else ""
        if len(run) < _SHORTEST or run in self._words or run.startswith(self._none):
            return end
        whole = not self._ends.closes(run) and self._ends.cut(run, len(run)) == len(run)
        return end + 1 + len(run) if whole else end

    @staticmethod
    def _next_run(left: str, end: int) -> re.Match[str] | None:
        return RUN.match(left, end + 1) if left[end : end + 1] == " " else None
