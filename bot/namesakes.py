"""Finds what bears a name and is no person whom a child knows: stars, food, cars, subjects.

A star is told by the band behind the name, food by what is cooked or bought, the rest by the whole
word. Who is near a child is never told so.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues

_BACK = 16
"""Letters to look back for the name before a band."""

_BEFORE = re.compile(rf"(?<![{THAI}])[{THAI}]{{2,14}}\s?\Z")


class Namesakes:
    """Knows names that are none here."""

    def __init__(self, cues: Cues) -> None:
        stars = cues.any_of("namesakes.bands", edge="a-z0-9")
        foods, kitchen = cues.any_of("namesakes.foods"), cues.any_of("namesakes.kitchen")
        self._told = re.compile(rf"{cues.any_of('namesakes.whole')}|{kitchen}{foods}")
        self._stars = re.compile(stars)

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find them."""
        yield from (match.span() for match in self._told.finditer(left))
        for star in self._stars.finditer(left):
            name = _BEFORE.search(left, max(0, star.start() - _BACK), star.start())
            if name:
                yield name.span()
