"""The statistic codes of CONTRACT.md with their labels, as the closing form offers them.

Only codes are ever counted; a label may change without changing a figure. It never knows a child.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.language import Language
from bot.words import pair, read_yaml
from errors import InvalidContent

GROUPS = (
    "contact_by",
    "age_band",
    "gender",
    "region",
    "reason",
    "online_harm",
    "platform",
    "offender",
    "told_before",
    "why_not_told",
    "risk",
    "outcome",
    "referral_result",
    "felt",
)
"""The groups the form asks for."""

SEEN = ("channel", "language", "hour", "wait", "length")
"""Groups that are counted without being asked for."""

Labels = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Codes:
    """Labels by group and code, in the order of the file.

    Attributes:
        headings: for a group with main and sub codes, the main code of each and its label.
    """

    labels: Mapping[str, Mapping[str, Labels]]
    headings: Mapping[str, Mapping[str, Labels]]

    @classmethod
    def load(cls, *paths: Path) -> "Codes":
        """Read `{group: {code: {th, en}}}`; a main code holds its sub codes under `codes`.

        A sub code is known as `main.sub`; labels of a later file replace those of an earlier one.

        Raises:
            InvalidContent: a group the form needs is missing, or a label lacks a language.
        """
        labels: dict[str, dict[str, Labels]] = {}
        headings: dict[str, dict[str, Labels]] = {}
        for path in paths:
            for group, entries in read_yaml(path).items():
                if group in (*GROUPS, *SEEN) and isinstance(entries, dict):
                    where = f"{path.name}: {group}"
                    labels.setdefault(group, {}).update(_codes(where, entries))
                    headings.setdefault(group, {}).update(_mains(where, entries))
        missing = [group for group in GROUPS if group not in labels]
        if missing:
            raise InvalidContent(f"{paths[0].name}: no codes for {', '.join(missing)}")
        return cls(labels, headings)

    def label(self, group: str, code: str, language: Language) -> str | None:
        """Return the label of a code, or None for one that is not known."""
        labels = self.labels.get(group, {}).get(code)
        return labels[language] if labels else None

    def allows(self, group: str, code: str) -> bool:
        """Say whether the group has this code."""
        return code in self.labels[group]

    def choices(self, group: str, language: Language) -> tuple[tuple[str, str], ...]:
        """Return code and label of everything in a group."""
        return tuple((code, label[language]) for code, label in self.labels[group].items())

    def sections(
        self, group: str, language: Language
    ) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Return a group's choices under the headings of their main codes."""
        everything = self.choices(group, language)
        return tuple(
            (
                heading[language],
                tuple(choice for choice in everything if choice[0].startswith(f"{main}.")),
            )
            for main, heading in self.headings[group].items()
        )


def _codes(where: str, entries: Mapping[str, Any]) -> Iterator[tuple[str, Labels]]:
    for code, entry in entries.items():
        subs = _subs(entry)
        if subs is None:
            yield str(code), pair(f"{where}: {code}", entry if isinstance(entry, dict) else {})
        else:
            for sub, labels in subs.items():
                yield f"{code}.{sub}", pair(f"{where}: {code}.{sub}", labels)


def _mains(where: str, entries: Mapping[str, Any]) -> Iterator[tuple[str, Labels]]:
    for code, entry in entries.items():
        if _subs(entry) is not None:
            yield str(code), pair(f"{where}: {code}", entry)


def _subs(entry: object) -> Mapping[str, Any] | None:
    subs = entry.get("codes") if isinstance(entry, dict) else None
    return subs if isinstance(subs, dict) else None
