"""Finds homes by their own name: a village with its number, a house with its building or room.

The name of a house may run over several words; that of a village stands before or behind its
number. A name never reaches over a word that tells what somebody does.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues
from bot.story_ends import StoryEnds
from bot.typed import Typed

_HIGHEST_GRADE = 6
"""Of a school; a higher number behind the same letter is that of a village."""

_SHORTEST = 4
"""Letters of a temple's name, or of a house's that nothing calls a house."""

_HEADED = 6
"""Letters of a village's name that begins as villages do, whatever words it seems to hold."""

_COUNT = r"\d{1,2}(?![\d.:/])"
_LETTERED = r"(?:[a-z]?-?\d{1,5}(?:[/\-]\d{1,4})?[a-z]?|[a-f])(?![a-z0-9.:])"
_WORD = rf"(?:[\u0e01-\u0e2e]\.)?[{THAI}]{{2,24}}|[a-z][a-z'\-]{{1,15}}"
_NUMBERED_NAME = re.compile(
    r"(?<![\d/.])\d{1,4}/\d{1,4} [A-Z][a-z]+(?: [A-Z][a-z]+)+(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)?)?"
)
_NUMBERED = re.compile(r"\d|(?<![a-z])[a-f](?![a-z])")
"""A village has a number, a building one or a letter."""

_LATIN_WORD = re.compile("[a-z]+")


class Homes:
    """Knows villages by name and number, houses by name and room, and temples that are homes."""

    def __init__(self, cues: Cues, story: StoryEnds) -> None:
        def words(*names: str) -> str:
            return cues.any_of(*(f"places.address.{name}" for name in names))

        self._ends = story
        self._not_names = cues.words("places.address.not_names")
        self._not_sacred = self._not_names + cues.words("places.address.not_sacred")
        self._heads = cues.words("places.address.village_heads")
        self._latin_ends = frozenset(
            cues.words("places.address.latin_ends") + cues.words("places.address.told.english_ends")
        )
        stays = words("stays", "told.stays", "told.before")
        heads = words("village_heads")
        home = words("village_words")
        self._village = re.compile(
            rf"{home}(?P<name>(?:(?!{home})[{THAI}]){{2,20}})[\s,]{{0,2}}"
            rf"(?P<word>{words('village')})\s?(?P<number>{_COUNT})"
        )
        self._bare_village = re.compile(
            rf"(?:(?<![{THAI}])|{stays})(?=(?P<value>(?={heads})(?P<name>[{THAI}]{{3,18}})[\s,]{{0,2}}"
            rf"{words('moo')}\s?{_COUNT}))"
        )
        ban = words("latin_villages")
        self._latin = re.compile(
            rf"(?P<before>{words('latin_moo')}\.?\s?{_COUNT},?\s)?{ban}\s"
            rf"(?=(?P<name>[a-z]{{2,12}}(?:\s[a-z]{{2,12}}){{0,3}}?)"
            rf"(?P<after>,?\s{words('latin_moo')}\.?\s?{_COUNT})"
            rf"|(?P<free>[a-z]{{2,12}}(?:\s[a-z]{{2,12}}){{0,3}}))"
        )
        block = rf"{words('told.counted', 'block_words')}\s?{_LETTERED}(?!\s?{words('told.units')})"
        blocks = rf"(?:[\s,]{{0,3}}{block}){{1,4}}"
        further = rf"(?:\s(?!{block})(?:{_WORD})){{0,3}}"
        self._house = re.compile(
            rf"{words('hired')}\s?(?P<name>(?!{block})(?:{_WORD}){further}){blocks}"
        )
        endings = words("house_endings", "late_endings")
        called = rf"(?:[{THAI}]{{3,20}}?{endings}|{words('foreign_heads')}[{THAI}]{{2,20}})"
        self._ended = re.compile(
            rf"(?:(?<![{THAI}])|{stays})"
            rf"(?=(?P<value>(?!{stays})(?P<name>{called}{further}){blocks}))"
        )
        two = rf"(?:[\s,]{{0,3}}{block}){{2,4}}"
        self._whole = re.compile(
            rf"\s*(?P<value>(?P<name>(?:{_WORD}){further}){two})"
            rf"(?:\s|{words('closing')}){{0,4}}\Z"
        )
        self._sacred = re.compile(
            rf"(?:{words('lodgings')}[{THAI}]{{0,6}}?|(?={words('told.before')}))"
            rf"(?P<value>{words('told.before')}?{words('sacred')}(?P<name>[{THAI}]{{{_SHORTEST},30}}))"
        )
        self._spoken = re.compile(words("moo"))
        self._home_talk = re.compile(words("home_talk"))

    def parts(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Return where homes stand that are told by their names."""
        if _NUMBERED.search(left):
            yield from self._villages(left)
            yield from self._in_latin(left)
            yield from self._houses(left)
        yield from self._temples(left)
        for match in _NUMBERED_NAME.finditer(typed.text):
            yield typed.place(match.start()), typed.place(match.end())

    def _villages(self, left: str) -> Iterator[tuple[int, int]]:
        for match in self._village.finditer(left):
            grade = match["word"].startswith("\u0e21.") and int(match["number"]) <= _HIGHEST_GRADE
            headed = match["name"].startswith(self._heads)
            spoken = self._spoken.fullmatch(match["word"]) is not None
            long = headed and spoken and len(match["name"]) >= _HEADED
            if (not grade or headed) and (long or self._is_name(match["name"])):
                yield match.span()
        for match in self._bare_village.finditer(left):
            if self._is_name(match["name"]):
                yield match.span("value")

    def _houses(self, left: str) -> Iterator[tuple[int, int]]:
        for match in self._house.finditer(left):
            if self._is_name(match["name"]):
                yield match.span()
        whole = self._whole.match(left)
        for match in (*self._ended.finditer(left), *((whole,) if whole else ())):
            named = self._is_name(match["name"])
            if named and len(match["name"]) >= _SHORTEST:
                yield match.span("value")

    def _temples(self, left: str) -> Iterator[tuple[int, int]]:
        """Find temples, markets and camps by name where a home is told of."""
        if self._home_talk.search(left) is None:
            return
        for match in self._sacred.finditer(left):
            length = self._ends.cut(match["name"])
            if length >= _SHORTEST and not match["name"].startswith(self._not_sacred):
                yield match.start("value"), match.start("name") + length

    def _in_latin(self, left: str) -> Iterator[tuple[int, int]]:
        for match in self._latin.finditer(left):
            group = "name" if match["name"] else "free"
            end = match.start(group) + latin_length(match[group], self._latin_ends)
            if match["after"] and end == match.end(group):
                yield match.start(), match.end("after")
            elif match["before"] and end > match.start(group):
                yield match.start(), end

    def _is_name(self, name: str) -> bool:
        whole = all(self._ends.cut(word) == len(word) for word in name.split())
        return whole and not name.startswith(self._not_names)


def latin_length(name: str, ends: frozenset[str]) -> int:
    """Return how many letters of a name in Latin letters stand before a word that ends it."""
    length = 0
    for word in _LATIN_WORD.finditer(name):
        if word.group() in ends:
            break
        length = word.end()
    return length
