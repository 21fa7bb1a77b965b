"""The statistic codes of CONTRACT.md with their labels in both languages (`bot/content/codes.yml`).

A sub-code is known as `main.sub`. Codes are stable; nothing here counts anything.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.language import Language
from bot.words import pair, read_yaml
from errors import InvalidContent

Codes = Mapping[str, Mapping[str, Mapping[Language, str]]]
"""Labels by group and code, in the order of the file."""


def load_codes(*paths: Path) -> Codes:
    """Read the files in order; a later one replaces labels of an earlier one.

    Raises:
        InvalidContent: a label lacks a language, or an entry has the wrong form.
    """
    codes: dict[str, dict[str, Mapping[Language, str]]] = {}
    for path in paths:
        for group, entries in read_yaml(path).items():
            where = f"{path.name}: {group}"
            codes.setdefault(str(group), {}).update(_labels(where, "", entries))
    return codes


def _labels(where: str, main: str, entries: object) -> Iterator[tuple[str, Mapping[Language, str]]]:
    if not isinstance(entries, dict):
        raise InvalidContent(f"{where}: codes with their labels are expected")
    for code, entry in entries.items():
        known: dict[str, Any] = entry if isinstance(entry, dict) else {}
        labels = pair(f"{where}: {main}{code}", known)
        if "codes" in known:
            yield from _labels(where, f"{code}.", known["codes"])
        else:
            yield f"{main}{code}", labels
