"""The cue words by which details and places are known, read from YAML that a counsellor can edit.

Turns lists of words into patterns that stay linear: words are taken literally, Latin words on word
edges, Thai words anywhere. It must never let a pattern be written in the data.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.alternatives import alternatives
from bot.words import read_yaml
from errors import InvalidContent

THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
"""The letters, vowels and marks of Thai, for use inside a character class."""

LETTERS = re.compile(f"[{THAI}]+")
"""Thai that stands together: without spaces that may be a word or a sentence."""

RUN = re.compile(f"[{THAI}]{{1,64}}")
"""The same, but no more of it than a name is looked for in."""

_LEADING_VOWELS = "\u0e40-\u0e44"
"""A vowel written before its consonant belongs to the letter after it: no word begins there."""

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of every file in a folder, by `file.key` or `file.key.key`; or of one, by `key`.

    Attributes:
        entries: what was read.
        origin: the folder or the file, for whoever has to mend it.
    """

    entries: dict[str, Any]
    origin: str

    @classmethod
    def load(cls, folder: Path, overlay: Path | None = None) -> "Cues":
        """Read every YAML file of the folder; a list of `overlay` replaces one of the same name.

        Raises:
            InvalidContent: there is none, or one cannot be read.
        """
        entries: dict[str, dict[str, Any]] = {}
        for path in (path for place in (folder, overlay) if place for path in _yaml(place)):
            entries.setdefault(path.stem, {}).update(read_yaml(path))
        if not entries:
            raise InvalidContent(f"{folder.name}: no file of cues")
        return cls(entries, folder.name)

    def words(self, name: str) -> tuple[str, ...]:
        """Return one list of words, small and stripped.

        Raises:
            InvalidContent: it is missing, empty, or holds something that is not text.
        """
        found = self._entry(name)
        if not isinstance(found, list) or not found:
            raise InvalidContent(f"{self.origin}: {name}: a list of words is expected")
        wrong = [word for word in found if not isinstance(word, str) or not word.strip()]
        if wrong:
            raise InvalidContent(
                f"{self.origin}: {name}: {wrong[0]!r} is no text; put it in quotes"
            )
        return tuple(str(word).lower() for word in found)

    def word(self, name: str) -> str:
        """Return one single word.

        Raises:
            InvalidContent: it is missing or no text.
        """
        found = self._entry(name)
        if not isinstance(found, str) or not found.strip():
            raise InvalidContent(f"{self.origin}: {name}: a word is expected")
        return found.lower()

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of a group of lists.

        Raises:
            InvalidContent: there is no such group.
        """
        found = self._entry(name)
        if not isinstance(found, dict):
            raise InvalidContent(f"{self.origin}: {name}: a group of lists is expected")
        return tuple(found)

    def any_of(self, *names: str, edge: str = "a-z") -> str:
        """Return a pattern for any word of these lists."""
        return any_of((word for name in names for word in self.words(name)), edge=edge)

    def _entry(self, name: str) -> object:
        found: Any = self.entries
        for key in name.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found


def _yaml(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


def any_of(words: Iterable[str], *, edge: str = "a-z") -> str:
    """Return a pattern for any of these words, longest first.

    Args:
        words: taken literally, except that a space in them may be missing or be up to three.
        edge: characters that may not stand next to a Latin end of a word; "" for none.
    """
    ordered = sorted({word.strip() for word in words}, key=lambda word: (-len(word), word))
    firsts = "".join(sorted({re.escape(word[0]) for word in ordered}))
    # Looking at one sign first saves trying every word at every place.
    return f"(?:(?=[{firsts}]){alternatives(_signs(word, edge) for word in ordered)})"


def _signs(word: str, edge: str) -> list[str]:
    """Return the patterns of the signs of a word, with what may not stand before and behind it."""
    first, *rest = (r"\s{0,3}" if sign == " " else re.escape(sign) for sign in _plain(word))
    before = f"(?<![{_LEADING_VOWELS}]{first})" if re.match(f"[{THAI}]", word[0]) else ""
    if edge and _is_latin(word[0]):
        before = f"(?<![{edge}]{first})"
    after = f"(?![{edge}])" if edge and _is_latin(word[-1]) else ""
    return [sign for sign in (first, before, *rest, after) if sign]


def _plain(word: str) -> str:
    return _SPACES.sub(" ", word)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
