"""Finds names in Latin letters where only a person can stand, in English and among Thai words.

An answer of one word, one of a pair, who does a thing, who says its own name. It must never take
an everyday word for a name where it may be the thing.
"""

import re
from collections.abc import Iterator

from bot.cues import Cues
from bot.romanised import HEAD, SYLLABLE, WHOLE
from bot.typed import Typed

_WORD = re.compile(r"(?<![a-z0-9@#_.'\-])(?P<value>[a-z]{2,14})" + WHOLE)
_BEFORE = re.compile(r"(?P<word>[A-Za-z']+) $")
_LONGEST_BEFORE = 24
_THAI_FORM = re.compile(rf"{SYLLABLE}{{2,4}}")
_SHORTEST = 5
"""Letters of the shortest word that is taken for a Thai name by its form alone."""


class LatinPersons:
    """The rule for names in Latin letters that the words around them make one."""

    def __init__(self, cues: Cues, known: frozenset[str]) -> None:
        self._known = known
        plain = frozenset(cues.words("names.nick_latin") + cues.words("names.latin"))
        words = frozenset(cues.words("names.nick_words") + cues.words("names.latin_everyday"))
        self._sure = plain
        self._either = plain | words
        self._no_answers = frozenset(cues.words("names.no_answers")) | known
        nick = cues.any_of("names.nick_latin") + WHOLE
        word = (
            rf"(?!{cues.any_of('names.not_called')})"
            rf"{cues.any_of('names.nick_words', 'names.latin_everyday')}{WHOLE}"
        )
        either = cues.any_of("names.nick_latin", "names.nick_words", "names.latin") + WHOLE
        polite = cues.any_of("names.latin_polite")
        own = cues.any_of("names.latin_oneself")
        self._answer = re.compile(rf"\s*(?P<value>[a-z]{{2,14}})(?:\s{polite})?[\s.!~]*$")
        self._oneself = re.compile(rf"{HEAD}(?P<value>[a-z]{{2,12}})\s{own}")
        calls = (
            rf"{HEAD}(?:{cues.any_of('names.greetings')}\s)?{cues.any_of('names.latin_calls')}\s"
        )
        closed = rf"(?=\s{{0,2}}(?:[.,!\n]|$)|\s{cues.any_of('names.called_behind')})"
        self._patterns = [
            re.compile(pattern)
            for pattern in (
                rf"{calls}(?P<value>{nick})",
                rf"{calls}(?P<value>{word}){closed}",
                rf"{HEAD}{cues.any_of('names.latin_selves')}\s(?P<value>{either})(?=\s{polite})",
            )
        ]
        self._to_person = re.compile(rf"{cues.any_of('persons.to_persons')}\s?$")
        self._does = re.compile(rf"\s?{cues.any_of('persons.does')}")
        self._amid = re.compile(rf"\s{cues.any_of('names.amid_doings')}")
        joint = rf"(?:\s(?:and|n|&)\s|\s?{cues.any_of('names.another')}\s?)"
        self._pair = re.compile(
            rf"(?<![a-z0-9@#_.'\-])(?P<first>[a-z]{{2,14}}){joint}(?P<second>[a-z]{{2,14}}){WHOLE}"
        )

    def __call__(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find names, the surest place first."""
        answer = self._answer.match(left)
        if answer and self._answers(typed, answer):
            yield answer.span("value")
        for match in self._oneself.finditer(left):
            if match["value"] not in self._known:
                yield match.span("value")
        listed = [match for match in _WORD.finditer(left) if match["value"] in self._either]
        for pattern in self._patterns if listed else ():
            yield from (match.span("value") for match in pattern.finditer(left))
        for match in listed:
            if self._is_person(left, typed, match):
                yield match.span("value")
        for match in self._pair.finditer(left):
            if self._is_pair(typed, match):
                yield from (match.span("first"), match.span("second"))

    def _is_person(self, left: str, typed: Typed, match: re.Match[str]) -> bool:
        """Say whether the word stands as a person amid an English sentence, or amid Thai words."""
        start, end = match.span("value")
        if left[max(0, start - 2) : start].rstrip().isascii():
            before = _BEFORE.search(typed.cased(max(0, start - _LONGEST_BEFORE), start))
            amid = before is not None and before["word"].islower() and self._amid.match(left, end)
            return bool(amid) and _named(typed, match, "value")
        at = max(0, start - _LONGEST_BEFORE)
        return bool(self._does.match(left, end) or self._to_person.search(left, at, start))

    def _answers(self, typed: Typed, answer: re.Match[str]) -> bool:
        word = answer["value"]
        if word in self._no_answers:
            return False
        if not _named(typed, answer, "value"):
            return word in self._sure
        formed = len(word) >= _SHORTEST and not word.endswith("ing")
        return word in self._either or (formed and _THAI_FORM.fullmatch(word) is not None)

    def _is_pair(self, typed: Typed, match: re.Match[str]) -> bool:
        """Say whether both are in capitals, one surely a name and the other possibly."""
        first, second = match["first"], match["second"]
        if not (_named(typed, match, "first") and _named(typed, match, "second")):
            return False
        sure = (first in self._sure) + (second in self._sure)
        may = all(word in self._either or word not in self._known for word in (first, second))
        strange = {first, second} - self._known - self._either
        return may and (sure > 0 or len(strange) == 1)


def _named(typed: Typed, match: re.Match[str], group: str) -> bool:
    """Say whether a capital begins it and none follows."""
    return typed.cased(*match.span(group)).istitle()
