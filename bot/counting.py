"""Reads the number a child typed, with the few words that may stand around it.

Whole messages only: whatever else is said, it is no number. The words are data
(`bot/content/numbers.yml`), and nothing here knows what the number is for.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.words import read_yaml
from errors import InvalidContent

LONGEST = 40
"""Characters of a message that can still be a number with its words."""

_NUMBER = re.compile(r"(\d{1,2})")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Counting:
    """How numbers are typed; without words only bare numbers are read.

    Attributes:
        choices: a number among choices, said to be one ("number 2").
        numbers: a number that may be either.
        ages: an age, said to be one ("14 years old").
    """

    choices: re.Pattern[str] = _NEVER
    numbers: re.Pattern[str] = _NUMBER
    ages: re.Pattern[str] = _NEVER

    @classmethod
    def load(cls, path: Path, normalise: Callable[[str], str]) -> "Counting":
        """Read `choice` and `age`, each with the words `before` and `after` it.

        Raises:
            InvalidContent: the form is wrong.
        """
        read = read_yaml(path)
        parts = {
            (kind, where): _any_of(_words(path, read, kind, where), normalise)
            for kind in ("choice", "age")
            for where in ("before", "after")
        }
        before, after = parts["choice", "before"], parts["choice", "after"]
        old_before, old_after = parts["age", "before"], parts["age", "after"]
        number = _NUMBER.pattern
        return cls(
            choices=re.compile(rf"{before}[ .:#]*{number} ?(?:{after} ?)*"),
            numbers=re.compile(rf"{number} ?(?:{after} ?)*"),
            ages=re.compile(rf"(?:{old_before} ?)*{number}\+? ?(?:{old_after} ?)*"),
        )

    def choice(self, text: str) -> int | None:
        """Return the number of a choice that a text names as one."""
        return _read(self.choices, text)

    def number(self, text: str) -> int | None:
        """Return the number that a text is."""
        return _read(self.numbers, text)

    def age(self, text: str) -> int | None:
        """Return the age that a text is."""
        return _read(self.ages, text)


def _read(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.fullmatch(text) if len(text) <= LONGEST else None
    return int(found[1]) if found else None


def _words(path: Path, read: object, kind: str, where: str) -> list[str]:
    words = read.get(kind) if isinstance(read, dict) else None
    listed = words.get(where) if isinstance(words, dict) else None
    if not isinstance(listed, str) or not listed.strip():
        raise InvalidContent(
            f"{path.name}: {kind}: {where}: words separated by spaces are expected"
        )
    return [word.replace("_", " ") for word in listed.split()]


def _any_of(words: Iterable[str], normalise: Callable[[str], str]) -> str:
    plain = {normalise(word) for word in words}
    longest_first = sorted(plain, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
