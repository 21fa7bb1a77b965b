"""Finds addresses in what a child types, in Thai and in English.

A place is known by its word (`places.yml`) and by a name that follows or precedes it; the word
alone is not a detail. A province is never hidden.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues
from bot.given import Ends
from bot.homes import Homes
from bot.landmarks import Landmarks
from bot.typed import Spot, Typed

RUN = re.compile(f"[{THAI}]{{1,64}}")
_ABBREVIATION = 2
"""Letters of the longest abbreviation that is a word for a place."""

_LONGEST_PLACE, _SHORT_PLACE = 24, 14
LOOK_BACK = 60
_ARTICLE = "the"
"""With a capital it is the first word of a house's name."""

_LATIN_HEAD = 12
"""Letters to look back for a word in Latin letters that begins the name of a place."""

_PARTS = 8
"""Of one address; more is no address."""
_HOUSE_NUMBER = r"\d{1,4}(?:\s?/\s?\d{1,4})?(?!\d)"
_LOCALITY = re.compile(
    r", (?:\d{1,4}(?:/\d{1,4})? )?(?!And |But |I |My |He |She |They )"
    r"[A-Z][a-z']+(?: [A-Z][a-z']+){0,2}(?: \d{5}| \d{1,3})?(?!\d)"
)
_HOUSE_NAME = re.compile(r"(?<![A-Za-z.])[A-Z][a-z'\-]+(?: [A-Z][a-z'\-]+){1,3} \Z")
_ROAD = re.compile(f"-[{THAI}]{{2,24}}")
_PLACE_NUMBER = re.compile(r"\s?\d{1,3}(?:/\d{1,3})?(?![\d.:])")
_ROOM_NUMBER = re.compile(r"[a-z]?\d{1,4}(?:/\d{1,4})?[a-z]?(?![\da-z])|[a-z](?![a-z0-9])")
CAPITALS = re.compile(r"[A-Z][A-Za-z'.\-]+(?: [A-Z][A-Za-z'.\-]+){0,4}")
_LATIN_PLACE = re.compile(r"(?!(?:and|or|the|is|with|near|but|so|i|he|she|they|we)\b)[a-z]{3,20}")
_FURTHER = ("continued", "named", "numbered", "english_before", "house")
_BLOCK = re.compile(r" (?:[0-9]{1,4}[A-Z]?|[A-Z])(?![A-Za-z0-9])")
TOKEN = re.compile(r"[a-z0-9'./\-]+")


