"""Finds names in small Latin letters that no list has, where hardly anything but a name can stand.

Such a word has the form of a Thai name in Latin letters, and is no English word of that form.
"""

import re
from collections.abc import Iterator

from bot.cues import Cues
from bot.romanised import SYLLABLE

_HEAD = r"(?:^|[.!?\n]\s{0,3})"
_WHOLE = r"(?![a-z0-9_@\-]|'[a-rt-z]|\.[a-z])"
_ONE = rf"(?P<value>{SYLLABLE}{{1,4}}){_WHOLE}"
_MORE = rf"(?P<value>{SYLLABLE}{{2,4}}){_WHOLE}"
_AGE = r"(?:1\d|[6-9])(?!\d|[.:]\d|\s?(?:am|pm|days|weeks|months|hours|min|times))"
_SHORTEST = 3


class SmallNames:
    """The rule for such names."""

    def __init__(self, cues: Cues, known: frozenset[str]) -> None:
        self._known = known | frozenset(cues.words("names.not_introduced"))
        friends, doings = cues.any_of("names.friends"), cues.any_of("names.friend_doings")
        titles, known_as = cues.any_of("names.small_titles"), cues.any_of("names.known_as")
        selves = cues.any_of("names.introductions")
        # Most texts hold none of these: to look for one first is several times as fast.
        self._cue = re.compile(
            cues.any_of("names.friends", "names.known_as", "names.introductions")
        )
        self._headed = re.compile(rf"{_HEAD}{_MORE}(?=\s{cues.any_of('names.nick_unlisted')})")
        self._patterns = [
            re.compile(pattern)
            for pattern in (
                rf"{friends}\s{_ONE}(?=\s{doings})",
                rf"{known_as}\s{titles}\s{_ONE}",
                rf"{known_as}\s{_MORE}",
                rf"{selves}\s{_MORE}(?=(?:,\s|\s)(?:(?:and\s)?{selves}\s)?{_AGE})",
            )
        ]

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find them."""
        patterns = self._patterns if self._cue.search(left) else []
        for pattern in (self._headed, *patterns):
            for match in pattern.finditer(left):
                name = match["value"]
                if len(name) >= _SHORTEST and self._is_strange(name):
                    yield match.span("value")

    def _is_strange(self, name: str) -> bool:
        return name not in self._known and not name.endswith("ing")
