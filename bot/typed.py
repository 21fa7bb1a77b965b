"""What a child typed, beside a folded copy in which details are easier to see, and the way back.

Folding makes digits of every script ASCII, letters small and invisible characters vanish, and keeps
for each character where it stood. It must never change what is stored: finds are always cut from
the text as typed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

_STYLED = range(0x1D7CE, 0x1D7FF, 10)
_ZEROS = (0x0E50, 0x0ED0, 0x0660, 0x06F0, 0x0966, 0x1040, 0x17E0, 0xFF10, *_STYLED)
_FOLD: dict[int, str] = {
    **{zero + n: str(n) for zero in _ZEROS for n in range(10)},
    **{0x2460 + n: str(n + 1) for n in range(9)},  # circled digits
    **{0xFF21 + n: chr(0x61 + n) for n in range(26)},  # full-width letters
    **{0xFF41 + n: chr(0x61 + n) for n in range(26)},
    **dict.fromkeys((0xFF20,), "@"),
    **dict.fromkeys((0xFF0E, 0x2024, 0x3002), "."),
    **dict.fromkeys((0xFF0F, 0x2044), "/"),
    **dict.fromkeys((0xFF1A,), ":"),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFF0D, 0xFE63), "-"),
    **dict.fromkeys((0x2018, 0x2019, 0x02BC, 0xFF07), "'"),
    **dict.fromkeys((0x00A0, 0x2007, 0x202F, 0x3000, *range(0x2000, 0x200B)), " "),
    0x24EA: "0",
    0x0130: "i",  # the one letter whose small form is two characters long
}
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    r"\ufe0e\ufe0f\ufeff\u20e3\ue000-\uf8ff]"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as typed and its folded form.

    Attributes:
        text: as typed.
        folded: to search in; small letters, ASCII digits, nothing invisible.
        starts: where each folded character begins in `text`; None when the two are of one length.
        ends: where it ends there.
    """

    text: str = field(repr=False)
    folded: str = field(repr=False)
    starts: tuple[int, ...] | None = field(default=None, repr=False)
    ends: tuple[int, ...] | None = field(default=None, repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a non-empty stretch of the folded text stands in the text as typed."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def place(self, start: int) -> int:
        """Return the folded place of the first character at or after a place in the text."""
        return start if self.starts is None else bisect_left(self.starts, start)

    def cased(self, start: int, end: int) -> str:
        """Return a folded stretch as it was typed, capitals and all."""
        first, last = self.span(start, end)
        return self.text[first:last]

    def is_capital(self, place: int) -> bool:
        """Say whether a capital was typed at a folded place."""
        return self.cased(place, place + 1).isupper()

    def cased_from(self, start: int) -> str:
        """Return all from a folded place on, as it was typed."""
        return self.cased(start, len(self.folded)) if start < len(self.folded) else ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the folded text: a detail of this kind, or (no kind) to be left alone."""

    kind: str
    start: int
    end: int


class Rule(Protocol):
    """Finds details of some kinds in what earlier rules have left."""

    def __call__(self, left: str, typed: Typed) -> Iterable[Spot]:
        """Return the spots in `left`: the folded text, with `TAKEN` where spots were found."""
        ...


DIGIT = re.compile(r"\d")
"""Looked for before all else by what finds numbers: most messages have none."""

TAKEN = "\ue000"
"""Stands where an earlier rule has found something; folding removes it from what a child types."""


def fold(text: str) -> Typed:
    """Return the text with its folded form."""
    if _INVISIBLE.search(text) is None:
        return Typed(text, text.translate(_FOLD).lower())
    kept = [place for place, char in enumerate(text) if not _INVISIBLE.match(char)]
    folded = "".join(text[place] for place in kept).translate(_FOLD).lower()
    return Typed(text, folded, tuple(kept), tuple(place + 1 for place in kept))


def replace_words(typed: Typed, words: re.Pattern[str], meaning: Mapping[str, str]) -> Typed:
    """Return the text with words of the folded form put as what they mean, such as digits."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _stretches(words.finditer(typed.folded), len(typed.folded)):
        word = typed.folded[start:end]
        first, last = typed.span(start, end)
        meant = meaning.get(word, word)
        pieces.append(meant)
        starts += [first] * len(meant)
        ends += [last] * len(meant)
    return Typed(typed.text, "".join(pieces), tuple(starts), tuple(ends))


def _stretches(matches: Iterable[re.Match[str]], length: int) -> Iterable[tuple[int, int]]:
    done = 0
    for match in matches:
        yield from ((place, place + 1) for place in range(done, match.start()))
        yield match.span()
        done = match.end()
    yield from ((place, place + 1) for place in range(done, length))
