"""Finds names of persons: behind a word that introduces one, or behind a title.

Where a Thai name ends is known by `bot.given`; the words before it are in `names.yml`. It must
never take a child's words about harm for a name.
"""

import re
from collections.abc import Iterator

from bot.bare_names import BareNames
from bot.cues import THAI, Cues
from bot.drawn import drawn_length
from bot.families import Families
from bot.given import WORD, Ends, Gazetteer, longest_first, may_cut
from bot.latin_names import LatinNames
from bot.persons import Persons
from bot.typed import Spot, Typed

_RUN = re.compile(f"[{THAI}]{{1,64}}")
_RUN_BEFORE = re.compile(f"(?<![{THAI}])(?P<run>[{THAI}]{{2,10}}) $")
_WHOLE = "(?<![\u0e2b\u0e2d])"
"""Before a word for kin: behind these it is the end of another word, "face" or "do not"."""

_SILENCED = "\u0e4c"
_AGAIN = "\u0e46"
"""The sign that repeats the word before it; nothing begins with it."""

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

_LONGEST_BEFORE = 30
"""Letters before a word for "name" in which an animal may be told."""

_TELLING, _LONGEST_LISTED = 6, 20
"""Letters of a listed given name that is taken wherever it stands: the fewest and the most."""


class Names:
    """The rule for names of persons."""

    def __init__(self, cues: Cues, gazetteer: Gazetteer) -> None:
        taken = cues.words("names.stops") + cues.words("names.titles") + cues.words("names.kin")
        self._latin = LatinNames(cues)
        self._given = gazetteer.given - frozenset(taken)
        opens = (*cues.words("names.selves"), *cues.words("names.not_bare"))
        telling = gazetteer.telling | frozenset(cues.words("names.though_words"))
        self._telling = frozenset(
            name for name in telling - frozenset(taken) if not name.startswith(opens)
        )
        self._made = re.compile(
            rf"(?!{cues.any_of('names.not_made')}){cues.any_of('names.given_heads')}"
            rf"[\u0e30\u0e32\u0e34]?{cues.any_of('names.given_tails')}"
        )
        self._heads = frozenset(name[:_TELLING] for name in self._telling)
        self._gazetteer = gazetteer
        self._words = gazetteer.words
        self._ends = Ends(cues)
        self._families = Families(cues, gazetteer, self._ends)
        self._bare_names = BareNames(cues, gazetteer, self._ends)
        self._persons = Persons(cues, gazetteer)
        self._nicknames = frozenset(cues.words("names.nicknames"))
        self._everyday = frozenset(cues.words("names.everyday"))
        self._sure = self._nicknames - self._everyday
        self._after_kin = frozenset(cues.words("names.after_kin"))
        self._not_after_kin = cues.words("names.not_after_kin")
        self._not_names = cues.words("names.not_names")
        self._another = re.compile(rf"\s?{cues.any_of('names.another')}\s?")
        self._firsts = cues.words("names.firsts")
        self._last_parts = longest_first(cues.words("names.last_parts"))
        self._not_before = cues.words("names.not_before")
        link, owner = cues.any_of("names.links"), cues.any_of("names.owners")
        self._cue = re.compile(
            rf"(?:{cues.any_of('names.words')}(?:\s?{owner}(?:\s?{link}|(?=\s))|\s?{link})?"
            rf"|{cues.any_of('names.callings')})[\s\"'(]{{0,3}}"
        )
        self._title = re.compile(rf"{cues.any_of('names.titles')}\s?")
        self._formal = re.compile(rf"{cues.any_of('names.formal_titles')}\s?")
        self._full = cues.words("names.full")
        self._titled = re.compile("|".join(longest_first(cues.words("names.titled"))))
        self._self = re.compile(rf"{cues.any_of('names.selves')}\s?")
        self._kin = re.compile(
            rf"(?!{cues.any_of('names.not_kin')}){_WHOLE}{cues.any_of('names.kin')}\s?"
        )
        gap = rf"(?:{cues.any_of('names.english_fillers')}|[\s:=\-\"'(]{{1,3}}){{0,4}}+"
        self._english = re.compile(
            rf"(?:{cues.any_of('names.english_cues')}"
            rf"|(?:^|[.!?,\n]\s{{0,3}}){cues.any_of('names.opening_cues')}){gap}"
        )
        self._oneself = re.compile(
            rf"(?<![{THAI}])(?P<value>[{THAI}]{{2,12}}?){cues.any_of('names.oneself')}"
        )
        self._beside_person = re.compile(rf"{cues.any_of('names.beside')}\s?")
        pet, whose = cues.any_of("names.pets"), cues.any_of("names.whose_pets")
        self._pets = re.compile(pet)
        self._pet = re.compile(rf"{pet}(?:\s?{whose}){{0,3}}\s?$")
        self._coined_after = re.compile(
            rf"(?!{cues.any_of('names.not_coined')}){_WHOLE}{cues.any_of('names.coined_after')}"
        )

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find names, the surest cue first, and leave those of animals alone."""
        yield from self._of_pets(left, typed)
        for start, end in self._ranges(left, typed):
            if end > start and left[start] != _AGAIN:
                last = self._last_syllable(left, end)
                yield Spot("person_name", start, last)
                yield from self._beside(left, last)

    def _beside(self, left: str, place: int) -> Iterator[Spot]:
        """Find a known name that is joined to the one before."""
        match = self._another.match(left, place)
        start, end = self._known_only(left, match.end()) if match else (0, 0)
        if end == start:
            start, end = self._persons.beside(left, place)
        if end > start:
            yield Spot("person_name", start, end)

    def _ranges(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        yield from self._after_words(left, typed)
        for start, end in () if left.isascii() else self._persons(left):
            yield start, self._families.end(left, end)
        yield from self._after_persons(left)
        for run in _RUN.finditer(left):
            yield from self._bare(left, run)
        for match in self._made.finditer(left):
            if may_cut(left, match.end()) and match.group() not in self._words:
                yield match.start(), self._families.end(left, match.end())
        yield from self._latin(left, typed)
        for start, end in () if left.isascii() else self._bare_names(left):
            yield start, self._families.end(left, end)

    def _bare(self, left: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
        """Find long given names that are no everyday words, and a nickname before one."""
        text, at = run.group(), 0
        while at <= len(text) - _TELLING:
            if text[at : at + _TELLING] not in self._heads:
                at += 1
                continue
            lengths = range(min(len(text) - at, _LONGEST_LISTED), _TELLING - 1, -1)
            length = next((n for n in lengths if text[at : at + n] in self._telling), 0)
            if length and (at == 0 or may_cut(text, at)) and may_cut(text, at + length):
                start, end = run.start() + at, run.start() + at + length
                before = _RUN_BEFORE.search(left, 0, start) if at == 0 else None
                nickname = before is not None and before["run"] in self._nicknames
                first = before.start("run") if before and nickname else start
                yield first, self._families.end(left, end)
            at += length or 1

    def _after_words(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find names behind a word for "name", and where a child says who it is."""
        for match in self._formal.finditer(left):
            yield self._thai(left, match.end(), full=True)
        for match in self._cue.finditer(left):
            yield self._after_cue(left, typed, match)
        for match in self._english.finditer(left):
            yield self._either(left, typed, match.end())
        for pattern in (self._self, self._beside_person):
            for match in pattern.finditer(left):
                yield self._nickname(left, match.end(), self._sure, shortest=WORD)
        for match in self._oneself.finditer(left):
            if match["value"] in self._sure or match["value"] in self._telling:
                yield match.span("value")

    def _of_pets(self, left: str, typed: Typed) -> Iterator[Spot]:
        if self._pets.search(left) is None:
            return
        for pattern in (self._cue, self._english):
            for match in pattern.finditer(left):
                if self._is_pet(left, match.start()):
                    start, end = self._either(left, typed, match.end())
                    if end > start:
                        yield Spot("", start, end)

    def _is_pet(self, left: str, at: int) -> bool:
        return self._pet.search(left, max(0, at - _LONGEST_BEFORE), at) is not None

    def _after_persons(self, left: str) -> Iterator[tuple[int, int]]:
        """Find names behind a word for a person: kin, a title."""
        for match in self._kin.finditer(left):
            yield self._known_only(left, match.end())
            yield self._nickname(left, match.end(), self._after_kin)
        for match in self._coined_after.finditer(left):
            yield self._coined(left, match.end())

    def _after_cue(self, left: str, typed: Typed, match: re.Match[str]) -> tuple[int, int]:
        title = self._title.match(left, match.end())
        places = (title.end(), match.end()) if title else (match.end(),)
        full = title is not None or match.group().startswith(self._full)
        only_known = left[: match.start()].rstrip().endswith(self._not_before)
        for place in places:
            found = (
                self._known_only(left, place, everyday=True)
                if only_known
                else self._either(left, typed, place, full=full)
            )
            if found[1] > found[0]:
                return found
        return (0, 0)

    def _either(
        self, left: str, typed: Typed, start: int, *, full: bool = False
    ) -> tuple[int, int]:
        found = self._latin.at(left, typed, start)
        return self._thai(left, start, full=full) if found is None else found

    def _thai(self, left: str, start: int, *, full: bool) -> tuple[int, int]:
        match = _RUN.match(left, start)
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
            nickname = name in self._nicknames
            if (listed or nickname) and self._ends.closes(run, length):
                return length
            whole = _SILENCED not in run[length : length + WORD]
            telling = listed and name in self._telling and whole
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

    def _known_only(self, left: str, start: int, *, everyday: bool = False) -> tuple[int, int]:
        match = _RUN.match(left, start)
        length = self._known(match.group()) if match else 0
        name = left[start : start + length]
        nicknames = self._nicknames if everyday else self._sure
        telling = name in self._telling or name in nicknames
        if match is None or not telling or name.startswith(self._not_after_kin):
            return (0, 0)
        end = start + length + self._last_part(match.group(), length)
        return start, self._families.end(left, end)

    def _last_syllable(self, left: str, end: int) -> int:
        """Return the end of a name with a last short syllable that is no word, if a space follows.

        Were it taken before another word too, a misspelt word about harm might be hidden with it.
        """
        match = _RUN.match(left, end)
        run = match.group() if match else ""
        whole = 0 < len(run) <= _SYLLABLE and run not in self._words
        return end + len(run) if whole and not self._ends.closes(run) else end

    def _nickname(
        self, left: str, start: int, names: frozenset[str], *, shortest: int = 1
    ) -> tuple[int, int]:
        """Take one of these names, if it ends where the words or the line do."""
        match = _RUN.match(left, start)
        run = match.group() if match else ""
        for length in range(min(len(run), _COINED), shortest - 1, -1):
            if run[:length] in names and self._ends.closes(run, length):
                return start, start + length
        return (0, 0)

    def _coined(self, left: str, start: int) -> tuple[int, int]:
        """Take a name of the list for titles, or a short one without any everyday word in it."""
        match = _RUN.match(left, start)
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
