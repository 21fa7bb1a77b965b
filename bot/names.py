"""Finds names of persons: behind a word that introduces one, or behind a title.

Where a Thai name ends is known by `bot.given`; the words before it are in `names.yml`. It must
never take a child's words about harm for a name.
"""

import re
from collections.abc import Iterator

from bot.bare_names import BareNames
from bot.cues import RUN, THAI, Cues
from bot.families import Families
from bot.given import WORD, Ends, Gazetteer, may_cut
from bot.latin_names import LatinNames
from bot.namesakes import Namesakes
from bot.persons import Persons
from bot.romanised import HEAD
from bot.thai_names import ThaiNames
from bot.typed import Spot, Typed

_RUN_BEFORE = re.compile(f"(?<![{THAI}])(?P<run>[{THAI}]{{2,10}}) $")
_WHOLE = "(?<![\u0e2b\u0e2d])"
"""Before a word for kin: behind these it is the end of another word, "face" or "do not"."""

_AGAIN = "\u0e46"
"""The sign that repeats the word before it; nothing begins with it."""

_LONGEST_BEFORE = 30
"""Letters before a word for "name" in which an animal may be told."""

_TELLING, _LONGEST_LISTED = 6, 20
"""Letters of a listed given name that is taken wherever it stands: the fewest and the most."""


class Names:
    """The rule for names of persons."""

    def __init__(self, cues: Cues, gazetteer: Gazetteer) -> None:
        ends = Ends(cues)
        self._latin = LatinNames(cues)
        self._families = Families(cues, gazetteer, ends)
        self._thai = ThaiNames(cues, gazetteer, ends, self._families)
        self._bare_names = BareNames(cues, gazetteer, ends)
        self._persons = Persons(cues, gazetteer)
        self._namesakes = Namesakes(cues)
        self._words = gazetteer.words
        self._telling = self._thai.telling
        self._sure = self._thai.sure
        self._nicknames = self._thai.nicknames
        self._made = re.compile(
            rf"(?!{cues.any_of('names.not_made')}){cues.any_of('names.given_heads')}"
            rf"[\u0e30\u0e32\u0e34]?{cues.any_of('names.given_tails')}"
        )
        self._heads = frozenset(name[:_TELLING] for name in self._telling)
        self._after_kin = frozenset(cues.words("names.after_kin"))
        self._another = re.compile(rf"\s?{cues.any_of('names.another')}\s?")
        self._not_before = cues.words("names.not_before")
        link, owner = cues.any_of("names.links"), cues.any_of("names.owners")
        self._cue = re.compile(
            rf"(?:{cues.any_of('names.words')}(?:\s?{owner}(?:\s?{link}|(?=\s))|\s?{link})?"
            rf"|{cues.any_of('names.callings')})[\s\"'(]{{0,3}}"
        )
        self._title = re.compile(rf"{cues.any_of('names.titles', 'names.kin_named')}\s?")
        self._civil = re.compile(rf"{cues.any_of('names.civil')}\s?")
        self._formal = re.compile(rf"{cues.any_of('names.formal_titles')}\s?")
        self._full = cues.words("names.full")
        self._self = re.compile(rf"{cues.any_of('names.selves')}\s?")
        self._kin = re.compile(
            rf"(?!{cues.any_of('names.not_kin')}){_WHOLE}{cues.any_of('names.kin')}\s?"
        )
        gap = rf"(?:{cues.any_of('names.english_fillers')}|[\s:=\-\"'(]{{1,3}}){{0,4}}+"
        self._english = re.compile(
            rf"(?:{cues.any_of('names.english_cues')}"
            rf"|{HEAD}{cues.any_of('names.opening_cues')}){gap}"
        )
        self._oneself = re.compile(
            rf"(?<![{THAI}])(?P<value>[{THAI}]{{2,12}}?){cues.any_of('names.oneself')}"
        )
        self._called = re.compile(rf"{cues.any_of('names.called_by')}\s?")
        words = cues.words("persons.words") + cues.words("persons.things")
        self._listed = self._thai.nicknames | frozenset(words)
        insults = cues.words("persons.insults") + cues.words("names.not_called_by")
        self._callable = self._listed - frozenset(insults)
        self._said = re.compile(
            rf"{cues.any_of('names.selves')}\s?(?P<value>[{THAI}]{{2,12}}?)"
            rf"(?:{cues.any_of('names.oneself')}|{cues.any_of('persons.polite')}\s?\d{{1,2}}(?![\d.:/]))"
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
        if not left.isascii():
            yield from (Spot("", start, end) for start, end in self._namesakes(left))
        yield from self._of_pets(left, typed)
        for start, end in self._ranges(left, typed):
            if end > start and left[start] != _AGAIN:
                last = self._thai.last_syllable(left, end)
                yield Spot("person_name", start, last)
                yield from self._beside(left, last)

    def _beside(self, left: str, place: int) -> Iterator[Spot]:
        """Find a known name that is joined to the one before."""
        match = self._another.match(left, place)
        start, end = self._thai.known_only(left, match.end()) if match else (0, 0)
        if end == start:
            start, end = self._persons.beside(left, place)
        if end > start:
            yield Spot("person_name", start, end)

    def _ranges(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        yield from self._after_words(left, typed)
        for start, end in () if left.isascii() else self._persons(left):
            yield start, self._families.end(left, end)
        yield from self._after_persons(left)
        for run in RUN.finditer(left):
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
        """Find names behind a word for "name" or a title, and where a child says who it is."""
        for match in self._formal.finditer(left):
            yield self._thai.at(left, match.end(), full=True)
        for match in self._civil.finditer(left):
            start, end = self._thai.known_only(left, match.end())
            if end > start:
                yield start, self._families.alone(left, end)
        for match in self._cue.finditer(left):
            yield self._after_cue(left, typed, match)
        for match in self._english.finditer(left):
            yield self._either(left, typed, match.end())
        yield from self._told_of_oneself(left)

    def _told_of_oneself(self, left: str) -> Iterator[tuple[int, int]]:
        """Find where a child says who it is, and by what it is called."""
        for pattern in (self._self, self._beside_person):
            for match in pattern.finditer(left):
                start, end = self._thai.nickname(left, match.end(), self._sure, shortest=WORD)
                yield start, self._families.end(left, end)
        for match in self._said.finditer(left):
            if match["value"] in self._listed:
                yield match.span("value")
        for match in self._called.finditer(left):
            yield self._thai.nickname(left, match.end(), self._callable, shortest=WORD)
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
            yield self._thai.known_only(left, match.end())
            yield self._thai.nickname(left, match.end(), self._after_kin)
        for match in self._coined_after.finditer(left):
            yield self._thai.coined(left, match.end())

    def _after_cue(self, left: str, typed: Typed, match: re.Match[str]) -> tuple[int, int]:
        title = self._title.match(left, match.end())
        places = (title.end(), match.end()) if title else (match.end(),)
        full = title is not None or match.group().startswith(self._full)
        only_known = left[: match.start()].rstrip().endswith(self._not_before)
        for place in places:
            found = (
                self._thai.known_only(left, place, everyday=True)
                if only_known and not typed.is_capital(place)
                else self._either(left, typed, place, full=full)
            )
            if found[1] > found[0]:
                return found
        return self._thai.full(left, match.end()) if only_known else (0, 0)

    def _either(
        self, left: str, typed: Typed, start: int, *, full: bool = False
    ) -> tuple[int, int]:
        found = self._latin.at(left, typed, start)
        return self._thai.at(left, start, full=full) if found is None else found
