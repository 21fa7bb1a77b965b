"""Cuts a text into overlapping pieces: what danger is learned from, and heard by.

Learning happens in Python 3.10 and hearing in 3.12, so that this must run in both and need nothing.
"""

from collections.abc import Iterator, Sequence

SHORTEST, LONGEST = 1, 5
"""Characters of a piece. Longer ones told no more on the validation lines."""

WORDS = 3
"""Words of the longest run."""

NEAR = 12
"""Words from the first of a pair to the last: "die" near "game" is another "die"."""

_RUN, _PAIR = "|", "&"
"""Opens a run of words or a pair, so that it is no run of characters."""


def pieces(text: str) -> set[str]:
    """Return the runs of characters and of words of a text, with a space between any two words.

    Runs of `SHORTEST` to `LONGEST` characters, edges marked, across the borders of Thai words; of
    one to `WORDS` words; and pairs of words that stand near each other, in either order.
    """
    words = text.split()
    return {*_characters(f" {_joined(words)} "), *_words(words), *_pairs(words)}


def _joined(words: Sequence[str]) -> str:
    """Return the words with spaces where Latin ones need them."""
    joined: list[str] = []
    for word in words:
        if joined and (word.isascii() or joined[-1].isascii()):
            joined.append(" ")
        joined.append(word)
    return "".join(joined)


def _characters(text: str) -> Iterator[str]:
    for length in range(SHORTEST, LONGEST + 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def _words(words: Sequence[str]) -> Iterator[str]:
    for length in range(1, WORDS + 1):
        for start in range(len(words) - length + 1):
            yield _RUN + " ".join(words[start : start + length])


def _pairs(words: Sequence[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        for other in words[at + 1 : at + NEAR]:
            first, last = (word, other) if word < other else (other, word)
            yield f"{_PAIR}{first} {last}"
