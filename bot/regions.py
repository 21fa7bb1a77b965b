"""Hears in which region of Thailand a child says it lives, to offer what is near it.

Nobody asks for it. It keeps a code of CONTRACT.md and never the place that was named; a place told
of somebody else, or two regions at once, tell nothing.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from bot.cues import Cues
from bot.words import read_yaml
from errors import InvalidContent


@dataclass(frozen=True, slots=True)
class Regions:
    """What stands before a place where one lives, and the places of each region.

    Attributes:
        lives: a cue with a place behind it, as groups `other` and one for each region.
    """

    lives: re.Pattern[str]

    @classmethod
    def load(cls, path: Path) -> "Regions":
        """Read `cues`, `others` and `regions`, the places by code.

        Raises:
            InvalidContent: a list is missing or holds something that is no text.
        """
        words = Cues(read_yaml(path), path.name)
        regions = words.entries.get("regions")
        if not isinstance(regions, dict) or not regions:
            raise InvalidContent(f"{path.name}: regions: lists of places by region are expected")
        places = "|".join(f"(?P<{code}>{words.any_of(f'regions.{code}')})" for code in regions)
        cues, others = words.any_of("cues"), words.any_of("others")
        return cls(re.compile(rf"(?P<other>{others}\s?)?{cues}\s?(?:{places})"))

    def heard(self, text: str) -> str | None:
        """Return the region that a text tells, or None."""
        told = {
            match.lastgroup for match in self.lives.finditer(text.lower()) if not match["other"]
        }
        return told.pop() if len(told) == 1 else None
