"""Finds schools and addresses in what a child types, in Thai and in English.

A place is known by its word (`places.yml`) and by a name that follows or precedes it; the word
alone is not a detail. A province is never hidden.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues, any_of
from bot.given import Ends
from bot.typed import Spot, Typed

_RUN = re.compile(f"[{THAI}]{{1,64}}")
_ABBREVIATION = 2
"""Letters of the longest abbreviation that is a word for a place."""

_TELLING = 12
"""Letters of a word for a school that stands before nothing but a name: a technical college."""

_LONGEST_SCHOOL = 45
_ABBREVIATED = 4
_THAI_LETTERS = re.compile(f"[{THAI}]+")
_GOES_ON = 9
"""Thai letters behind the end of a school's name that make it the beginning of another word."""

_LONGEST_PLACE, _SHORT_PLACE = 24, 14
_LOOK_BACK = 60
_ARTICLE = "the"
"""With a capital it is the first word of a house's name."""

_PARTS = 8
"""Of one address; more is no address."""
_AFTER_SCHOOL = re.compile(rf"(?:\s?\([{THAI} ]{{1,30}}\))?(?:\s?\d{{1,3}}(?![\d/.:]))?")
_HOUSE_NUMBER = r"\d{1,4}(?:\s?/\s?\d{1,4})?(?!\d)"
_LOCALITY = re.compile(
    r", (?:\d{1,4}(?:/\d{1,4})? )?(?!And |But |I |My |He |She |They )"
    r"[A-Z][a-z']+(?: [A-Z][a-z']+){0,2}(?: \d{5}| \d{1,3})?(?!\d)"
)
_ROAD = re.compile(f"-[{THAI}]{{2,24}}")
_PLACE_NUMBER = re.compile(r"\s?\d{1,3}(?:/\d{1,3})?(?![\d.:])")
_ROOM_NUMBER = re.compile(r"[a-z]?\d{1,4}(?:/\d{1,4})?[a-z]?(?![\da-z])|[a-z](?![a-z0-9])")
_CAPITALS = re.compile(r"[A-Z][A-Za-z'.\-]+(?: [A-Z][A-Za-z'.\-]+){0,4}")
_LATIN_PLACE = re.compile(r"(?!(?:and|or|the|is|with|near|but|so|i|he|she|they|we)\b)[a-z]{3,20}")
_FURTHER = ("continued", "named", "numbered", "english_before", "house")
_BLOCK = re.compile(r" (?:[0-9]{1,3}|[A-Z])(?![A-Za-z0-9])")
_TOKEN = re.compile(r"[a-z0-9'./\-]+")


