"""Cuts a text into overlapping pieces: what danger is learned from, and heard by.

Learning happens in Python 3.10 and hearing in 3.12, so that this must run in both and need nothing.
"""

from collections.abc import Iterator

SHORTEST, LONGEST = 1, 5
"""Characters of a piece. Longer ones told no more on the validation lines."""


def pieces(text: str) -> set[str]:
    """Return every run of `SHORTEST` to `LONGEST` characters of a text, its edges marked."""
    return set(_runs(f" {text} "))


def _runs(text: str) -> Iterator[str]:
    for length in range(SHORTEST, LONGEST + 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]
