"""Which language a child writes, and the one form of text that everything else reads.

`Languages` turns what a child typed into one spelling and tells Thai (in either script) from
English. It must never refuse a message or raise on one; its text is for matching, not for showing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from errors import InvalidContent

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = ("th", "en")

LIMIT = 4_000
"""Characters of one message that are read; the connectors accept no longer one."""

_PASSES = 6
_STRONG = 2

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u0483-\u0489\u0600-\u0605\u061c\u06dd"
    "\u070f\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffd\U000e0000-\U000e0fff"
    "\N{THAI CHARACTER MAIYAMOK}]"
)
_LOOKALIKES = str.maketrans(
    {chr(ord("\N{THAI DIGIT ZERO}") + digit): str(digit) for digit in range(10)}
    | dict.fromkeys("\u2018\u2019\u201b\u02bc`\u00b4", "'")
    | {"\N{THAI CHARACTER LAKKHANGYAO}": "\N{THAI CHARACTER SARA AA}"}
)
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_MARK_RUN = re.compile(f"[{_MARKS}]{{2,}}")
_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_FINAL_SIGNS = "\u0e4c\u0e4e"
_PHINTHU = "\N{THAI CHARACTER PHINTHU}"
_SPLIT_AM = re.compile(f"\u0e4d([{_MARKS}]{{0,8}})\u0e32")
_LATE_MARKS = re.compile(f"\u0e33([{_MARKS}]+)")
_THO_THUNG_LAUGHTER = re.compile("\N{THAI CHARACTER THO THUNG}{3,}")
_LAUGHTER = re.compile("5{4,}")
_RUN = re.compile(r"(\D)\1{2,}")

_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")
_LINK = re.compile(r"\b(?:[a-z]{2,8}://|www\.)\S*")
_LATIN = re.compile(r"[a-z]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Languages:
    """Word lists of both languages (`bot/content/language.yml`), ready to use.

    Attributes:
        karaoke: weight of each word that only Thai in Latin letters uses: 2 telling, 1 a hint.
        english: everyday English words.
        neutral: words of no language (apps, laughter, "ok"): alone they change nothing.
    """

    karaoke: Mapping[str, int] = field(repr=False)
    english: frozenset[str] = field(repr=False)
    neutral: frozenset[str] = field(repr=False)
    _spellings: "_Spellings" = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> "Languages":
        """Read and check the word lists.

        Raises:
            InvalidContent: the file cannot be read, a list is missing, or a corrected spelling
                would itself be corrected again.
        """
        from bot.words import read_yaml  # noqa: PLC0415 - keeps this module free of third parties

        lists = read_yaml(path)
        karaoke = dict.fromkeys(_words(path, lists, "karaoke_hints"), 1)
        karaoke |= dict.fromkeys(_words(path, lists, "karaoke"), _STRONG)
        languages = cls(
            karaoke=karaoke,
            english=frozenset(_words(path, lists, "english")),
            neutral=frozenset(_words(path, lists, "neutral")),
            _spellings=_Spellings(
                anywhere=_spellings(path, lists, "anywhere"),
                at_end=_spellings(path, lists, "at_end"),
                latin=_spellings(path, lists, "latin"),
            ),
        )
        languages._check(path)
        return languages

    def normalise(self, text: str) -> str:
        """Return the one form of `text`: same letters, same marks, usual spelling, no decoration.

        Full-width and styled letters become plain, Latin is case-folded, invisible characters and
        the repetition sign go, Thai marks stand once and in order, a sign written three times or
        more stands once, laughter is 555, chat spellings are written out. Only the first `LIMIT`
        characters are read. A second pass changes nothing.
        """
        for _ in range(_PASSES):
            passed = self._spellings.correct(_signs(text[:LIMIT]))
            if passed == text:
                break
            text = passed
        return text[:LIMIT]

    def detect(self, text: str, fallback: Language) -> Language:
        """Return the language of a message, typed or normalised.

        Thai script counts unless it is a sprinkle in a Latin text; Latin letters are English unless
        Thai words in Latin letters outweigh the English ones. Without words of either (digits,
        emoji, app names, other scripts) it is `fallback`.
        """
        text = _LINK.sub(" ", text[:LIMIT].lower())
        thai = len(_THAI.findall(text))
        words = [word for word in _LATIN.findall(text) if self._tells(word)]
        if thai and thai * 3 >= sum(map(len, words)):
            return "th"
        if not words:
            return fallback
        english = sum(word in self.english for word in words)
        karaoke = sum(self.karaoke.get(word, 0) for word in words)
        return "th" if karaoke >= _STRONG and karaoke > english else "en"

    def _tells(self, word: str) -> bool:
        return word not in self.neutral and (len(word) > 1 or word == "i")

    def _check(self, path: Path) -> None:
        for right in self._spellings.corrections():
            if self._spellings.correct(_signs(right)) != right:
                raise InvalidContent(f"{path.name}: spelling {right!r} is not in its final form")


class _Spellings:
    """Chat spellings and what they stand for, as one pattern."""

    def __init__(
        self, anywhere: Mapping[str, str], at_end: Mapping[str, str], latin: Mapping[str, str]
    ) -> None:
        self._written = {**anywhere, **at_end, **latin}
        parts = [
            f"{_any_of(anywhere)}(?![{_MARKS}])",
            _any_of(at_end) + f"(?![{_THAI.pattern[1:-1]}])",
            f"(?<![a-z0-9']){_any_of(latin)}(?![a-z0-9'])",
        ]
        self._pattern = re.compile("|".join(parts))

    def correct(self, text: str) -> str:
        return self._pattern.sub(lambda found: self._written[found[0]], text)

    def corrections(self) -> Iterable[str]:
        return self._written.values()


def _signs(text: str) -> str:
    """Mend characters, not words."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFKC", text)[:LIMIT].casefold().translate(_LOOKALIKES)
    text = text.replace("\u0e40\u0e40", "\u0e41")
    text = _MARK_RUN.sub(_in_order, text)
    text = _LATE_MARKS.sub("\\1\u0e33", _SPLIT_AM.sub("\\1\u0e33", text))
    text = _LAUGHTER.sub("555", _THO_THUNG_LAUGHTER.sub("555", text))
    return _RUN.sub(r"\1", " ".join(text.split()))


