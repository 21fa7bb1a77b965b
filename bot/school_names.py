"""Knows how far the name of a school reaches, and finds universities by their word or letter.

A school's name may hold what looks like a word that ends names: its own endings go before those.
"""

import re
from collections.abc import Iterator

from bot.cues import LETTERS, THAI, Cues
from bot.given import Ends, may_cut

_LONGEST = 45
_SYLLABLE, _SHORTEST = 4, 3
"""Letters of a last syllable behind an ending, and of a university's name."""


class Extent:
    """Knows what behind a word for a school is a name, and how far it reaches."""

    def __init__(self, cues: Cues, ends: Ends) -> None:
        self._ends = ends
        self._not_names = cues.words("places.school.not_names")
        self._part = re.compile(cues.any_of("places.school.parts"))
        self._kind = re.compile(cues.any_of("schools.kinds"))
        endings = cues.any_of("places.school.endings", "places.school.sure_endings")
        self._ending = re.compile(rf"[{THAI}]{{2,30}}?{endings}")
        self._kept = re.compile(cues.any_of("places.school.kept"))
        surely = cues.any_of("places.school.sure_endings", "places.school.kept_endings")
        self._surely = re.compile(rf"[{THAI}]{{2,30}}?{surely}")
        self._not_within = cues.words("places.school.not_within")
        bare, never = cues.any_of("places.school.bare"), cues.any_of("places.school.not_heads")
        self._bare = re.compile(
            rf"\s?(?:{cues.any_of('places.school.bare_alone')}|{bare}(?:{never}.*)?)"
        )

    def is_none(self, run: str) -> bool:
        """Say whether no name begins here."""
        if self._kind.match(run) and self._ended(run):
            return False
        part = self._part.match(run)
        known = part.end() if part else 0
        return self._ends.closes(run) or any(
            run.startswith(word) and len(word) > known for word in self._not_names
        )

    def _ended(self, run: str) -> bool:
        """Say whether the run is a name with an ending of schools, and nothing behind it."""
        match = self._ending.match(run)
        return (
            match is not None
            and self._ends.closes(run, match.end())
            and not any(word in match.group() for word in self._not_within)
        )

    def is_bare(self, name: str) -> bool:
        """Say whether it is a kind of school without its name: of a temple, for girls."""
        return self._bare.fullmatch(name) is not None

    def length(self, run: str) -> int:
        """Return how many letters of the run are the name: an ending of schools goes before all."""
        sure = self._surely.match(run)
        if sure and not any(word in sure.group() for word in self._not_within):
            return self.rest_end(run, sure.end())
        done = 0
        while done < len(run):
            done += self._ends.cut(run[done:], _LONGEST)
            kept = next((end for start, end in self._kept_in(run) if start <= done < end), None)
            if kept is None:
                break
            done = kept
            if self._ends.closes(run, done):
                break
        return done

    def _kept_in(self, run: str) -> Iterator[tuple[int, int]]:
        return (one.span() for one in self._kept.finditer(run) if may_cut(run, one.end()))

    def rest_end(self, text: str, end: int) -> int:
        """Return the end with a last syllable behind an ending that no other word begins."""
        rest = LETTERS.match(text, end)
        short = rest is not None and len(rest.group()) <= _SYLLABLE
        return rest.end() if rest and short and not self._ends.closes(rest.group()) else end


class Universities:
    """Universities: behind their word or its letter, with the demonstration school before it."""

    def __init__(self, cues: Cues, extent: Extent) -> None:
        self._extent = extent
        demonstration = cues.any_of("places.school.demonstration")
        reaching = cues.any_of(
            "places.school.reaching", "places.school.studying", "places.school.first_years"
        )
        letter = cues.any_of("places.school.university_letter")
        lettered = rf"(?:(?<![{THAI}])(?<!\d)(?<!\d\s)|{reaching}){letter}\s?"
        self._named = re.compile(
            rf"(?P<head>{demonstration}\s?)?(?:{cues.any_of('places.school.universities')}|{lettered})"
            rf"(?P<name>[{THAI}]{{3,40}})"
        )
        self._reaching = re.compile(reaching)
        self._not = cues.words("places.school.not_universities")

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find them."""
        for match in self._named.finditer(left):
            name = match["name"]
            if name.startswith(self._not) or self._extent.is_none(name):
                continue
            length = self._extent.length(name)
            if length >= _SHORTEST:
                begun = None if match["head"] else self._reaching.match(left, match.start())
                yield begun.end() if begun else match.start(), match.start("name") + length
