"""What no text for a child may say, and what only with its source: `bot/content/wording.yml`.

Both are patterns with reasons. It finds words; whether a text is kind and true is for people to
review.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.words import read_yaml
from errors import InvalidContent


@dataclass(frozen=True, slots=True)
class Wording:
    """Compiled patterns, each with its reason.

    Attributes:
        never: what no text says.
        sourced: what states law, a right, a procedure or a medical fact.
    """

    never: tuple[tuple[re.Pattern[str], str], ...] = ()
    sourced: tuple[tuple[re.Pattern[str], str], ...] = ()

    @classmethod
    def load(cls, path: Path) -> "Wording":
        """Read `never: [{pattern, because}]` and, of the same form, `sourced`.

        Raises:
            InvalidContent: the form is wrong or a pattern does not compile.
        """
        lists = read_yaml(path)
        return cls(
            never=_rules(path, "never", lists.get("never")),
            sourced=_rules(path, "sourced", lists.get("sourced", [])),
        )

    def faults(self, text: str) -> Iterator[str]:
        """Yield what is wrong with a text, with the reason."""
        for pattern, because in self.never:
            found = pattern.search(text)
            if found:
                yield f"says {found[0]!r}: {because}"

    def banned(self, text: str) -> Iterator[str]:
        """Yield the words of a text that no text says."""
        for pattern, _ in self.never:
            yield from (found[0] for found in pattern.finditer(text))

    def claims(self, text: str) -> Iterator[str]:
        """Yield what a text states that needs a source, with the reason."""
        for pattern, because in self.sourced:
            found = pattern.search(text)
            if found:
                yield f"says {found[0]!r} without a source: {because}"


def _rules(path: Path, name: str, rules: object) -> tuple[tuple[re.Pattern[str], str], ...]:
    if not isinstance(rules, list):
        raise InvalidContent(f"{path.name}: {name}: a list is expected")
    try:
        return tuple(
            (re.compile(rule["pattern"], re.IGNORECASE), rule["because"]) for rule in rules
        )
    except (re.error, KeyError, TypeError) as error:
        raise InvalidContent(f"{path.name}: {name}: {error}") from None
