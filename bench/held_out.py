"""How well the bot understands: figures over lines by authors who have not seen the examples.

Pure. It counts; what is good enough is decided by those who ask (tests, the benchmark's table).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.language import Language
from bot.privacy import Find
from bot.risk import Risk

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "held_out"
OUT_OF_SCOPE = "out_of_scope"
_MASKED = "#"

PRESSING = ("suicide", "sextortion", "sexual_abuse", "talk_to_human", "quick_exit")
"""Intents of which nearly none may be missed."""

TARGETS = {
    "intent right, Thai": 0.92,
    "intent right, English": 0.94,
    "lowest recall of an intent": 0.75,
    **{f"recall of {one}": 0.95 for one in PRESSING},
    "danger found": 0.99,
    "false danger": 0.04,
    "personal details hidden": 0.95,
    "false masks": 0.02,
}
"""At least so much; of what is false, at most."""


def reached(name: str, figure: float | None) -> bool:
    """Say whether a figure is as its target wants it; one that was not taken is not."""
    wanted = TARGETS[name]
    if figure is None:
        return False
    return figure <= wanted if name.startswith("false") else figure >= wanted


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what two counsellors would call it: an intent, or a risk."""

    text: str
    language: Language
    label: str


@dataclass(frozen=True, slots=True)
class Detailed:
    """A line with the personal details in it, as (kind, exact substring)."""

    text: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was read of each line; `sure` is the confidence, 0 to 1."""

    lines: Sequence[Line]
    said: Sequence[str]
    sure: Sequence[float]

    def right(self, language: Language, least: float = 0.0) -> float:
        """Return the share of a language's lines that were read rightly, and as surely as that."""
        rows = [
            line.label == said and sure >= least
            for line, said, sure in zip(self.lines, self.said, self.sure, strict=True)
            if line.language == language
        ]
        return sum(rows) / len(rows)

    def recall(self) -> Mapping[str, float]:
        """Return for each label the share of its lines that were read rightly, lowest first."""
        asked = Counter(line.label for line in self.lines)
        found = Counter(
            line.label
            for line, said in zip(self.lines, self.said, strict=True)
            if line.label == said
        )
        shares = {label: found[label] / count for label, count in asked.items()}
        return dict(sorted(shares.items(), key=lambda each: each[1]))

    def confusions(self, most: int = 12) -> list[tuple[str, str, int]]:
        """Return the commonest (label, read as, times)."""
        pairs = Counter(
            (line.label, said)
            for line, said in zip(self.lines, self.said, strict=True)
            if line.label != said
        )
        return [(label, said, times) for (label, said), times in pairs.most_common(most)]

    def raised(self, label: str, level: str = Risk.DANGER) -> float:
        """Return the share of a label's lines that were read as this level."""
        said = [
            said for line, said in zip(self.lines, self.said, strict=True) if line.label == label
        ]
        return said.count(level) / len(said)

    def answered(self, least: float) -> float:
        """Return the share of lines that are answered by a topic from this confidence on."""
        return sum(self._topics(least)) / len(self.lines)

    def misled(self, least: float) -> float:
        """Return the share of lines that are answered by a wrong topic."""
        return sum(self._wrong(least)) / len(self.lines)

    def cost(self, least: float, *, wrong: float = 2.0) -> float:
        """Return what a threshold costs a line.

        Below it a child is offered the menu or a person, which costs 1 where a topic would have
        been right; a wrong topic costs `wrong`.
        """
        offered = [
            not topic and line.label != OUT_OF_SCOPE
            for topic, line in zip(self._topics(least), self.lines, strict=True)
        ]
        return (sum(offered) + wrong * sum(self._wrong(least))) / len(self.lines)

    def _topics(self, least: float) -> list[bool]:
        return [
            sure >= least and said != OUT_OF_SCOPE
            for said, sure in zip(self.said, self.sure, strict=True)
        ]

    def _wrong(self, least: float) -> list[bool]:
        return [
            topic and said != line.label
            for topic, said, line in zip(self._topics(least), self.said, self.lines, strict=True)
        ]


def intents(which: str) -> list[Line]:
    """Return the lines of the set `validation`, `test` or `strangers`, each with its intent."""
    return [
        Line(text, language, intent)
        for language in ("th", "en")
        for path in sorted((FOLDER / which).glob(f"intents_{language}*.yml"))
        for intent, texts in _read(which, path.name).items()
        for text in texts
    ]


def risks(which: str, form: Literal["risk", "long"] = "risk") -> list[Line]:
    """Return the lines of danger, of concern and of neither, many of these with words of danger.

    Args:
        which: `validation`, `test` or `strangers`.
        form: `long` for messages of many sentences, of which one at most tells of danger.
    """
    return [
        Line(text, language, level)
        for path in sorted((FOLDER / which).glob(f"{form}*.yml"))
        for level, both in _read(which, path.name).items()
        for language, texts in both.items()
        for text in texts
    ]


def details(which: str) -> list[Detailed]:
    """Return the lines with and without personal details, also of the set `strangers`."""
    return [
        Detailed(entry["text"], tuple((one["kind"], one["value"]) for one in entry["pii"]))
        for path in sorted((FOLDER / which).glob("personal_details*.yml"))
        for entry in _read(which, path.name)
    ]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was hidden of a set.

    Attributes:
        whole: the share of the details that were hidden whole.
        falsely: the share of the lines in which something was hidden that is no detail.
    """

    whole: float
    falsely: float


def hidden(which: str, find: Callable[[str], Iterable[Find]]) -> Hidden:
    """Return what finding hides of a set's lines with and without personal details."""
    lines = details(which)
    counts = [covered(line, find(line.text)) for line in lines]
    whole = sum(found for found, _ in counts) / sum(len(line.details) for line in lines)
    return Hidden(whole, sum(bool(false) for _, false in counts) / len(lines))


def covered(line: Detailed, finds: Iterable[Find]) -> tuple[int, int]:
    """Return how many details of a line are hidden whole, and how many finds are none."""
    finds = list(finds)
    signs = list(line.text)
    for find in finds:
        signs[find.start : find.end] = _MASKED * (find.end - find.start)
    places = [(line.text.index(value), value) for _, value in line.details]
    whole = sum(
        all(signs[at + n] == _MASKED or not sign.isalnum() for n, sign in enumerate(value))
        for at, value in places
    )
    false = sum(
        not any(find.start < at + len(value) and at < find.end for at, value in places)
        for find in finds
    )
    return whole, false


def _read(which: str, name: str) -> Any:  # noqa: ANN401 - a file of its own form each
    return yaml.safe_load((FOLDER / which / name).read_text(encoding="utf-8"))
