"""The two-word name under which staff see a conversation, in both languages.

A designation is drawn at random when a conversation opens and says nothing of the child. Two open
conversations may bear the same name; nothing may ever be decided by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.language import Language
from bot.words import pair, read_yaml
from errors import InvalidContent


@dataclass(frozen=True, slots=True)
class Designations:
    """The words names are made of: `Quiet` + `Heron` in English, the thing first in Thai."""

    adjectives: tuple[Mapping[Language, str], ...]
    things: tuple[Mapping[Language, str], ...]

    @classmethod
    def load(cls, path: Path) -> "Designations":
        """Read `{adjectives: [{th, en}], things: [{th, en}]}`.

        Raises:
            InvalidContent: a list is missing or empty, or a word lacks a language.
        """
        read = read_yaml(path)
        return cls(_words(path.name, read, "adjectives"), _words(path.name, read, "things"))

    def __len__(self) -> int:
        return len(self.adjectives) * len(self.things)

    def name(self, number: int, language: Language) -> str:
        """Return the name a number stands for; every number stands for one."""
        above, thing_at = divmod(number, len(self.things))
        adjective = self.adjectives[above % len(self.adjectives)][language]
        thing = self.things[thing_at][language]
        # A Thai adjective follows its noun and is written together with it.
        return f"{thing}{adjective}" if language == "th" else f"{adjective} {thing}"


def _words(where: str, read: Mapping[str, Any], part: str) -> tuple[Mapping[Language, str], ...]:
    entries = read.get(part)
    if not isinstance(entries, list) or not entries:
        raise InvalidContent(f"{where}: a list of {part} is expected")
    return tuple(
        pair(f"{where}: {part} {place}", entry if isinstance(entry, dict) else {})
        for place, entry in enumerate(entries, start=1)
    )
