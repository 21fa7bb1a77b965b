"""Finds Thai nicknames in Latin letters that no capital begins: where only a person can stand.

Most are English words too, "ice" or "bank", so the words around them decide. It must never take
such a word for a name where it may be the thing.
"""

import re
from collections.abc import Iterator

from bot.cues import Cues
from bot.romanised import HEAD
from bot.typed import Typed

_WORD = re.compile("[a-z]+")
_WHOLE = r"(?![a-z0-9_@\-]|'[a-rt-z])"
_CLOSED = r"(?=\s{0,2}(?:[.,!?\n]|$))"
_UNLISTED = r"[a-z]{2,12}(?:[ \-][a-z]{2,12})?"


class Nicknames:
    """The rule for nicknames in small letters."""

    def __init__(self, cues: Cues) -> None:
        self._known = frozenset(cues.words("names.not_english_names")) | frozenset(
            word
            for key in ("subjects", "capitals", "nick_words")
            for word in cues.words(f"names.{key}")
        )
        self._listed = frozenset(cues.words("names.nick_latin") + cues.words("names.nick_words"))
        plain = rf"{cues.any_of('names.nick_latin')}{_WHOLE}"
        word = rf"{cues.any_of('names.nick_words')}{_WHOLE}"
        either = rf"{cues.any_of('names.nick_latin', 'names.nick_words')}{_WHOLE}"
        head = rf"(?:{HEAD}|{cues.any_of('names.nick_before')}\s)"
        strict, wide = cues.any_of("names.nick_doings"), cues.any_of("names.nick_verbs")
        near, told = cues.any_of("names.nick_near"), cues.any_of("names.nick_told")
        goes_on = cues.any_of("names.nick_behind")
        behind = rf"(?:{_CLOSED}|(?=\s{goes_on}))"
        owned = rf"(?='s\s{cues.any_of('names.english_owned')})"
        it = "(?:me and|me n|me|its|it's|it was|hi its)"
        aged = "(?:again|im|i'm|i am|[0-9]{1,2}(?![0-9]))"
        pairs = cues.any_of("names.nick_pairs", "names.nick_doings")
        self._patterns = [
            re.compile(pattern)
            for pattern in (
                rf"{head}(?P<value>{plain})(?=\s(?:{wide}|{strict}))",
                rf"{head}(?!{cues.any_of('names.nick_not_doing')})(?P<value>{word})(?=\s{strict})",
                rf"(?<!the )(?<!a )(?<!my )(?<!is )(?<!at )(?P<value>{either}){owned}",
                rf"(?:{near}|{told})\s(?P<value>{plain})",
                rf"{told}\s(?!{cues.any_of('names.nick_not_told')})(?P<value>{word}){behind}",
                rf"{cues.any_of('names.nick_with')}\s(?P<value>{word})(?=\s{goes_on})",
                rf"{cues.any_of('names.nick_loved')}\s(?P<value>{word})(?=\s{cues.any_of('names.nick_but')})",
                rf"{head}(?P<value>{either})(?=\s(?:and|n|&)\sme(?![a-z']))",
                rf"{head}{it}\s(?P<value>{plain})(?:{_CLOSED}|(?=\s{goes_on}|\sand\s))",
                rf"(?:me and|me n|it was)\s(?P<value>{word})(?=\s(?:who|{pairs}))",
                rf"(?:i'm|im|i am|its|it's)\s(?P<value>{either})(?=,?\s{aged})",
            )
        ]
        self._pair = re.compile(
            rf"(?:{head}|\s)(?:me,?\s)?(?P<first>{either})\s(?:and|n|&)\s(?P<second>{either})(?=,?\s{pairs})"
        )
        done = cues.any_of("names.nick_unlisted")
        self._unlisted = re.compile(rf"{head}(?P<value>{_UNLISTED})(?=\s{done})")

    def __call__(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find listed nicknames, and one or two words in capitals that do what a person does."""
        # Most texts hold none of them: to look for one first is twice as fast.
        if not self._listed.isdisjoint(_WORD.findall(left)):
            for pattern in self._patterns:
                yield from (match.span("value") for match in pattern.finditer(left))
            for match in self._pair.finditer(left):
                yield from (match.span("first"), match.span("second"))
        for match in self._unlisted.finditer(left):
            words, cased = re.split("[ -]", match["value"]), typed.cased(*match.span("value"))
            named = all(word[0].isupper() and word[1:].islower() for word in cased.split(" "))
            if named and not self._known.intersection(words):
                yield match.span("value")
