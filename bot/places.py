"""Finds addresses in what a child types, in Thai and in English.

A place is known by its word (`places.yml`) and by a name that follows or precedes it; the word
alone is not a detail. A province is never hidden.
"""

import re
from collections.abc import Iterator

from bot.cues import RUN, THAI, Cues
from bot.given import Ends, Gazetteer
from bot.homes import Homes
from bot.landmarks import Landmarks
from bot.localities import Localities
from bot.place_parts import CAPITALS, PLACE_NUMBER, Further
from bot.story_ends import StoryEnds
from bot.typed import Spot, Typed
from bot.waypoints import Waypoints

_ABBREVIATION = 2
"""Letters of the longest abbreviation that is a word for a place."""

LOOK_BACK = 60
_SHORT_NAME = 14
"""Letters of a subdistrict's name; a longer run is a sentence."""

_IN_CLASS = 12
"""Letters to look back for a grade."""
_ARTICLE = "the"
"""With a capital it is the first word of a house's name."""

_HOUSE_NUMBER = r"\d{1,4}(?:\s?/\s?\d{1,4})?(?!\d)"
_HOUSE_NAME = re.compile(r"(?<![A-Za-z.])[A-Z][a-z'\-]+(?: [A-Z][a-z'\-]+){1,3} \Z")
_ROAD = re.compile(f"-[{THAI}]{{2,24}}")
_BLOCK = re.compile(r" (?:(?:[Nn]o\.? ?|#)?[0-9]{1,4}[A-Z]?|[A-Z])(?![A-Za-z0-9])")
TOKEN = re.compile(r"[a-z0-9'./\-]+")


