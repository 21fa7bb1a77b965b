"""Knows how far an address in small Latin letters goes on: more words of an area, a house's name.

Without capitals a name of several words ends before a word that is none of Thai, or of a sentence.
"""

import re

from bot.cues import Cues
from bot.romanised import SYLLABLE

_BACK = 40
"""Letters to look back for a kind of area."""


class LatinAreas:
    """Addresses in small Latin letters, behind a part that is found."""

    def __init__(self, cues: Cues) -> None:
        ends = cues.any_of(
            "places.address.latin_ends",
            "places.address.told.english_ends",
            "places.address.latin_never",
        )
        thai = rf"(?!{ends}){SYLLABLE}{{1,4}}(?![a-z0-9'])"
        areas = cues.any_of("places.address.latin_areas")
        self._begun = re.compile(rf"{areas}\s[a-z]{{2,14}}(?:\s[a-z]{{2,14}})?\Z")
        self._more = re.compile(rf"\s{thai}")
        self._house = re.compile(
            rf",?\s(?:(?:at|in|of)\s)?(?:the\s)?(?!{ends})[a-z]{{3,20}}(?:\s(?!{ends})[a-z]{{3,14}})?"
            rf"\s{cues.any_of('places.address.latin_houses')}(?:\s(?:no\.?\s?)?\d{{1,4}})?"
        )

    def end(self, left: str, end: int) -> int:
        """Return the end with one more word of an area, or with the name of the house."""
        if not left[end - 1].isascii():
            return end
        begun = self._begun.search(left, max(0, end - _BACK), end)
        more = self._more.match(left, end) if begun else None
        match = more or self._house.match(left, end)
        return match.end() if match else end
