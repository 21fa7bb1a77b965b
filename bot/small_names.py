"""Finds names in small Latin letters that no list has, where hardly anything but a name can stand.

Such a word has the form of a Thai name in Latin letters, and is no English word of that form.
"""

import re
from collections.abc import Iterator

from bot.cues import Cues
from bot.romanised import SYLLABLE, WHOLE

_HEAD = r"(?:^|[.!?\n]\s{0,3})"
_ONE = rf"(?P<value>{SYLLABLE}{{1,4}}){WHOLE}"
_MORE = rf"(?P<value>{SYLLABLE}{{2,4}}){WHOLE}"
_ENDED = rf"(?P<ended>[a-z]{{2,8}}(?:ie|ey)){WHOLE}"
_AGE = r"(?:1\d|[6-9])(?!\d|[.:]\d|\s?(?:am|pm|days|weeks|months|hours|min|times))"
_SHORTEST = 3


class SmallNames:
    """The rule for such names."""

    def __init__(self, cues: Cues, known: frozenset[str], plain: frozenset[str]) -> None:
        """Read the cues.

        Args:
            cues: the lists of words.
            known: words that are no names, nor those that are names and words.
            plain: those of them that are no names anywhere.
        """
        self._named = plain | frozenset(cues.words("names.not_introduced"))
        self._known = known | frozenset(cues.words("names.not_introduced"))
        friends, doings = cues.any_of("names.friends"), cues.any_of("names.friend_doings")
        titles, known_as = cues.any_of("names.small_titles"), cues.any_of("names.known_as")
        selves = cues.any_of("names.introductions")
        # Most texts hold none of these: to look for one first is several times as fast.
        self._cue = re.compile(
            cues.any_of("names.friends", "names.known_as", "names.introductions")
        )
        self._headed = re.compile(
            rf"{_HEAD}(?:{_MORE}|{_ENDED})(?=\s{cues.any_of('names.nick_unlisted')})"
        )
        self._surely = (
            re.compile(rf"{friends}\s(?:{_ONE}|{_ENDED})(?=\s{doings})"),
            re.compile(rf"{known_as}\s{titles}\s{_ONE}"),
        )
        self._patterns = (
            re.compile(rf"{known_as}\s(?:{_MORE}|{_ENDED})"),
            re.compile(rf"{selves}\s{_MORE}(?=(?:,\s|\s)(?:(?:and\s)?{selves}\s)?{_AGE})"),
        )

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find them."""
        yield from self._strange(self._headed, left, self._known)
        if self._cue.search(left):
            for pattern in self._surely:
                yield from self._strange(pattern, left, self._named)
            for pattern in self._patterns:
                yield from self._strange(pattern, left, self._known)

    @staticmethod
    def _strange(
        pattern: re.Pattern[str], left: str, known: frozenset[str]
    ) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(left):
            name = match[match.lastgroup or 0]
            if len(name) >= _SHORTEST and name not in known and not name.endswith("ing"):
                yield match.span(match.lastgroup or 0)
