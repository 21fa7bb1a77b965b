"""What no text for a child may say: patterns with reasons, as data (`bot/content/wording.yml`).

It finds words; whether a text is kind and true is for people to review.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.words import read_yaml
from errors import InvalidContent


@dataclass(frozen=True, slots=True)
class Wording:
    """Compiled patterns, each with its reason."""

    never: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def load(cls, path: Path) -> "Wording":
        """Read `never: [{pattern, because}]`.

        Raises:
            InvalidContent: the form is wrong or a pattern does not compile.
        """
        rules = read_yaml(path).get("never")
        if not isinstance(rules, list):
            raise InvalidContent(f"{path.name}: never: a list is expected")
        try:
            return cls(
                tuple(
                    (re.compile(rule["pattern"], re.IGNORECASE), rule["because"]) for rule in rules
                )
            )
        except (re.error, KeyError, TypeError) as error:
            raise InvalidContent(f"{path.name}: never: {error}") from None

    def faults(self, text: str) -> Iterator[str]:
        """Yield what is wrong with a text, with the reason."""
        for pattern, because in self.never:
            found = pattern.search(text)
            if found:
                yield f"says {found[0]!r}: {because}"
