"""Knows how far a Thai name reaches that begins at a place: by lists, by its end, or as coined.

What makes a name likely there is known by `bot.names`. A word about harm is never part of a name.
"""

import re

from bot.cues import RUN, Cues
from bot.drawn import drawn_length
from bot.families import Families
from bot.given import WORD, Ends, Gazetteer, longest_first, may_cut

_SILENCED = "\u0e4c"

_LONGEST = 14
"""Letters taken of a name whose end nothing shows."""

_SYLLABLE = 4
"""Letters of a last syllable that makes a longer nickname of a listed one."""

_COINED = 8
"""Letters of the longest name that is taken though no list has it."""

_ECHO = re.compile(
    "([\u0e01-\u0e2e])[\u0e31\u0e34-\u0e39]([\u0e48-\u0e4b]?)([\u0e01-\u0e2e])"
    "\\1[\u0e31\u0e34-\u0e39]\\2\\3"
)
"""A nickname of two syllables that differ in their vowel alone."""


class ThaiNames:
    """Knows the name that begins at a place.

    Attributes:
        telling: given names that are no everyday words.
        sure: nicknames that are none.
    """

    def __init__(self, cues: Cues, gazetteer: Gazetteer, ends: Ends, families: Families) -> None:
        taken = cues.words("names.stops") + cues.words("names.titles") + cues.words("names.kin")
        opens = (*cues.words("names.selves"), *cues.words("names.not_bare"))
        self._given = gazetteer.given - frozenset(taken)
        telling = gazetteer.telling | frozenset(cues.words("names.though_words"))
        self.telling = frozenset(
            name for name in telling - frozenset(taken) if not name.startswith(opens)
        )
        self._gazetteer = gazetteer
        self._words = gazetteer.words
        self._ends = ends
        self._families = families
        self.nicknames = frozenset(cues.words("names.nicknames"))
        self._everyday = frozenset(cues.words("names.everyday"))
        self.sure = self.nicknames - self._everyday
        self._not_after_kin = cues.words("names.not_after_kin")
        self._not_names = cues.words("names.not_names")
        self._firsts = cues.words("names.firsts")
        self._last_parts = longest_first(cues.words("names.last_parts"))
        self._titled = re.compile("|".join(longest_first(cues.words("names.titled"))))

    def at(self, left: str, start: int, *, full: bool) -> tuple[int, int]:
        """Return the name that begins here; `full` with a family name, whichever it is."""
        match = RUN.match(left, start)
        if match is None:
            return (0, 0)
        run = match.group()
        drawn = drawn_length(run, self._ends)
        length = drawn or self._known(run) or self._unknown(run)
        if not length:
            return (0, 0)
        if full and not drawn and length < len(run) <= _LONGEST:
            family = self._families.end(left, match.end(), full=True)
            if family > match.end() and not run.startswith(self._not_names):
                return start, family
        end = start + length + self._last_part(run, length)
        if end < match.end():
            return start, end
        family = self._families.end(left, end, full=full)
        return start, self._families.coined_end(left, end) if family == end else family

    def _known(self, run: str) -> int:
        for length in range(min(len(run), 24), 1, -1):
            if not may_cut(run, length):
                continue
            name = run[:length]
            listed = name in self._given
            nickname = name in self.nicknames
            if (listed or nickname) and self._ends.closes(run, length):
                return length
            whole = _SILENCED not in run[length : length + WORD]
            telling = listed and name in self.telling and whole
            if telling or (nickname and self._goes_on(name, run)):
                return length
        return 0

    def _last_part(self, run: str, length: int) -> int:
        """Return how many letters behind a listed name are its last part (`names.last_parts`).

        Only such: any short word before a verb would take words about harm for a name.
        """
        echo = _ECHO.match(run)
        if echo and echo.end() == 2 * length:
            return length
        if self._ends.closes(run, length):
            return 0
        part = next((part for part in self._last_parts if run.startswith(part, length)), "")
        return len(part) if part and self._ends.closes(run, length + len(part)) else 0

    def _goes_on(self, name: str, run: str) -> bool:
        """Say whether the next word stands behind a nickname, not the rest of a longer name.

        Rather a piece of a name stays readable than a word about harm is hidden: only a silenced
        letter, a last short syllable, or for an everyday word whatever is no word, is still part of
        the name.
        """
        rest = run[len(name) :]
        if len(rest) <= _SYLLABLE and rest not in self._words:
            return False
        if name not in self._everyday:
            return len(name) >= WORD and _SILENCED not in rest[:WORD]
        return any(rest[:end] in self._words for end in range(WORD, _LONGEST))

    def _unknown(self, run: str) -> int:
        if self._ends.closes(run) or run.startswith(self._not_names):
            return 0
        return self._ends.cut(run, _LONGEST)

    def known_only(self, left: str, start: int, *, everyday: bool = False) -> tuple[int, int]:
        """Return the name here if it is a known one; `everyday`, also if it is a word too."""
        match = RUN.match(left, start)
        length = self._known(match.group()) if match else 0
        name = left[start : start + length]
        nicknames = self.nicknames if everyday else self.sure
        telling = name in self.telling or name in nicknames
        if match is None or not telling or name.startswith(self._not_after_kin):
            return (0, 0)
        end = start + length + self._last_part(match.group(), length)
        return start, self._families.end(left, end)

    def full(self, left: str, start: int) -> tuple[int, int]:
        """Return a name in no list that a family name shows to be one."""
        match = RUN.match(left, start)
        run = match.group() if match else ""
        if match is None or not WORD <= len(run) <= _LONGEST or run in self._words:
            return (0, 0)
        end = self._families.end(left, match.end())
        named = end > match.end() and not self._ends.closes(run)
        return (start, end) if named else (0, 0)

    def last_syllable(self, left: str, end: int) -> int:
        """Return the end of a name with a last short syllable that is no word, if a space follows.

        Were it taken before another word too, a misspelt word about harm might be hidden with it.
        """
        match = RUN.match(left, end)
        run = match.group() if match else ""
        whole = 0 < len(run) <= _SYLLABLE and run not in self._words
        return end + len(run) if whole and not self._ends.closes(run) else end

    def nickname(
        self, left: str, start: int, names: frozenset[str], *, shortest: int = 1
    ) -> tuple[int, int]:
        """Take one of these names, if it ends where the words or the line do."""
        match = RUN.match(left, start)
        run = match.group() if match else ""
        for length in range(min(len(run), _COINED), shortest - 1, -1):
            if run[:length] in names and self._ends.closes(run, length):
                return start, start + length
        return (0, 0)

    def coined(self, left: str, start: int) -> tuple[int, int]:
        """Take a name of the list for titles, or a short one without any everyday word in it."""
        match = RUN.match(left, start)
        run = match.group() if match else ""
        titled = self._titled.match(run)
        if titled and may_cut(run, titled.end()):
            end = start + titled.end() + self._last_part(run, titled.end())
            return start, self._families.end(left, end)
        length = self._ends.cut(run, _COINED + 1) if run else 0
        name = run[:length]
        ended = not self._ends.closes(run) and self._ends.closes(run, length)
        if not ended or not _SYLLABLE <= length <= _COINED:
            return (0, 0)
        if run.startswith((*self._not_names, *self._not_after_kin)):
            return (0, 0)
        if self._gazetteer.holds_a_word(name) and not name.startswith(self._firsts):
            return (0, 0)
        return start, self._families.end(left, start + length)
