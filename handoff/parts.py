"""Cuts a long line into bubbles a child can read, at the ends of sentences where there are any.

Pure. Nothing is lost or changed but the white space at a cut; no letter is parted from its marks.
"""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 1000
"""Characters of one bubble (platforms.md 3); far under what any platform takes (4,096 UTF-16 units
of Telegram, 5,000 of LINE), as no character needs more than two units."""

_ENDS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s+"),
    re.compile(r"\s+"),
)
"""Where to cut, best first: a paragraph, a line, a sentence; Thai parts its sentences by spaces."""

_JOINER = "\u200d"


def parts_of(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """Return the text in parts of at most `longest` characters; a short one as it is."""
    return tuple(_cut(text, longest)) if len(text) > longest else (text,)


def _cut(text: str, longest: int) -> Iterator[str]:
    while len(text) > longest:
        end, on = _end(text, longest)
        yield text[:end]
        text = text[on:]
    if text:
        yield text


def _end(text: str, longest: int) -> tuple[int, int]:
    """Return where a part ends and where the next one begins."""
    for pattern in _ENDS:
        found = [
            match
            for match in pattern.finditer(text, longest // 3, longest + 1)
            if 0 < match.start() <= longest
        ]
        if found:
            return found[-1].start(), found[-1].end()
    end = longest
    while end > 1 and _belongs(text[end - 1], text[end]):
        end -= 1
    return end, end


def _belongs(before: str, sign: str) -> bool:
    """Say whether a character cannot be parted from the one before it."""
    if _JOINER in (before, sign):
        return True
    # A Thai leading vowel is written before its consonant; its other vowels and tones are marks.
    return unicodedata.category(sign) in {"Mn", "Mc", "Me"} or "\u0e40" <= before <= "\u0e44"
