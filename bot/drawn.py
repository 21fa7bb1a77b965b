"""Knows how far a name reaches that is drawn out: with one letter three times and more."""

import re

from bot.given import Ends, may_cut

_DRAWN = re.compile("[\u0e01-\u0e4e]{0,8}?([\u0e01-\u0e2e])\\1{2,9}")
_REST = 5
"""Letters of the last syllable behind what is drawn out."""


def drawn_length(run: str, ends: Ends) -> int:
    """Return how many letters of a run are such a name; 0 if none is drawn out at its beginning."""
    match = _DRAWN.match(run)
    if match is None or ends.closes(run):
        return 0
    places = range(match.end(), min(len(run), match.end() + _REST) + 1)
    return next((at for at in places if may_cut(run, at) and ends.closes(run, at)), 0)
