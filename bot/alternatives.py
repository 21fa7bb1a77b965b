"""Writes a pattern for any of many words, in which a beginning that many share is read once.

A list of hundreds of words costs little more to look for than one of ten. Of two words that begin
alike the longer one is tried first; where a pattern ends is decided by whoever asks.
"""

from collections.abc import Iterable, Sequence

type _Ways = dict[str, "_Ways"]
"""What may follow, by the pattern of one sign; `_END` where a word ends."""

_END = ""


def alternatives(words: Iterable[Sequence[str]]) -> str:
    """Return a pattern for any of these words.

    Args:
        words: each as the patterns of its signs, in order; the shorter of two that begin alike is
            tried last.
    """
    ways: _Ways = {}
    for word in words:
        further = ways
        for sign in word:
            further = further.setdefault(sign, {})
        further[_END] = {}
    return _written(ways)


def _written(ways: _Ways) -> str:
    longest_first = sorted(ways, key=lambda sign: sign == _END)
    found = [sign + (_written(ways[sign]) if ways[sign] else "") for sign in longest_first]
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"
