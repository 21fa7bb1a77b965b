"""Finds temples, markets, crossings and stops by their own name, where a child is or is to come.

Such a place counts behind a word of being or going there, and only if its name begins as names of
places do: "at the market" and "to the temple" tell nothing.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues
from bot.given import Ends, Gazetteer
from bot.localities import Localities
from bot.story_ends import StoryEnds

_SHORTEST, _LONGEST = 5, 18
"""Letters of a name that only begins as names of places do."""


class Waypoints:
    """Knows the kinds of places where people meet, and how their names begin."""

    def __init__(
        self, cues: Cues, localities: Localities, words: Gazetteer, ends: Ends, story: StoryEnds
    ) -> None:
        self._localities, self._words = localities, words
        self._ends, self._story = ends, story
        where = cues.any_of("waypoints.where")
        kinds = cues.any_of("waypoints.kinds")
        heads = cues.any_of("waypoints.heads")
        before = cues.any_of("places.address.told.before")
        self._named = re.compile(
            rf"(?:(?<![{THAI}])|{where})(?P<value>{before}?(?:{kinds}{where})?{kinds}\s?)"
            rf"(?P<name>(?P<head>{heads})?[{THAI}]{{3,{_LONGEST}}})"
        )
        self._village = re.compile(
            rf"(?:{where}|{cues.any_of('localities.called')})\s?"
            rf"(?P<value>(?:{cues.any_of('places.address.village')}\s?\d{{1,2}}\s)?"
            rf"{cues.any_of('waypoints.villages')})"
            rf"(?P<name>(?P<head>{cues.any_of('waypoints.village_heads')})[{THAI}]{{4,{_LONGEST}}})"
        )
        units = cues.any_of("places.address.told.units")
        self._number = re.compile(rf"\s?\d{{1,3}}(?![\d.:])(?!\s?{units})")
        self._never = cues.words("places.address.not_names") + cues.words("waypoints.never")

    def parts(self, left: str) -> Iterator[tuple[int, int]]:
        """Return where such places stand."""
        for match in (*self._named.finditer(left), *self._village.finditer(left)):
            start = match.start("name")
            told = start + self._length(match["name"])
            known = self._localities.name_end(left, start)
            if known or self._is_name(left[start:told], match["head"] or ""):
                yield match.start("value"), self._numbered_end(left, max(known, told))

    def _numbered_end(self, left: str, end: int) -> int:
        """Return the end with a number behind the name, of a lane or a platform."""
        number = self._number.match(left, end)
        return number.end() if number else end

    def _length(self, run: str) -> int:
        """Return how many letters are the name: what is done or suffered there ends it."""
        story = self._story.cut(run)
        return min(story, self._ends.cut(run, len(run))) if run else 0

    def _is_name(self, name: str, head: str) -> bool:
        if not head:
            return any(name[:end] in self._words.telling for end in range(_SHORTEST, len(name) + 1))
        rest = name[len(head) :]
        return (
            len(name) >= _SHORTEST
            and len(rest) > 1
            and name not in self._words.words
            and not rest.startswith(self._never)
        )
