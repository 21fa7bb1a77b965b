"""Danger words in both languages: needs no model and no network, and is never wrong quietly.

Phrases and the words around them that change their meaning are content a counsellor can edit
(`bot/content/risk`). In doubt the higher risk stands; laughter never lowers it. Phrases that are
said lightly too may be denied by whoever hears the whole message, the others never.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.phrases import Found, Phrases, Writing
from bot.words import read_yaml
from errors import InvalidContent

CONTEXT = "context.yml"

_REACH = 60
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_STOP = re.compile(r" ?[.!?][ .!?]*")
_OTHER = re.compile(f"[^a-z0-9.{_THAI}]+")
_THAI_SPACE = re.compile(f" (?=[{_THAI}])|(?<=[{_THAI}]) ")
_DOUBLED = re.compile("([a-z\u0e30\u0e32\u0e33\u0e40-\u0e44])\\1+")
_TONES = re.compile("[\u0e47-\u0e4c]")


class Risk(StrEnum):
    """How much danger a message tells of; see CONTRACT.md."""

    NONE = "none"
    CONCERN = "concern"
    DANGER = "danger"


_RANK = {risk: rank for rank, risk in enumerate(Risk)}


def highest(risks: Iterable[Risk]) -> Risk:
    """Return the highest of the risks; of none, `NONE`."""
    return max(risks, key=_RANK.__getitem__, default=Risk.NONE)


@dataclass(frozen=True, slots=True)
class RiskRules:
    """All phrases, compiled once; it holds nothing of any message."""

    _lexicons: "tuple[_Lexicon, ...]"

    @classmethod
    def load(
        cls, folder: Path, normalise: Callable[[str], str], overlay: Path | None = None
    ) -> "RiskRules":
        """Read the topics of a folder; a file of the same name in `overlay` replaces one.

        Args:
            folder: one YAML file for each topic, and `context.yml`.
            normalise: what the messages went through (`Languages.normalise`).
            overlay: the operator's folder, which may be missing.

        Raises:
            InvalidContent: a file cannot be read or a phrase is not one; file and phrase are named.
        """
        files = {path.name: path for place in (folder, overlay) if place for path in _yaml(place)}
        if CONTEXT not in files:
            raise InvalidContent(f"{folder.name}: {CONTEXT} is missing")
        context = _Context(files.pop(CONTEXT))
        written = _Lexicon(context, _written, normalise)
        loose = _Lexicon(context, lambda text: context.sound(_written(text)), normalise)
        for _, path in sorted(files.items()):
            topic = _Topic(path, context)
            written.add(path.name, topic.exact, topic)
            loose.add(path.name, topic.phrases, topic)
        return cls((written, loose))

    def assess(self, text: str, *, denied: bool = False) -> Risk:
        """Return the highest risk that any phrase of a normalised text tells of.

        Args:
            text: what a child wrote.
            denied: whether the whole sounds clearly harmless (`LearnedDanger.denies`); phrases of a
                topic that states what they are then, are that.
        """
        return highest(lexicon.assess(text, denied=denied) for lexicon in self._lexicons)


def sound_of(folder: Path) -> Callable[[str], str]:
    """Return what makes a normalised text into how it sounds: no tone marks, one letter a sound.

    Raises:
        InvalidContent: `context.yml` of the folder cannot be read.
    """
    context = _Context(folder / CONTEXT)
    return lambda text: context.sound(_written(text))


class _Context:
    """What all topics share: word sets, idioms, and the surroundings that change a meaning."""

    def __init__(self, path: Path) -> None:
        entries = read_yaml(path)
        self.name = path.name
        self.sets = _mapping(path, entries, "sets")
        self.around = _mapping(path, entries, "around")
        self.idioms = _lines(path, entries, "idioms")
        self.undone_by = _lines(path, entries, "undone_by")
        self._alike = str.maketrans(
            {
                other: one
                for one, others in _mapping(path, entries, "alike").items()
                for other in others
            }
        )

    def sound(self, text: str) -> str:
        """Return a written text without tone marks, letters of one sound made one."""
        return _DOUBLED.sub(r"\1", _TONES.sub("", text).translate(self._alike))


class _Topic:
    """One file of phrases, what they mean alone, and what in each surrounding."""

    def __init__(self, path: Path, context: _Context) -> None:
        entries = read_yaml(path)
        self.exact = _lines(path, entries, "exact")
        self.phrases = _lines(path, entries, "th") + _lines(path, entries, "en")
        self.level = _risk(path, entries.get("level"))
        self.denied = _risk(path, entries.get("denied", self.level))
        self.changed = {
            name: _risk(path, entries[name]) for name in context.around if name in entries
        }
        unknown = entries.keys() - {"level", "denied", "exact", "th", "en", *context.around}
        if unknown:
            raise InvalidContent(f"{path.name}: unknown entry {min(unknown)!r}")


class _Lexicon:
    """Phrases in one form of writing: as typed, or by sound."""

    def __init__(
        self, context: _Context, fold: Callable[[str], str], normalise: Callable[[str], str]
    ) -> None:
        self._fold = fold
        self._writing = Writing.of(lambda phrase: fold(normalise(phrase)), context.sets)
        self._phrases: Phrases[_Topic | None] = Phrases(self._writing)
        self._around = {
            name: self._before(context.name, entry) for name, entry in context.around.items()
        }
        self._undone = re.compile(self._writing.any_of(context.undone_by))
        self.add(context.name, context.idioms, None)

    def add(self, where: str, phrases: Iterable[str], topic: _Topic | None) -> None:
        try:
            for phrase in phrases:
                self._phrases.add(phrase, topic)
        except InvalidContent as error:
            raise InvalidContent(f"{where}: {error}") from None

    def assess(self, text: str, *, denied: bool) -> Risk:
        text = self._fold(text)
        found = list(self._phrases.find(text))
        idiom = bytearray(len(text))
        for one in found:
            if one.meaning is None:
                idiom[one.start : one.end] = b"\1" * (one.end - one.start)
        told = [one for one in found if not any(idiom[one.start : one.end])]
        undone = bool(told) and self._undone.search(text) is not None
        return highest(self._means(text, one, undone=undone, denied=denied) for one in told)

    def _means(self, text: str, found: Found[_Topic | None], *, undone: bool, denied: bool) -> Risk:
        topic = found.meaning
        if topic is None:
            return Risk.NONE
        level = topic.denied if denied else topic.level
        before = text[max(0, found.start - _REACH) : found.start]
        changed = (
            risk for name, risk in topic.changed.items() if self._around[name].search(before)
        )
        return level if undone else next(changed, level)

    def _before(self, where: str, entry: Mapping[str, Any]) -> re.Pattern[str]:
        """Match one of the words, then what may stand between it and the phrase."""
        try:
            words = self._writing.any_of(entry["words"])
            between = self._writing.any_of(entry.get("between", ()))
            reach = int(entry.get("reach", 0))
        except (InvalidContent, KeyError, TypeError, ValueError) as error:
            raise InvalidContent(f"{where}: around: {error}") from None
        return re.compile(rf"{words}(?: ?{between}){{0,3}} ?[^.]{{0,{reach}}}\Z")


def _written(text: str) -> str:
    """Letters, digits and full stops alone; a Thai letter needs no space beside it."""
    text = _STOP.sub(".", text.replace("'", ""))
    return _DOUBLED.sub(r"\1", _THAI_SPACE.sub("", _OTHER.sub(" ", text))).strip()


def _yaml(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


def _risk(path: Path, name: object) -> Risk:
    try:
        return Risk(str(name))
    except ValueError:
        raise InvalidContent(f"{path.name}: {name!r} is no risk") from None


def _mapping(path: Path, entries: Mapping[str, Any], name: str) -> dict[str, Any]:
    entry = entries.get(name)
    if not isinstance(entry, dict):
        raise InvalidContent(f"{path.name}: {name}: a mapping is expected")
    return entry


def _lines(path: Path, entries: Mapping[str, Any], name: str) -> list[str]:
    lines = entries.get(name, [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise InvalidContent(f"{path.name}: {name}: a list of phrases is expected")
    return lines
