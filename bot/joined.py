"""Joins what was learned of a text with what the rules have found in it.

What the rules leave alone on purpose is never hidden. A stretch that both know in part becomes one
detail, so that no half of a name or a place stays to be read.
"""

import re
from collections.abc import Iterable

from bot.typed import Spot

WIDE = frozenset(("person_name", "school", "address", "handle", "line_id", "game_id"))
"""The kinds whose ends are uncertain; all others are exact and stay as they are."""

_LETTER = re.compile(r"[^\W\d_]")
_SHORTEST = 2


def joined(text: str, found: Iterable[Spot], learned: Iterable[Spot]) -> list[Spot]:
    """Return the spots of both, none overlapping another.

    Args:
        text: in which they stand.
        found: by the rules; one without a kind is to be left alone.
        learned: none overlapping another.
    """
    spots = list(found)
    for one in (trimmed for spot in learned for trimmed in _trimmed(text, spot)):
        touched = [spot for spot in spots if spot.start < one.end and one.start < spot.end]
        if all(spot.kind for spot in touched):
            wide = [spot for spot in touched if spot.kind in WIDE]
            exact = [spot for spot in touched if spot.kind not in WIDE]
            whole = _whole((*wide, one))
            spots = [spot for spot in spots if spot not in wide]
            spots += _around(text, whole, exact) if exact else (whole,)
    return spots


def _whole(parts: Iterable[Spot]) -> Spot:
    """Return one spot over several, of the kind of the longest."""
    parts = tuple(parts)
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    return Spot(max(parts, key=lambda part: part.end - part.start).kind, start, end)


def _around(text: str, whole: Spot, exact: Iterable[Spot]) -> Iterable[Spot]:
    """Yield what is left of a spot between exact ones."""
    start = whole.start
    for spot in sorted(exact, key=lambda spot: spot.start):
        yield from _trimmed(text, Spot(whole.kind, start, spot.start))
        start = spot.end
    yield from _trimmed(text, Spot(whole.kind, start, whole.end))


def _trimmed(text: str, spot: Spot) -> Iterable[Spot]:
    """Yield a spot without the signs around it, if it is long enough and not all numbers."""
    start, end = spot.start, spot.end
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if end - start >= _SHORTEST and _LETTER.search(text, start, end):
        yield Spot(spot.kind, start, end)
