"""Words a child may type instead of pressing a button; they work without any model.

A whole normalised message is compared, never a part, so that a shortcut cannot swallow what a child
tells. The lists are data (`bot/content/shortcuts.yml`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from bot.language import Language
from bot.words import read_yaml
from errors import InvalidContent


@dataclass(frozen=True, slots=True)
class Shortcuts:
    """Keys of buttons by what is typed for them, and the names of the languages."""

    keys: Mapping[str, str]
    named: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, path: Path, normalise: Callable[[str], str]) -> "Shortcuts":
        """Read `typed: {key: [words]}` and `named: {language: [names]}`.

        Raises:
            InvalidContent: the form is wrong, or one message stands for two keys.
        """
        read = read_yaml(path)
        keys: dict[str, str] = {}
        for key, phrases in _lists(path, read.get("typed")).items():
            for phrase in map(normalise, phrases):
                if keys.setdefault(phrase, key) != key:
                    raise InvalidContent(f"{path.name}: {phrase!r} stands for two keys")
        named = _lists(path, read.get("named"))
        if set(named) != set(get_args(Language)):
            raise InvalidContent(f"{path.name}: named: both languages are expected")
        return cls(keys, {of: tuple(map(normalise, names)) for of, names in named.items()})

    def key(self, text: str) -> str | None:
        """Return the key a whole normalised message stands for."""
        return self.keys.get(text.strip(" .!?"))

    def asked_for(self, text: str, current: Language) -> Language:
        """Return the language a message asks for; the other one when it names none, or both."""
        names = {of for of, words in self.named.items() if any(word in text for word in words)}
        if names == {"th"}:
            return "th"
        if names == {"en"}:
            return "en"
        return "en" if current == "th" else "th"


def _lists(path: Path, entries: object) -> dict[str, list[str]]:
    if not isinstance(entries, dict) or not all(
        isinstance(listed, list) and all(isinstance(one, str) for one in listed)
        for listed in entries.values()
    ):
        raise InvalidContent(f"{path.name}: lists of words by key are expected")
    return entries
