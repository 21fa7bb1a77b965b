"""Finds subdistricts by name, and villages, markets and houses told just before a district.

A district alone is no address: it is as large as a town. The name of a subdistrict counts behind
the word for one, or behind a word of living or coming. A province is never hidden.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues
from bot.given import Ends

_BACK = 40
"""Letters to look back for a place that stands before a district."""

_WORD = 8
"""Letters to look back for a word of being somewhere."""

_TELLING = 6
"""Letters of an everyday word that is a name all the same behind a market or a temple."""

_UNDIVIDED = re.compile("[\u0e30-\u0e3a\u0e45-\u0e4e]")
"""What belongs to the letter before it: no name ends here."""

_LETTER = re.compile(f"[{THAI}]")
_NEXT = re.compile(r"[\s,]{1,3}")


class Localities:
    """Knows where the name of a district or a subdistrict begins and ends."""

    def __init__(self, cues: Cues, ends: Ends) -> None:
        self._ends = ends

        def names(*lists: str) -> frozenset[str]:
            return frozenset(name for one in lists for name in cues.words(f"localities.{one}"))

        districts = names("districts")
        subdistricts = names("subdistricts")
        self._bare = districts | subdistricts
        self._districts = districts | names("word_districts")
        self._subdistricts = self._bare | self._districts | names("word_subdistricts")
        self._longest = max(map(len, self._subdistricts))
        self._not_names = cues.words("places.address.not_names")
        self._cued = re.compile(
            rf"(?:(?P<below>{cues.any_of('localities.subdistrict_words')})"
            rf"|{cues.any_of('localities.district_words')})\s?(?=[{THAI}])"
        )
        self._lived = re.compile(rf"{cues.any_of('localities.lives')}\s?(?=[{THAI}])")
        self._behind = re.compile(rf"(?<=[{THAI}\d])[\s,]{{1,2}}(?=[{THAI}])")
        stays = cues.any_of(
            "places.address.stays", "places.address.told.stays", "localities.called"
        )
        self._stays = re.compile(rf"{stays}\Z")
        self._place = re.compile(
            rf"(?:(?<![{THAI}])|{stays})(?P<value>{cues.any_of('localities.places')}"
            rf"(?P<name>(?:(?!{stays})[{THAI}]){{2,16}})\s?\d{{0,3}}[\s,]{{1,2}})\Z"
        )

    def parts(self, left: str) -> Iterator[tuple[int, int]]:
        """Return where districts and subdistricts stand that are told as a place to be found at."""
        for match in self._cued.finditer(left):
            end = self._cued_end(left, match)
            start = self._begin(left, match.start()) if end else match.start()
            if end and (match["below"] or start < match.start()):
                yield start, end
        for match in self._lived.finditer(left):
            end = self._known(left, match.end(), self._bare)
            if end and left[match.end() : end] not in self._districts:
                yield match.end(), end
        for match in self._behind.finditer(left):
            end = self._known(left, match.end(), self._bare)
            start = self._begin(left, match.end()) if end else match.end()
            if start < match.end():
                yield start, end

    def after(self, left: str, end: int) -> int:
        """Return the end of a name that stands alone behind a part of an address, or `end`."""
        gap = _NEXT.match(left, end)
        return (self._known(left, gap.end(), self._bare) if gap else 0) or end

    def name_end(self, left: str, start: int) -> int:
        """Return the end of a name behind the name of a kind of place, or 0 if none begins here."""
        end = self._known(left, start, self._subdistricts)
        return end if end - start >= _TELLING or left[start:end] in self._bare else 0

    def _cued_end(self, left: str, match: re.Match[str]) -> int:
        """Return the end of the name behind the word for what it is.

        A short word may be the end of another one: then only names that are no words count.
        """
        known = self._subdistricts if match["below"] else self._districts
        short = match.group().rstrip().endswith(".")
        before = left[max(0, match.start() - _WORD) : match.start()]
        glued = short and _LETTER.match(before[-1:]) and not self._stays.search(before)
        return self._known(left, match.end(), self._bare if glued else known)

    def _known(self, left: str, start: int, known: frozenset[str]) -> int:
        """Return the end of the longest known name here, or 0."""
        for end in range(min(len(left), start + self._longest), start + 1, -1):
            if left[start:end] in known and not _UNDIVIDED.match(left, end):
                return end
        return 0

    def _begin(self, left: str, start: int) -> int:
        """Return where the place begins that is told just before a district."""
        match = self._place.search(left, max(0, start - _BACK), start)
        if match is None or match["name"].startswith(self._not_names):
            return start
        # What is done or suffered there is no part of its name.
        told = self._ends.cut(match["name"], len(match["name"])) == len(match["name"])
        return match.start("value") if told else start
