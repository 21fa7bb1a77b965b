"""Knows how far an address goes on behind a part of it, and where the name of a place ends.

Behind a part others count whatever their names: a village, a room, a district, a province.
"""

import re

from bot.cues import RUN, THAI, Cues
from bot.given import Ends
from bot.latin_areas import LatinAreas
from bot.localities import Localities
from bot.story_ends import StoryEnds
from bot.typed import Typed

_LONGEST_PLACE, _SHORT_PLACE = 24, 14
_LATIN_HEAD = 12
"""Letters to look back for a word in Latin letters that begins the name of a place."""

_PARTS = 8
"""Of one address; more is no address."""
_LOCALITY = re.compile(
    r", (?:\d{1,4}(?:/\d{1,4})? )?(?!And |But |I |My |He |She |They )"
    r"[A-Z][a-z']+(?: [A-Z][a-z']+){0,2}(?: \d{5}| \d{1,3})?(?!\d)"
)
PLACE_NUMBER = re.compile(r"\s?\d{1,3}(?:/\d{1,3})?(?!\d|[.:]\d)")
_HOUSE_NUMBER = re.compile(
    r"[\s,]{1,3}(?:\d{2,4}/\d{3,4}|\d{3,4}/\d{1,4}|(?:1[3-9]|[2-9]\d)/(?:1[3-9]|[2-9]\d))(?![\d/.:])"
)
"""Behind a building: in a form that no date has."""

_ROOM_NUMBER = re.compile(r"[a-z]?\d{1,4}(?:/\d{1,4})?[a-z]?(?![\da-z])|[a-z](?![a-z0-9])")
CAPITALS = re.compile(r"[A-Z][A-Za-z'.\-]+(?: [A-Z][A-Za-z'.\-]+){0,4}")
_LATIN_PLACE = re.compile(r"(?!(?:and|or|the|is|with|near|but|so|i|he|she|they|we)\b)[a-z]{3,20}")
_FURTHER = ("continued", "named", "numbered", "english_before", "house")


class Further:
    """Knows the parts that follow another one."""

    def __init__(self, cues: Cues, ends: Ends, localities: Localities, story: StoryEnds) -> None:
        self._ends = ends
        self._localities = localities
        self._continued = re.compile(
            rf"[\s,]{{0,3}}{cues.any_of(*(f'places.address.{name}' for name in _FURTHER))}\s?"
        )
        self._district = re.compile(rf"[\s,]{{0,3}}{cues.word('places.address.district_word')}\s?")
        areas = cues.any_of(
            "places.address.short_provinces",
            "places.address.districts",
            "places.address.roads",
            "schools.town_schools",
        )
        closing = cues.any_of("places.address.closing")
        heads = cues.any_of("places.school.place_heads", "schools.whole.heads")
        self._tambon = re.compile(rf"{cues.any_of('places.address.tambons')}\s?[{THAI}]{{2,20}}\Z")
        self._bare = re.compile(
            rf"\s(?P<run>(?={heads})[{THAI}]{{4,12}}?)(?:(?![{THAI}])|(?={closing}))"
        )
        self._story = story
        self._code = re.compile(
            rf"[\s,]{{0,3}}(?:{cues.any_of('places.address.province_words')}\s?"
            rf"(?:[{THAI}]{{3,20}}|[a-z]{{3,20}})|{cues.any_of('places.provinces')}"
            rf"|{areas}(?:(?![{THAI}])|(?={closing})))"
            r"(?:[\s,]{1,3}\d{5}(?!\d))?|[\s,]{1,3}\d{5}(?!\d)"
        )
        self._floor = re.compile(
            rf"[\s,]{{0,3}}(?:\d{{1,2}}(?:st|nd|rd|th) floor"
            rf"|{cues.any_of('places.address.numbered_on')}\s?\d{{1,4}}(?:/\d{{1,4}})?(?![\d.:]))"
        )
        self._areas_behind = LatinAreas(cues)
        self._latin_head = re.compile(rf"{cues.any_of('places.address.latin_heads')}\Z")
        self._headed_area = re.compile(
            rf"\s{cues.any_of('places.address.latin_heads')}\s[a-z]{{2,14}}(?![a-z])"
        )
        ended = cues.any_of("places.address.latin_ends", "places.address.told.english_ends")
        self._latin_word = re.compile(rf"\s(?!{ended})[a-z]{{2,14}}(?![a-z])")
        self._directed = re.compile(
            rf"{cues.any_of('places.address.directions')}"
            rf"(?=[^{THAI}]|\Z|{cues.any_of('places.address.closing')})"
        )
        self._areas = re.compile(rf"\s{cues.any_of('places.address.english_areas')}")

    def begins(self, left: str, end: int) -> bool:
        """Say whether a further part stands here."""
        return self._continued.match(left, end) is not None

    def end(self, left: str, typed: Typed, end: int) -> int:
        """Return the end of parts that count behind another one, whatever their names."""
        for _ in range(_PARTS):
            after = self._part_after(left, typed, end)
            if after == end:
                break
            end = after
        return end

    def _part_after(self, left: str, typed: Typed, end: int) -> int:
        ended = (
            self._floor.match(left, end)
            or self._code.match(left, end)
            or _HOUSE_NUMBER.match(left, end)
        )
        if ended:
            return ended.end()
        rest = max(
            self._district_behind(left, end),
            self._latin_area(left, typed, end),
            self._latin_rest(left, end),
            self._areas_behind.end(left, end),
            self._localities.after(left, end),
        )
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
        after = self.place_end(left, run)
        number = PLACE_NUMBER.match(left, after)
        return number.end() if number else after

    def _district_behind(self, left: str, end: int) -> int:
        """Return the end with a district that no word for one precedes, behind a subdistrict."""
        bare = self._bare.match(left, end)
        if bare is None or not self._tambon.search(left, max(0, end - _LONGEST_PLACE), end):
            return end
        run = bare["run"]
        told = self._ends.closes(run) or self._story.cut(run) < len(run)
        return end if told else bare.end()

    def _latin_area(self, left: str, typed: Typed, end: int) -> int:
        """Return the end with an area in capitals behind the number of a village."""
        area = self._headed_area.match(left, end) if left[end - 1].isdecimal() else None
        return area.end() if area and typed.is_capital(end + 1) else end

    def _latin_rest(self, left: str, end: int) -> int:
        """Return the end with the next word of a name in Latin letters, or its kind of area."""
        headed = self._latin_head.search(left, max(0, end - _LATIN_HEAD), end)
        word = self._latin_word.match(left, end) if headed else None
        area = self._areas.match(left, end) if left[end - 1].isascii() else None
        further = word or area
        return further.end() if further else end

    def place_end(self, left: str, run: re.Match[str]) -> int:
        """Return the end of a place: all of a short run that a number or a part follows."""
        whole = len(run.group()) <= _SHORT_PLACE and (
            left[run.start() - 1] == "."
            or PLACE_NUMBER.match(left, run.end())
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
