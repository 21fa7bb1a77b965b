"""Knows where what tells of a place ends, and what somebody does begins."""

import re

from bot.cues import Cues
from bot.given import may_cut


class StoryEnds:
    """Knows where what tells of a place ends: with a word that says what somebody does."""

    def __init__(self, cues: Cues) -> None:
        kept = cues.any_of("places.address.told.kept")
        self._ends = re.compile(rf"(?P<kept>{kept})|{cues.any_of('places.address.told.ends')}")

    def cut(self, run: str) -> int:
        """Return how many letters of the run tell of a place."""
        for match in self._ends.finditer(run):
            if match["kept"] is None and may_cut(run, match.start()):
                return match.start()
        return len(run)
