"""Cuts a text into words and says of each what a personal detail is learned from, and known by.

A word counts with its neighbours, with its letters and with the lists of names it stands on.
Learning and knowing must use the very same; nothing of any text is kept.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cues import Cues
from bot.given import Gazetteer
from bot.separated import dictionary
from bot.typed import Typed

_NOWHERE = "<>"
"""Stands where a text has no word any more."""

_NEAR = (-3, -2, -1, 1, 2, 3)
_LONGEST = 8
_FORMS = {
    "space": re.compile(r"\s+"),
    "number": re.compile(r"\d+"),
    "latin": re.compile("[a-z]+"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a folded text, or a stretch of spaces or signs.

    Attributes:
        text: the word.
        start: where it stands.
        kind: the lists it is on and its form, as one word.
    """

    text: str
    start: int
    kind: str

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.start + len(self.text)


class Tokens:
    """Cuts texts.

    Args:
        split: tells the words of a text apart, losing nothing of it.
        lists: words by the name of the list they are on.
    """

    def __init__(
        self, split: Callable[[str], Sequence[str]], lists: Mapping[str, frozenset[str]]
    ) -> None:
        self._split, self._lists = split, lists

    @classmethod
    def load(cls, folder: Path) -> "Tokens":
        """Read the lists of names.

        Args:
            folder: the YAML files of cues, as shipped: what was learned holds for these alone.

        Raises:
            InvalidContent: a list is missing or holds something that is not text.
        """
        cues, gazetteer = Cues.load(folder), Gazetteer.load()

        def names(*lists: str) -> frozenset[str]:
            return frozenset(name for one in lists for name in cues.words(f"names.{one}"))

        lists = {
            "nickname": names("nicknames", "everyday"),
            "given": gazetteer.given,
            "family": gazetteer.family,
            "word": gazetteer.words | gazetteer.short,
            "latin_nickname": names("nick_latin", "nick_words"),
        }
        return cls(dictionary(), lists)

    def __call__(self, typed: Typed) -> list[Token]:
        """Return the words of a text, in order."""
        found: list[Token] = []
        start = 0
        for word in self._split(typed.folded):
            found.append(Token(word, start, self._kind(word, typed, start)))
            start += len(word)
        return found

    def _kind(self, word: str, typed: Typed, start: int) -> str:
        on = [name for name, words in self._lists.items() if word in words]
        on += [name for name, form in _FORMS.items() if form.fullmatch(word)]
        if word[0].isascii() and word[0].isalpha() and typed.is_capital(start):
            on.append("capital")
        return "+".join(on) or "unlisted"


def features(tokens: Sequence[Token]) -> Iterator[list[str]]:
    """Yield, for each word, what is learned of it."""
    words = [_NOWHERE] * 3 + [token.text for token in tokens] + [_NOWHERE] * 3
    kinds = [_NOWHERE] * 3 + [token.kind for token in tokens] + [_NOWHERE] * 3
    for at in range(3, len(tokens) + 3):
        word, kind = words[at], kinds[at]
        before, behind = words[at - 1], words[at + 1]
        found = [
            "b",
            f"w={word}",
            f"k={kind}",
            f"2={word[:2]}",
            f"-2={word[-2:]}",
            f"-3={word[-3:]}",
            f"l={min(len(word), _LONGEST)}",
            f"<k={before}|{kind}",
            f"k>={kind}|{behind}",
            f"<k>={before}|{kind}|{behind}",
            f"<<k={words[at - 2]}|{before}|{kind}",
            f"k>>={kind}|{behind}|{words[at + 2]}",
        ]
        for away in _NEAR:
            found += (f"{away}w={words[at + away]}", f"{away}k={kinds[at + away]}")
        yield found