class Addresses:
    """The rule for addresses; parts that stand side by side are one find."""

    def __init__(self, cues: Cues) -> None:
        self._ends = Ends(
            cues,
            without=cues.words("places.address.named") + cues.words("places.address.within"),
            also=cues.words("places.address.stops"),
        )
        self._landmarks = Landmarks(cues)
        self._homes = Homes(cues)
        self._not_names = cues.words("places.address.not_names")
        self._before_lane = cues.words("places.address.before_lane")
        self._generic = frozenset(cues.words("places.address.generic"))
        self._named = re.compile(rf"{cues.any_of('places.address.named')}\s?")
        self._after = re.compile(cues.any_of("places.address.english_after"))
        self._continued = re.compile(
            rf"[\s,]{{0,3}}{cues.any_of(*(f'places.address.{name}' for name in _FURTHER))}\s?"
        )
        self._district = re.compile(rf"[\s,]{{0,3}}{cues.word('places.address.district_word')}\s?")
        self._code = re.compile(
            rf"[\s,]{{0,3}}(?:{cues.any_of('places.address.province_words')}\s?"
            rf"(?:[{THAI}]{{3,20}}|[a-z]{{3,20}})|{cues.any_of('places.provinces')})"
            r"(?:[\s,]{1,3}\d{5}(?!\d))?|[\s,]{1,3}\d{5}(?!\d)"
        )
        room = rf"{cues.any_of('places.address.rooms')}\s?[a-z]?\d{{1,4}}(?:/\d{{1,4}})?(?![\da-z])"
        self._room = re.compile(rf"[\s,]{{1,3}}{room}")
        self._floor = re.compile(
            rf"[\s,]{{0,3}}(?:\d{{1,2}}(?:st|nd|rd|th) floor"
            rf"|{cues.any_of('places.address.numbered_on')}\s?\d{{1,4}}(?:/\d{{1,4}})?(?![\d.:]))"
        )
        self._storey = re.compile(r",\s\d{1,2}(?:st|nd|rd|th) floor")
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
        self._latin_head = re.compile(rf"{cues.any_of('places.address.latin_heads')}\Z")
        ends = cues.any_of("places.address.latin_ends", "places.address.told.english_ends")
        self._latin_word = re.compile(rf"\s(?!{ends})[a-z]{{2,14}}(?![a-z])")
        numbered = cues.any_of("places.address.numbered")
        before = cues.any_of("places.address.english_before")
        self._joint = re.compile(
            rf"[\s,.]*(?:{cues.any_of('places.address.joints')}\s?(?:the\s)?)?"
        )
        self._directed = re.compile(
            rf"{cues.any_of('places.address.directions')}"
            rf"(?=[^{THAI}]|\Z|{cues.any_of('places.address.closing')})"
        )
        self._areas = re.compile(rf"\s{cues.any_of('places.address.english_areas')}")
        self._living = re.compile(rf"{cues.any_of('places.address.living')}\s?\Z")
        district = cues.any_of("places.address.districts")
        follows = cues.any_of(
            "places.address.numbered", "places.address.named", "places.address.continued"
        )
        self._simple = re.compile(
            rf"{cues.any_of('places.address.house')}[\s:.]{{0,3}}{_HOUSE_NUMBER}"
            rf"|(?<![\d/.]){_HOUSE_NUMBER}[\s,]{{0,2}}{numbered}\.?\s?\d{{1,3}}(?![\d.:])"
            rf"|(?<![\d/.]){_HOUSE_NUMBER}\s?{cues.any_of('places.address.village')}\s?\d{{1,2}}"
            rf"(?=\s?(?:{cues.any_of('places.address.named')}|{cues.any_of('places.address.continued')}))"
            rf"|(?<![\d/.]){_HOUSE_NUMBER}(?=[\s,]{{0,2}}(?:{follows}|soi))"
            rf"|{cues.any_of('places.address.before_number')}\s?{_HOUSE_NUMBER}(?=[\s,]{{0,2}}{follows})"
            rf"|{numbered}\.?\s?\d{{1,3}}(?![\d.:])"
            rf"|{before}\s+(?P<lane>[a-z]{{3,20}}(?:(?:\s[a-z]{{3,20}}){{1,2}}(?=\s\d))?)"
            r"(?P<at>\s\d{1,3}(?:/\d{1,3})?)?(?![\d.:])"
            rf"|{cues.word('places.address.district_word')}\s?{district}"
            rf"|(?:{cues.any_of('places.address.post_cues')})[\s:]{{0,3}}\d{{5}}(?!\d)"
            rf"|{cues.any_of('places.address.blocks')}\s?[a-z]?\d{{1,3}}[a-z]?[\s,]{{0,2}}"
            rf"{cues.any_of('places.address.rooms')}\s?[a-z]?\d{{1,4}}(?!\d)"
            rf"|{room},\s(?={cues.any_of('places.address.blocks')})"
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
                yield Spot("address", start, end)
                start = first
            elif not end:
                start = first
            end = max(end, last)
        if end:
            yield Spot("address", start, end)

    def _whole(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        parts = [
            (self._with_number(left, typed, begun), end)
            for begun, end in (*self._parts(left, typed), *self._homes.parts(left, typed))
        ]
        for begun, last in (*parts, *self._landmarks.told(left, typed)):
            first, end = self._landmarks.grown(left, typed, begun, last)
            if typed.is_capital(first):
                first = self._capitals_before(left, typed, first)
            yield (
                first,
                self._landmarks.grown(left, typed, first, self._further(left, typed, end))[1],
            )

    def _parts(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._simple.finditer(left):
            if self._is_part(match) and not self._is_everyday(left, typed, match):
                start = self._capitals_before(left, typed, match.start())
                yield start, self._further(left, typed, match.end())
        for match in self._named.finditer(left):
            end = self._named_end(left, match)
            if end:
                yield match.start(), self._further(left, typed, end)
        for match in self._house.finditer(left):
            yield match.start(), self._further(left, typed, match.end())
        for match in self._after.finditer(left):
            start = self._capitals_before(left, typed, match.start())
            if start < match.start():
                block = _BLOCK.match(typed.cased_from(match.end()))
                end = match.end() + (len(block.group()) if block else 0)
                yield start, self._further(left, typed, end)
        for match in (*self._room.finditer(left), *self._storey.finditer(left)):
            start = self._capitals_before(left, typed, match.start())
            if start < match.start():
                yield start, self._further(left, typed, match.end())
        yield from (match.span("value") for match in self._post.finditer(left))

    def _is_everyday(self, left: str, typed: Typed, match: re.Match[str]) -> bool:
        """Say whether small letters without a number follow "soi" or "condo", told as no home."""
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
        if is_inside_a_word(match.group(), left[: match.start()]):
            return 0
        run = RUN.match(left, match.end())
        if run is None or len(run.group()) <= _ABBREVIATION:
            return 0
        if run.group().startswith(self._not_names) or self._ends.closes(run.group()):
            return 0
        end = self._place_end(left, run)
        road = _ROAD.match(left, end)
        end = road.end() if road else end
        number = _PLACE_NUMBER.match(left, end)
        if number:
            return number.end()
        # Behind a space it may be any word: then only a further part shows that it is a place.
        apart = match.group().endswith(" ") and self._continued.match(left, end) is None
        return 0 if apart else end

    def _with_number(self, left: str, typed: Typed, start: int) -> int:
        """Return where the number of the house stands, if one is written before a part."""
        offset = max(0, start - LOOK_BACK)
        mouth = next((word for word in self._before_lane if left.endswith(word, offset, start)), "")
        start -= len(mouth)
        number = self._number_before.search(left, offset, start)
        if number:
            named = _HOUSE_NAME.search(typed.cased(offset, number.start()))
            return offset + named.start() if named and "," in number.group() else number.start()
        house = self._house_before.search(left, offset, start)
        return house.start("value") if house else start

    def _further(self, left: str, typed: Typed, end: int) -> int:
        """Return the end of parts that count behind another one, whatever their names."""
        for _ in range(_PARTS):
            after = self._part_after(left, typed, end)
            if after == end:
                break
            end = after
        return end

    def _part_after(self, left: str, typed: Typed, end: int) -> int:
        ended = self._floor.match(left, end) or self._code.match(left, end)
        if ended:
            return ended.end()
        rest = self._latin_rest(left, end)
        if rest > end:
            return rest
        match = self._continued.match(left, end) or self._district.match(left, end)
        if match is None:
            locality = _LOCALITY.match(typed.cased_from(end)) if left[end - 1].isascii() else None
            return end + len(locality.group()) if locality else end
        number = _ROOM_NUMBER.match(left, match.end())
        if number:
            return number.end()
        run = RUN.match(left, match.end())
        if run is None:
            return self._latin_name(left, typed, match.end()) or end
        after = self._place_end(left, run)
        number = _PLACE_NUMBER.match(left, after)
        return number.end() if number else after

    def _latin_rest(self, left: str, end: int) -> int:
        """Return the end with the next word of a name in Latin letters, or its kind of area."""
        headed = self._latin_head.search(left, max(0, end - _LATIN_HEAD), end)
        word = self._latin_word.match(left, end) if headed else None
        area = self._areas.match(left, end) if left[end - 1].isascii() else None
        further = word or area
        return further.end() if further else end

    def _place_end(self, left: str, run: re.Match[str]) -> int:
        """Return the end of a place: all of a short run that a number or a part follows."""
        whole = len(run.group()) <= _SHORT_PLACE and (
            left[run.start() - 1] == "."
            or _PLACE_NUMBER.match(left, run.end())
            or self._continued.match(left, run.end())
        )
        end = run.end() if whole else run.start() + self._ends.cut(run.group(), _LONGEST_PLACE)
        directed = self._directed.match(left, end)
        return directed.end() if directed else end

    @staticmethod
    def _latin_name(left: str, typed: Typed, start: int) -> int:
        capitals = CAPITALS.match(typed.cased_from(start))
        if capitals:
            return start + len(capitals.group().rstrip(".-'"))
        latin = _LATIN_PLACE.match(left, start)
        return latin.end() if latin else 0

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
