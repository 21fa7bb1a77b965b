"""Refuses a text that is missing or cut off in one language, or alike in both by accident.

Wherever a YAML file has `th` beside `en` for people to read, the Thai must hold a Thai letter and
differ from the English. What is a name or an address in both languages is on the list beside this
file; a line there that excuses nothing is refused too, so that the list stays true.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.words import read_yaml

ROOT = Path(__file__).parents[1]
ALLOWED = Path(__file__).with_suffix(".yml")
WORDS = ("handoff/desk/**/*.yml", "bot/content/**/*.yml", "composition/**/*.yml")
NOT_SHOWN = re.compile(r"bot/content/(risk|privacy|nlu)/|bot/content/(keywords|language)\.yml")
"""What is recognised in what a child types; nobody is shown it."""

_THAI = re.compile(r"[\u0e01-\u0e4f]")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in its two languages."""

    place: str
    th: str
    en: str
    is_cut: bool = False

    @property
    def fault(self) -> str:
        """What is wrong with it; empty if nothing is."""
        if self.is_cut:
            return "is cut off at a comma: put it in quotes"
        if not self.th.strip() or not self.en.strip():
            return "is missing in one language"
        if self.th.strip() == self.en.strip():
            return "is the same in both languages"
        return "" if _THAI.search(self.th) else "has no Thai letter in Thai"


def texts_of(place: str, entry: Any) -> Iterator[Text]:  # noqa: ANN401 - whatever YAML holds
    """Yield every text that stands below an entry."""
    if isinstance(entry, list):
        for number, one in enumerate(entry):
            yield from texts_of(f"{place}.{number}", one)
    elif isinstance(entry, dict) and entry.keys() & {"th", "en"}:
        yield from _both(place, entry)
    elif isinstance(entry, dict):
        for key, one in entry.items():
            yield from texts_of(f"{place}.{key}", one)


def _both(place: str, entry: Mapping[str, Any]) -> Iterator[Text]:
    th, en = entry.get("th"), entry.get("en")
    if isinstance(th, list) and isinstance(en, list):
        return  # what may be typed: each language has as many as it needs
    is_cut = any(one is None for key, one in entry.items() if key not in {"th", "en"})
    yield Text(place, _plain(th), _plain(en), is_cut)


def _plain(text: Any) -> str:  # noqa: ANN401 - as above
    return "" if text is None else str(text)


def shown() -> Iterator[Text]:
    """Yield every text of this repository that people are shown."""
    for path in sorted({path for pattern in WORDS for path in ROOT.glob(pattern)}):
        name = path.relative_to(ROOT).as_posix()
        if not NOT_SHOWN.search(name):
            yield from texts_of(name, read_yaml(path))


def faults(texts: list[Text], allowed: list[str]) -> Iterator[str]:
    """Yield what is to be mended, and what the list excuses in vain."""
    wrong = {text.place: text.fault for text in texts if text.fault}
    for place, fault in wrong.items():
        if place not in allowed:
            yield f"{place} {fault}"
    for place in allowed:
        if place not in wrong:
            yield f"{ALLOWED.name}: {place} needs no excuse"


def main() -> int:
    """Print every fault; 1 if there is one."""
    texts = list(shown())
    listed = read_yaml(ALLOWED)
    allowed = [f"{file}.{place}" for file, places in listed.items() for place in places]
    found = list(faults(texts, allowed))
    print(*found, f"{len(texts)} texts looked at, {len(found)} to mend", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
