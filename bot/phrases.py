"""A small language for phrases that a counsellor can write, and a quick way to find them in a text.

A phrase is plain words, with `{set}` for any word of a set, `{set?}` for one or none, `{!set}` for
"not before one of these" and `…` for up to `GAP` characters of anything. After ` & ` stands what
must also be near it, in any order; after ` &! ` what must not. No pattern repeats without bound.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from errors import InvalidContent

GAP = 20
NEAR = 60
_START = 2
_MARKUP = re.compile(r"(\{!?[^{}!?]+\??\}|…)")
_NEVER = "(?!)"
_ALSO = re.compile(r" (&!?) ")
_BEFORE_LATIN = "(?<![a-z0-9])"
_AFTER_LATIN = "(?![a-z0-9])"
_AFTER_THAI = "(?![\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])"


@dataclass(frozen=True, slots=True)
class Writing:
    """One way of writing: `spell` brings a phrase into it; `sets` are already in it."""

    spell: Callable[[str], str]
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, spell: Callable[[str], str], sets: Mapping[str, str]) -> "Writing":
        """Take the sets as they are written: words separated by commas."""
        return cls(spell, {name: _spelt(spell, words) for name, words in sets.items()})

    def pattern(self, phrase: str) -> str:
        """Return the source of the pattern that matches `phrase`.

        Raises:
            InvalidContent: the phrase holds no letters or names an unknown set.
        """
        pattern = "".join(self._part(part, phrase) for part in _parts(phrase))
        if not pattern:
            raise InvalidContent(f"{phrase!r} holds no letters")
        return pattern

    def any_of(self, phrases: Iterable[str]) -> str:
        """Return the source of the pattern that matches any of `phrases`."""
        return _either(self.pattern(phrase) for phrase in phrases)

    def starts(self, phrase: str) -> set[str]:
        """Return the pairs of characters a match of `phrase` can begin with.

        Raises:
            InvalidContent: it begins with a gap, an optional set, or fewer than two characters.
        """
        first = _parts(phrase)[0]
        heads = self._set(first, phrase) if first.startswith("{") else (self.spell(first),)
        if first.startswith("{!") or first.endswith("?}") or min(map(len, heads)) < _START:
            raise InvalidContent(f"{phrase!r} must begin with two letters or more")
        return {head[:_START] for head in heads}

    def _part(self, part: str, phrase: str) -> str:
        if part == "…":
            return f"[^.]{{0,{GAP}}}?"
        if not part.startswith("{"):
            return _literal(self.spell(part))
        words = _any_word(self._set(part, phrase))
        if part.startswith("{!"):
            return f"(?! ?{words})"
        return f" ?{words}{'?' * part.endswith('?}')} ?"

    def _set(self, part: str, phrase: str) -> tuple[str, ...]:
        name = part.strip("{!?}")
        if name not in self.sets:
            raise InvalidContent(f"{phrase!r} names a set that is not there: {name!r}")
        return self.sets[name]


@dataclass(frozen=True, slots=True)
class Found[T]:
    """Where a phrase stands in a text, and what it means."""

    start: int
    end: int
    meaning: T


@dataclass(frozen=True, slots=True)
class _Phrase[T]:
    """A compiled phrase: itself, what must be near it, and what must not."""

    pattern: re.Pattern[str]
    near: tuple[re.Pattern[str], ...]
    without: tuple[re.Pattern[str], ...]
    meaning: T

    def at(self, text: str, place: int) -> Found[T] | None:
        match = self.pattern.match(text, place)
        if match is None:
            return None
        start, end = max(0, place - NEAR), match.end() + NEAR
        if not all(near.search(text, start, end) for near in self.near):
            return None
        if any(other.search(text, start, end) for other in self.without):
            return None
        return Found(place, match.end(), self.meaning)


class Phrases[T]:
    """Phrases with their meanings, looked up by their first two characters."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._by_start: defaultdict[str, list[_Phrase[T]]] = defaultdict(list)

    def add(self, phrase: str, meaning: T) -> None:
        """Take a phrase in.

        Raises:
            InvalidContent: the phrase is not one (see `Writing`).
        """
        first, *rest = _ALSO.split(phrase)
        also = [
            (sign, self._compiled(part)) for sign, part in zip(rest[::2], rest[1::2], strict=True)
        ]
        compiled = _Phrase(
            self._compiled(first),
            near=tuple(pattern for sign, pattern in also if sign == "&"),
            without=tuple(pattern for sign, pattern in also if sign == "&!"),
            meaning=meaning,
        )
        for start in self._writing.starts(first):
            self._by_start[start].append(compiled)

    def find(self, text: str) -> Iterator[Found[T]]:
        """Yield every phrase at every place of a text written in the same way."""
        for place in range(len(text) - 1):
            for phrase in self._by_start.get(text[place : place + _START], ()):
                if found := phrase.at(text, place):
                    yield found

    def _compiled(self, phrase: str) -> re.Pattern[str]:
        return re.compile(self._writing.pattern(phrase))


def _parts(phrase: str) -> list[str]:
    parts = [part for part in _MARKUP.split(phrase) if part.strip()]
    if not parts or parts[0] == "…":
        raise InvalidContent(f"{phrase!r} must begin with letters")
    return parts


def _spelt(spell: Callable[[str], str], words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (spell(word) for word in words.split(",")))))


def _literal(text: str) -> str:
    """Match `text`: Latin only from edge to edge of a word, Thai not without its last marks."""
    return _any_word((text,)) if text else ""


def _any_word(words: Iterable[str]) -> str:
    """Match any of the words; the guards of their edges stand once, which compiles fast."""
    kinds: defaultdict[tuple[bool, bool], list[str]] = defaultdict(list)
    for word in words:
        kinds[word[0].isascii(), word[-1].isascii()].append(re.escape(word))
    return _either(
        f"{_BEFORE_LATIN if latin_start else ''}{_either(kind)}"
        f"{_AFTER_LATIN if latin_end else _AFTER_THAI}"
        for (latin_start, latin_end), kind in kinds.items()
    )


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(patterns, key=len, reverse=True)) or _NEVER})"
