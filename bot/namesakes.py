"""Finds what bears a name and is no person whom a child knows: stars, food, cars, subjects.

A star is told by the band behind the name, food by what is cooked or bought, the rest by the whole
word. Who is near a child is never told so.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues


class Namesakes:
    """Knows names that are none here."""

    def __init__(self, cues: Cues) -> None:
        stars = cues.any_of("namesakes.bands", edge="a-z0-9")
        foods, kitchen = cues.any_of("namesakes.foods"), cues.any_of("namesakes.kitchen")
        self._told = re.compile(
            rf"{cues.any_of('namesakes.whole')}|(?<![{THAI}])[{THAI}]{{2,14}}\s?(?={stars})"
            rf"|{kitchen}{foods}"
        )

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find them."""
        return (match.span() for match in self._told.finditer(left))