class Schools:
    """The rule for the names of schools."""

    def __init__(self, cues: Cues) -> None:
        parts = cues.words("places.school.parts")
        self._ends = Ends(cues, without=parts)
        self._word = re.compile(rf"{cues.any_of('places.school.words')}\s?")
        self._going = cues.words("places.school.going")
        self._before = cues.words("places.school.before")
        self._part = re.compile(cues.any_of("places.school.parts"))
        self._not_names = cues.words("places.school.not_names")
        self._not_within = cues.words("places.school.not_within")
        endings = cues.any_of("places.school.endings")
        heads = cues.any_of("places.school.heads")
        not_heads = cues.any_of("places.school.not_heads")
        reaching = any_of((*self._going, *self._before, *cues.words("places.school.reaching")))
        surely = cues.any_of("places.school.sure_endings")
        self._ended = re.compile(
            rf"(?:{reaching}\s?(?!{reaching})(?=(?P<value>[{THAI}]{{2,24}}?{endings}))"
            rf"|(?<![{THAI}])(?!{reaching})(?=(?P<whole>[{THAI}]{{3,24}}?{surely})))"
        )
        initials = "(?:[\u0e01-\u0e2e]\\.){2,4}"
        self._initials = re.compile(
            rf"{cues.any_of('places.school.studying')}\s?"
            rf"(?P<value>(?!{cues.any_of('places.school.not_initials')}(?![\u0e01-\u0e2e])){initials})"
        )
        self._letters = re.compile(
            rf"{cues.any_of('places.school.english_letters')}\s(?P<value>[a-z]{{3,6}})(?![a-z0-9])"
        )
        self._not_letters = frozenset(cues.words("places.school.not_letters"))
        studying = cues.any_of("places.school.studying")
        sure_heads = cues.any_of("places.school.sure_heads")
        self._headed = re.compile(
            rf"(?:{studying}\s?(?={heads})|(?:{reaching}\s?|(?<![{THAI}]))(?={sure_heads}))"
            rf"(?P<value>(?:{heads}|{sure_heads})(?!{not_heads})[{THAI}]{{2,40}})"
        )
        self._famous = re.compile(
            rf"{cues.any_of('places.school.famous')}{cues.any_of('places.school.branches')}?"
        )
        self._link = re.compile(
            rf"{cues.any_of('names.links')}?\s?{cues.words('names.words')[-1]}\s?"
        )
        self._english = re.compile(cues.any_of("places.school.english_words"))
        self._english_going = re.compile(rf"{cues.any_of('places.school.english_going')}\s*$")
        self._named = re.compile(rf"{cues.any_of('places.school.english_named')}\s+")
        self._generic = frozenset(cues.words("places.school.generic"))
        self._year = re.compile(rf",?\s{cues.any_of('places.school.english_years')}\s?\d")
        self._heads = re.compile(rf"{cues.any_of('places.school.english_heads')}\s?")
        self._graded = re.compile(
            rf"{any_of(self._going)}\s?(?P<value>[{THAI}]{{6,30}})\s?(?={cues.any_of('places.school.grades')}\s?\d)"
        )
        self._at = re.compile(rf"{cues.any_of('places.school.english_at')}\s")
        self._goes_on = re.compile(rf"\s{cues.any_of('places.school.english_ends')}")
        self._in_province = re.compile(rf",? {cues.any_of('places.provinces')}")
        self._provinces = frozenset(cues.words("places.provinces"))

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find schools by word and name, by a famous name, and by where a child studies."""
        for start, end in self._ranges(left, typed):
            if end > start:
                yield Spot("school", start, end)

    def _ranges(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._word.finditer(left):
            yield self._thai(left, match)
        yield from (match.span() for match in self._famous.finditer(left))
        yield from self._gone_to(left)
        yield from self._in_english(left, typed)

    def _gone_to(self, left: str) -> Iterator[tuple[int, int]]:
        """Find Thai schools by where a child goes, without a word for "school"."""
        for match in self._ended.finditer(left):
            group = "value" if match["value"] else "whole"
            start, end = match.span(group)
            rest = _THAI_LETTERS.match(left, end)
            closed = rest is None or len(rest.group()) < _GOES_ON or self._ends.closes(rest.group())
            if closed and not any(word in match[group] for word in self._not_within):
                yield start, end
        yield from (match.span("value") for match in self._initials.finditer(left))
        for match in self._headed.finditer(left):
            length = self._ends.cut(match["value"], _LONGEST_SCHOOL)
            yield match.start("value"), match.start("value") + length
        for match in self._graded.finditer(left):
            whole = self._ends.cut(match["value"], _LONGEST_SCHOOL) == len(match["value"])
            if whole and self._is_name(match["value"]):
                yield match.span("value")

    def _in_english(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._letters.finditer(left):
            capitals = typed.cased(*match.span("value")).isupper()
            if capitals and match["value"] not in self._not_letters:
                yield match.span("value")
        for match in self._english.finditer(left):
            yield self._before_word(left, typed, match)
        for match in self._named.finditer(left):
            start, end = self._capitals(typed, match.end())
            part = match.group().startswith("rong") and end > start
            yield (match.start() if part else start), end
        for match in self._heads.finditer(left):
            yield match.start(), self._capitals(typed, match.end())[1]
        for match in self._at.finditer(left):
            start, end = self._capitals(typed, match.end())
            if end > start and self._year.match(left, end):
                yield start, end

    def _thai(self, left: str, match: re.Match[str]) -> tuple[int, int]:
        before = left[: match.start()].rstrip()
        going = before.endswith(self._going)
        apart = going or before.endswith(self._before)
        if _is_inside_a_word(match.group(), left[: match.start()]) and not apart:
            return (0, 0)
        link = self._link.match(left, match.end())
        start = link.end() if link else match.end()
        run = _RUN.match(left, start)
        if run is None or run.group().startswith(self._not_names) or self._ends.closes(run.group()):
            return (0, 0)
        length = self._ends.cut(run.group(), _LONGEST_SCHOOL)
        after = _AFTER_SCHOOL.match(left, start + length)
        end = after.end() if after else start + length
        sure = going or link or len(match.group().strip()) >= _TELLING
        if not (sure or self._is_name(left[start:end])):
            return (0, 0)
        return match.start(), end

    def _is_name(self, text: str) -> bool:
        """Say whether a word of school names is in it, and not that word alone."""
        return self._part.search(text) is not None and self._part.fullmatch(text) is None

    def _before_word(self, left: str, typed: Typed, match: re.Match[str]) -> tuple[int, int]:
        offset = max(0, match.start() - _LOOK_BACK)
        start = match.start()
        for token in reversed(list(_TOKEN.finditer(left[offset : match.start()]))):
            gap = left[offset + token.end() : start]
            ends = token.group().endswith(".") and len(token.group()) > _ABBREVIATED
            generic = token.group() in self._generic
            if generic or ends or gap.strip() or not token.group()[0].isalpha():
                break
            first = offset + token.start()
            if typed.cased(start, start + 1).isupper() and typed.cased(first, first + 1).islower():
                break
            start = first
        if start == match.start() or left[start : match.start()].strip() in self._provinces:
            return (0, 0)
        capital = typed.cased(start, start + 1).isupper()
        if capital or self._english_going.search(left[offset:start]):
            more = self._goes_on.match(left, match.end())
            end = more.end() if more else match.end()
            place = self._in_province.match(left, end)
            return start, place.end() if place else end
        return (0, 0)

    def _capitals(self, typed: Typed, start: int) -> tuple[int, int]:
        match = _CAPITALS.match(typed.cased_from(start))
        if match is None or match.group().lower() in self._generic | self._provinces:
            return (0, 0)
        return start, start + len(match.group().rstrip(".-'"))


class Addresses:
    """The rule for addresses; parts that stand side by side are one find."""

    def __init__(self, cues: Cues) -> None:
        self._ends = Ends(
            cues,
            without=cues.words("places.address.named") + cues.words("places.address.within"),
            also=cues.words("places.address.stops"),
        )
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
        self._number_before = re.compile(
            rf"(?<![\d/.])(?:{cues.any_of('places.address.before_number')}\s?)?{_HOUSE_NUMBER}"
            r"[\s,]{1,3}\Z"
        )
        numbered = cues.any_of("places.address.numbered")
        before = cues.any_of("places.address.english_before")
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
        for begun, last in sorted(self._parts(left, typed)):
            first = self._with_number(left, begun)
            if end and first > end and left[end:first].strip(" ,\n"):
                yield Spot("address", start, end)
                start = first
            elif not end:
                start = first
            end = max(end, last)
        if end:
            yield Spot("address", start, end)

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
        if _is_inside_a_word(match.group(), left[: match.start()]):
            return 0
        run = _RUN.match(left, match.end())
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

    def _with_number(self, left: str, start: int) -> int:
        """Return where the number of the house stands, if one is written before a part."""
        offset = max(0, start - _LOOK_BACK)
        mouth = next((word for word in self._before_lane if left.endswith(word, offset, start)), "")
        start -= len(mouth)
        number = self._number_before.search(left, offset, start)
        if number:
            return number.start()
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
        match = self._continued.match(left, end) or self._district.match(left, end)
        if match is None:
            locality = _LOCALITY.match(typed.cased_from(end)) if left[end - 1].isascii() else None
            return end + len(locality.group()) if locality else end
        number = _ROOM_NUMBER.match(left, match.end())
        if number:
            return number.end()
        run = _RUN.match(left, match.end())
        if run is None:
            return self._latin_name(left, typed, match.end()) or end
        after = self._place_end(left, run)
        number = _PLACE_NUMBER.match(left, after)
        return number.end() if number else after

    def _place_end(self, left: str, run: re.Match[str]) -> int:
        """Return the end of a place: all of a short run that a number or a part follows."""
        whole = len(run.group()) <= _SHORT_PLACE and (
            left[run.start() - 1] == "."
            or _PLACE_NUMBER.match(left, run.end())
            or self._continued.match(left, run.end())
        )
        return run.end() if whole else run.start() + self._ends.cut(run.group(), _LONGEST_PLACE)

    @staticmethod
    def _latin_name(left: str, typed: Typed, start: int) -> int:
        capitals = _CAPITALS.match(typed.cased_from(start))
        if capitals:
            return start + len(capitals.group().rstrip(".-'"))
        latin = _LATIN_PLACE.match(left, start)
        return latin.end() if latin else 0

    def _capitals_before(self, left: str, typed: Typed, place: int) -> int:
        start, offset = place, max(0, place - _LOOK_BACK)
        for token in reversed(list(_TOKEN.finditer(left[offset:place]))):
            first = offset + token.start()
            joined = not left[offset + token.end() : start].strip()
            capital = typed.cased(first, first + 1)[0].isupper() or token.group()[0].isdigit()
            if joined and capital and token.group() == _ARTICLE and start < place:
                return first
            if token.group() in self._generic or not joined or not capital:
                break
            start = first
        return start if not left[start:place].strip().isdigit() else place


def _is_inside_a_word(word: str, before: str) -> bool:
    """Say whether an abbreviation may be the end of another word: there is no space before it."""
    short = len(re.sub(f"[^{THAI}]", "", word)) <= _ABBREVIATION
    return short and bool(before) and re.match(f"[{THAI}]", before[-1]) is not None
