"""What counts as a name in Thai, and where one ends: lists of names and of words, and the cues.

Thai runs on without spaces, so a name lasts until a word begins that cannot be part of it
(`names.yml`). It must never let a word about harm be part of a name: those words end every name.
"""

import re
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from bot.cues import Cues

_MARKS = re.compile("[\u0e30-\u0e3a\u0e45-\u0e4e]")
_LEADING_VOWELS = "\u0e40\u0e41\u0e42\u0e43\u0e44"
_SURE = 4
"""A listed given name of this many letters is taken even when an unlisted word follows."""

WORD = 3
"""Letters of an everyday word that ends a listed nickname; shorter ones are parts of names too."""

_LONGEST_WORD = 14
_LONG_WORD = 4
"""Letters of a word that is not by chance made of the end of one and the beginning of the next."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Thai names and words.

    Attributes:
        given: given names of four letters and more.
        telling: those of them that are no everyday words.
        words: everyday words of three letters and more.
        short: words of two letters.
    """

    given: frozenset[str]
    family: frozenset[str]
    telling: frozenset[str]
    words: frozenset[str]
    short: frozenset[str]

    def holds_a_word(self, name: str) -> bool:
        """Say whether an everyday word of `WORD` letters or more stands anywhere in a name."""
        starts = range(len(name) - WORD + 1)
        return any(
            name[at:end] in self.words for at in starts for end in range(at + WORD, len(name) + 1)
        )

    @classmethod
    def load(cls) -> "Gazetteer":
        """Read the lists of PyThaiNLP without importing it: that would write to HOME."""
        given = _lines("person_names_female_th.txt") | _lines("person_names_male_th.txt")
        long = frozenset(name for name in given if len(name) >= _SURE)
        listed = _lines("words_th.txt")
        words = frozenset(word for word in listed if len(word) >= WORD)
        short = frozenset(word for word in listed if len(word) == WORD - 1)
        return cls(long, _lines("family_names_th.txt"), long - words, words, short)


class Ends:
    """Knows where a run of Thai letters stops being a name."""

    def __init__(
        self, cues: Cues, *, without: tuple[str, ...] = (), also: tuple[str, ...] = ()
    ) -> None:
        kept = [word for word in (*cues.words("names.stops"), *also) if word not in without]
        self._stops = re.compile("|".join(re.escape(word) for word in longest_first(kept)))
        particles = longest_first(cues.words("names.particles"))
        self._particles = re.compile("|".join(re.escape(word) for word in particles))

    def closes(self, run: str, place: int = 0) -> bool:
        """Say whether a name may end here: the run does, or a word begins that ends names."""
        for _ in range(len(run)):
            if place >= len(run) or self._stops.match(run, place):
                return True
            particle = self._particles.match(run, place)
            if particle is None:
                return False
            place = particle.end()
        return False

    def cut(self, run: str, longest: int) -> int:
        """Return how many letters of the run are the name, at most about `longest`."""
        last = min(len(run), longest)
        for place in range(2, last + 1):
            if may_cut(run, place) and self.closes(run, place):
                return place
        return next((place for place in range(last, 1, -1) if may_cut(run, place)), last)


class Edges:
    """Knows where words begin and end in a run of Thai letters, by the list of everyday words."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._words = gazetteer.words | gazetteer.short

    def begins(self, run: str, at: int) -> bool:
        """Say whether a word may begin here: one ends."""
        starts = range(max(0, at - _LONGEST_WORD), at - 1)
        return at == 0 or any(run[start:at] in self._words for start in starts)

    def ends(self, run: str, at: int) -> bool:
        """Say whether a word may end here: one begins."""
        ends = range(at + 2, min(len(run), at + _LONGEST_WORD) + 1)
        return at == len(run) or any(run[at:end] in self._words for end in ends)

    def crossed(self, run: str, at: int, end: int) -> bool:
        """Say whether a longer word holds this one, or a long one reaches over one of its edges."""
        return any(
            run[first:last] in self._words
            for first in range(max(0, at - _LONGEST_WORD), end)
            for last in range(max(first + 2, at + 1), min(len(run), end + _LONGEST_WORD) + 1)
            if (first <= at and end <= last and last - first > end - at)
            or (last - first >= _LONG_WORD and (first < at < last or first < end < last))
        )


def may_cut(run: str, place: int) -> bool:
    """Say whether a word may end there: no vowel stands before its letter, no mark after it."""
    return place == len(run) or (
        run[place - 1] not in _LEADING_VOWELS and _MARKS.match(run[place]) is None
    )


def longest_first(words: tuple[str, ...] | list[str]) -> list[str]:
    """Return the words, the longest first: where one begins another, the longer is meant."""
    return sorted(words, key=len, reverse=True)


def _lines(name: str) -> frozenset[str]:
    path = distribution("pythainlp").locate_file(f"pythainlp/corpus/{name}")
    with Path(str(path)).open(encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines) - {""}