def _in_order(run: re.Match[str]) -> str:
    """Each mark once: phinthu, vowels, the last tone, then the signs that close a letter."""
    marks = dict.fromkeys(run[0])
    tones = [mark for mark in run[0] if mark in _TONES]
    vowels = [m for m in marks if m not in _TONES and m not in _FINAL_SIGNS and m != _PHINTHU]
    closing = [mark for mark in marks if mark in _FINAL_SIGNS]
    return "".join([_PHINTHU * (_PHINTHU in marks), *vowels, *tones[-1:], *closing])


def _any_of(written: Iterable[str]) -> str:
    """One alternative for each word, the longest first; for no word, what never matches."""
    return f"(?:{'|'.join(sorted(map(re.escape, written), key=len, reverse=True)) or '(?!)'})"


def _words(path: Path, lists: Mapping[str, Any], name: str) -> list[str]:
    words = lists.get(name)
    if not isinstance(words, str):
        raise InvalidContent(f"{path.name}: {name}: words separated by spaces are expected")
    return words.split()


def _spellings(path: Path, lists: Mapping[str, Any], where: str) -> dict[str, str]:
    entries = lists.get("spellings", {}).get(where)
    if not isinstance(entries, dict):
        raise InvalidContent(f"{path.name}: spellings: {where}: `right: wrong wrong` is expected")
    return {
        _signs(wrong): _signs(str(right))
        for right, wrongs in entries.items()
        for wrong in str(wrongs).split()
    }