class Addresses:
    """The rule for addresses; parts that stand side by side are one find."""

    def __init__(self, cues: Cues, words: Gazetteer) -> None:
        self._ends = Ends(
            cues,
            without=cues.words("places.address.named") + cues.words("places.address.within"),
            also=cues.words("places.address.stops"),
        )
        story = StoryEnds(cues)
        self._localities = Localities(cues, self._ends)
        self._further = Further(cues, self._ends, self._localities, story)
        self._waypoints = Waypoints(cues, self._localities, words, self._ends, story)
        self._landmarks = Landmarks(cues, story)
        self._homes = Homes(cues, story)
        self._not_names = cues.words("places.address.not_names")
        self._before_lane = cues.words("places.address.before_lane")
        self._generic = frozenset(cues.words("places.address.generic"))
        self._named = re.compile(rf"{cues.any_of('places.address.named')}\s?")
        self._stayed = re.compile(
            rf"{cues.any_of('places.address.stays', 'places.address.told.stays')}\Z"
        )
        self._after = re.compile(cues.any_of("places.address.english_after", edge="a-z0-9"))
        village = cues.any_of("places.address.village")
        room = rf"{cues.any_of('places.address.rooms')}\s?[a-z]?\d{{1,4}}(?:/\d{{1,4}})?(?![\da-z])"
        self._room = re.compile(rf"[\s,]{{1,3}}{room}")
        self._storey = re.compile(
            r",\s(?:\d{1,2}(?:st|nd|rd|th) floor"
            rf"|{cues.any_of('places.address.floors')}\.?\s?\d{{1,3}})(?!\d)"
        )
        self._house = re.compile(
            rf"(?<![{THAI}])[{THAI}]{{2,20}}{cues.any_of('places.address.house_endings')}"
        )
        house = rf"{cues.any_of('places.address.houses')}[{THAI}]{{2,24}}[\s,]{{0,2}}\Z"
        stays = cues.any_of("places.address.stays")
        self._house_before = re.compile(rf"(?:(?<![{THAI}])|{stays})(?P<value>{house})")
        counted = cues.any_of("places.address.before_number")
        self._number_before = re.compile(
            rf"(?<![\d/.])(?:(?:{counted}\s?)?{_HOUSE_NUMBER}[\s,]{{1,3}}"
            rf"|{counted}\s?{_HOUSE_NUMBER}\s(?:on|in|of)\s(?:the\s)?)\Z"
        )
        ban = (
            rf"(?:{cues.any_of('places.address.village_words')}"
            rf"(?!{cues.any_of('places.address.not_names', 'schools.whole.never')})"
            rf"(?:(?!{cues.any_of('places.address.told.lives')})[{THAI}]){{2,20}}[\s,]{{1,2}})"
        )
        self._village_before = re.compile(
            rf"(?<![{THAI}])(?:(?P<ban>{ban}){_HOUSE_NUMBER}\s)?"
            rf"(?:{village}\s?\d{{1,2}}[\s,]{{0,2}}(?:{ban})?|(?<!\d)(?={ban}){ban})\Z"
        )
        self._lanes = cues.words("places.address.told.lanes")
        self._tambons = cues.words("places.address.tambons")
        self._district_alone = re.compile(
            rf"{cues.any_of('places.address.alone')}\s?(?:[{THAI}]+|[a-z]+(?:\s[a-z]+)?)"
        )
        self._class_number = re.compile(
            rf"{cues.any_of('places.school.grades')}\s?[1-6](?:/\d{{1,2}})?\s?\Z"
        )
        self._class_behind = re.compile(
            rf"\s?(?:{cues.any_of('places.address.numbered_on')}\s?)?"
            rf"{cues.any_of('places.school.grades')}\s?[1-6](?:/\d)"
        )
        self._in_class = cues.words("places.address.class_numbers")
        numbered = cues.any_of("places.address.numbered")
        before = cues.any_of("places.address.english_before")
        self._joint = re.compile(
            rf"[\s,.]*(?:{cues.any_of('places.address.joints')}\s?(?:the\s)?)?"
        )
        self._living = re.compile(rf"{cues.any_of('places.address.living')}\s?\Z")
        district = cues.any_of("places.address.districts")
        follows = cues.any_of(
            "places.address.numbered", "places.address.named", "places.address.continued"
        )
        self._simple = re.compile(
            rf"{cues.any_of('places.address.house')}[\s:.]{{0,3}}{_HOUSE_NUMBER}"
            rf"|(?<![\d/.]){_HOUSE_NUMBER}[\s,]{{0,2}}{numbered}\.?\s?\d{{1,3}}(?!\d|[.:]\d)"
            rf"|(?<![\d/.]){_HOUSE_NUMBER}\s?{cues.any_of('places.address.village')}\s?\d{{1,2}}"
            rf"(?=\s?(?:{cues.any_of('places.address.named')}|{cues.any_of('places.address.continued')}))"
            rf"|(?<![\d/.]){_HOUSE_NUMBER}(?=[\s,]{{0,2}}(?:{follows}|soi))"
            rf"|{cues.any_of('places.address.before_number')}\s?{_HOUSE_NUMBER}"
            rf"(?=[\s,]{{0,2}}{follows}(?!{cues.any_of('places.address.told.schoolrooms')}))"
            rf"|{numbered}\.?\s?(?:[a-z]-?)?\d{{1,3}}(?:/\d{{1,3}})?(?!\d|[.:]\d)"
            rf"|{cues.any_of('places.address.roads')}\s?\d{{1,3}}(?:/\d{{1,3}})?(?!\d|[.:]\d"
            rf"|\s?(?:{cues.any_of('places.address.told.units', 'places.address.english_units')}))"
            rf"|{before}\s+(?P<lane>[a-z]{{3,20}}(?:(?:\s[a-z]{{3,20}}){{1,2}}(?=\s\d))?)"
            r"(?P<at>\s\d{1,3}(?:/\d{1,3})?)?(?!\d|[.:]\d)"
            rf"|{cues.word('places.address.district_word')}\s?{district}"
            rf"|(?:{cues.any_of('places.address.post_cues')})[\s:]{{0,3}}\d{{5}}(?!\d)"
            rf"|{cues.any_of('places.address.blocks')}\s?[a-z]?\d{{1,3}}[a-z]?[\s,]{{0,2}}"
            rf"{cues.any_of('places.address.rooms')}\s?[a-z]?\d{{1,4}}(?!\d)"
            rf"|{room},\s(?={cues.any_of('places.address.blocks')})"
            rf"|(?<![{THAI}]){village}\s?(?:[7-9]|[12]\d)\s?{cues.any_of('places.address.village_words')}"
            rf"{cues.any_of('places.address.village_heads')}[{THAI}]{{2,20}}(?![{THAI}])"
            rf"|{cues.any_of('places.address.rented')}[{THAI}]{{2,20}},?\s(?:{cues.any_of('places.address.numbered_on')}"
            rf"\s?\d{{1,3}}\s)?{cues.any_of('places.address.rooms')}\s?[a-z]?\d{{1,4}}(?![\da-z])"
        )
        self._post = re.compile(
            rf"{cues.any_of('places.provinces')}\s?(?P<value>[1-9]\d{{4}})(?!\d)"
        )

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find the parts of an address, joined where only a space or a comma is between them."""
        start = end = 0
        for first, last in sorted(self._whole(left, typed)):
            if end and first > end and not self._joint.fullmatch(left, end, first):
                yield from self._spot(left, start, end)
                start = first
            elif not end:
                start = first
            end = max(end, last)
        if end:
            yield from self._spot(left, start, end)

    def _spot(self, left: str, start: int, end: int) -> Iterator[Spot]:
        if not self._district_alone.fullmatch(left, start, end):
            yield Spot("address", start, end)

    def _whole(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        parts = [
            (self._with_number(left, typed, begun), end)
            for begun, end in (*self._parts(left, typed), *self._homes.parts(left, typed))
        ]
        parts += (
            (begun, self._further.end(left, typed, end))
            for begun, end in (*self._localities.parts(left), *self._waypoints.parts(left))
        )
        for begun, last in (*parts, *self._landmarks.told(left, typed)):
            first, end = self._landmarks.grown(left, typed, begun, last)
            if typed.is_capital(first):
                first = self._capitals_before(left, typed, first)
            yield (
                first,
                self._landmarks.grown(left, typed, first, self._further.end(left, typed, end))[1],
            )

    def _parts(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._simple.finditer(left):
            if self._is_part(match) and not self._is_everyday(left, typed, match):
                start = self._capitals_before(left, typed, match.start())
                yield start, self._further.end(left, typed, self._lane_end(typed, match))
        for match in self._named.finditer(left):
            end = self._named_end(left, match)
            if end:
                yield match.start(), self._further.end(left, typed, end)
        for match in self._house.finditer(left):
            yield match.start(), self._further.end(left, typed, match.end())
        for match in self._after.finditer(left):
            start = self._capitals_before(left, typed, match.start())
            if start < match.start():
                block = _BLOCK.match(typed.cased_from(match.end()))
                end = match.end() + (len(block.group()) if block else 0)
                yield start, self._further.end(left, typed, end)
        for match in (*self._room.finditer(left), *self._storey.finditer(left)):
            start = self._capitals_before(left, typed, match.start())
            if start < match.start():
                yield start, self._further.end(left, typed, match.end())
        yield from (match.span("value") for match in self._post.finditer(left))

    @staticmethod
    def _lane_end(typed: Typed, match: re.Match[str]) -> int:
        """Return the end of a lane's name: of all its words in capitals."""
        if match["lane"] is None or match["at"]:
            return match.end()
        name = CAPITALS.match(typed.cased_from(match.start("lane")))
        return max(
            match.end(), match.start("lane") + len(name.group().rstrip(".-'")) if name else 0
        )

    def _is_everyday(self, left: str, typed: Typed, match: re.Match[str]) -> bool:
        """Say whether it is told of no home: small letters behind "soi", a number in a class."""
        if match.group().startswith(self._in_class):
            if self._class_behind.match(left, match.end()):
                return True
            before = max(0, match.start() - _IN_CLASS)
            return self._class_number.search(left, before, match.start()) is not None
        if match["lane"] is None or match["at"] or self._living.search(left[: match.start()]):
            return False
        return not typed.cased(*match.span("lane"))[0].isupper()

    def _is_part(self, match: re.Match[str]) -> bool:
        """A bare number before another part counts only in the form of a house number, 12/3."""
        text = match.group()
        if text.replace(" ", "").isdecimal():
            return False
        return text.split()[-1] not in self._generic

    def _named_end(self, left: str, match: re.Match[str]) -> int:
        before = left[: match.start()]
        if is_inside_a_word(match.group(), before) and not self._stayed.search(before):
            return 0
        run = RUN.match(left, match.end())
        if run is None or len(run.group()) <= _ABBREVIATION:
            return 0
        # A subdistrict may be called "in town": a district behind it shows that it is one.
        told = match.group().startswith(self._tambons) and self._further.begins(left, run.end())
        # Behind a lane a number shows that the words before it are its name.
        lane = len(run.group()) <= _SHORT_NAME and match.group().startswith(self._lanes)
        closed = not (lane and PLACE_NUMBER.match(left, run.end())) and self._ends.closes(
            run.group()
        )
        none = closed or run.group().startswith(self._not_names)
        housed = match.group().endswith(".") and self._is_housed(left, match.start())
        if none and not ((told and len(run.group()) <= _SHORT_NAME) or housed):
            return 0
        end = self._further.place_end(left, run)
        road = _ROAD.match(left, end)
        end = road.end() if road else end
        number = PLACE_NUMBER.match(left, end)
        if number:
            return number.end()
        # Behind a space it may be any word: then only a further part shows that it is a place.
        apart = match.group().endswith(" ") and not self._further.begins(left, end)
        return 0 if apart else end

    def _is_housed(self, left: str, start: int) -> bool:
        """Say whether the number of a house stands before a road: its name may be any word then."""
        return self._number_before.search(left, max(0, start - LOOK_BACK), start) is not None

    def _with_number(self, left: str, typed: Typed, start: int) -> int:
        """Return where the number of the house stands, if one is written before a part."""
        offset = max(0, start - LOOK_BACK)
        mouth = next((word for word in self._before_lane if left.endswith(word, offset, start)), "")
        start -= len(mouth)
        if left.startswith(self._tambons, start):
            village = self._village_before.search(left, offset, start)
            start = village.start() if village else start
        number = self._number_before.search(left, offset, start)
        if number:
            named = _HOUSE_NAME.search(typed.cased(offset, number.start()))
            return offset + named.start() if named and "," in number.group() else number.start()
        house = self._house_before.search(left, offset, start)
        return house.start("value") if house else start

    def _capitals_before(self, left: str, typed: Typed, place: int) -> int:
        start, offset = place, max(0, place - LOOK_BACK)
        for token in reversed(list(TOKEN.finditer(left[offset:place]))):
            first = offset + token.start()
            joined = not left[offset + token.end() : start].strip()
            capital = typed.is_capital(first) or token.group()[0].isdigit()
            if joined and capital and token.group() == _ARTICLE and start < place:
                return first
            if token.group() in self._generic or not joined or not capital:
                break
            start = first
        return start if not left[start:place].strip().isdigit() else place


def is_inside_a_word(word: str, before: str) -> bool:
    """Say whether an abbreviation may be the end of another word: there is no space before it."""
    short = len(re.sub(f"[^{THAI}]", "", word)) <= _ABBREVIATION
    return short and bool(before) and re.match(f"[{THAI}]", before[-1]) is not None
