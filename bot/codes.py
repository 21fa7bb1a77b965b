"""The statistic codes of CONTRACT.md with their labels in both languages (`bot/content/codes.yml`).

A sub-code is known as `main.sub`; the main codes of a group stand in a group of their own,
`reason_main` beside `reason`. Codes are stable; nothing here counts anything.
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
        InvalidContent: a label lacks a language, an entry has the wrong form, or a later file has a
            code of its own: figures of one helpline must mean what those of another mean.
    """
    codes: dict[str, dict[str, Mapping[Language, str]]] = {}
    for number, path in enumerate(paths):
        for group, entries in read_yaml(path).items():
            where = f"{path.name}: {group}"
            groups = {str(group): dict(_labels(where, "", entries))}
            if mains := dict(_mains(where, entries)):
                groups[f"{group}_main"] = mains
            for name, labels in groups.items():
                known = codes.setdefault(name, {})
                unknown = sorted(labels.keys() - known.keys()) if number else []
                if unknown:
                    raise InvalidContent(f"{where}: unknown {', '.join(unknown)}: codes are fixed")
                known.update(labels)
    return codes


def _mains(where: str, entries: object) -> Iterator[tuple[str, Mapping[Language, str]]]:
    for code, entry in entries.items() if isinstance(entries, dict) else ():
        if isinstance(entry, dict) and "codes" in entry:
            yield str(code), pair(f"{where}: {code}", entry)


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
