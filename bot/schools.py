"""Finds the names of schools in what a child types: in Thai, and what its own modules find.

A school is known by its word (`places.yml`), by how its name begins or ends, or by where a child
says that it studies; the word alone is not a detail.
"""

import re
from collections.abc import Iterator

from bot.cues import LETTERS, RUN, THAI, Cues, any_of
from bot.english_schools import EnglishSchools
from bot.given import Ends, may_cut
from bot.known_schools import Branches, KnownSchools, KnownUniversities
from bot.lessons import Lessons
from bot.places import LOOK_BACK, is_inside_a_word
from bot.school_names import Extent, Universities
from bot.typed import Spot, Typed
from bot.whole_schools import WholeSchools

_TELLING = 12
"""Letters of a word for a school that stands before nothing but a name: a technical college."""

_LONGEST_SCHOOL = 45
_SIGNS = "\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e4e"
_GOES_ON = 9
"""Thai letters behind the end of a school's name that make it the beginning of another word."""

_ENOUGH = 4
"""Letters of the name of a school that is called only by its pupils."""


class Schools:
    """The rule for the names of schools."""

    def __init__(self, cues: Cues) -> None:
        parts = cues.words("places.school.parts")
        self._ends = Ends(cues, without=parts, also=cues.words("places.school.stops"))
        self._headed_ends = Ends(cues, without=(*parts, *cues.words("places.school.within")))
        self._word = re.compile(rf"{cues.any_of('places.school.words')}\s?")
        self._word_before = re.compile(rf"(?<![{THAI}]){cues.any_of('places.school.words')}\s?\Z")
        self._after = re.compile(
            rf"(?:\s?\([{THAI} ]{{1,30}}\))?"
            rf"(?:\s?(?:{cues.any_of('schools.numbered_by')}\s?)?\d{{1,3}}(?![\d/.:]))?"
        )
        self._extent = Extent(cues, self._ends)
        self._universities = Universities(cues, self._extent)
        self._going = cues.words("places.school.going")
        self._before = cues.words("places.school.before")
        self._part = re.compile(cues.any_of("places.school.parts"))
        self._place = re.compile(rf"{cues.any_of('places.school.place_heads')}[{THAI}]{{2}}")
        self._not_within = cues.words("places.school.not_within")
        endings = cues.any_of("places.school.endings")
        heads = cues.any_of("places.school.heads")
        not_heads = cues.any_of("places.school.not_heads")
        reaching = any_of((*self._going, *self._before, *cues.words("places.school.reaching")))
        surely = cues.any_of("places.school.sure_endings")
        weak = cues.any_of("places.school.weak_endings")
        self._surely = re.compile(rf".*{surely}")
        grade = rf"{cues.any_of('places.school.grades')}\s?[1-6](?:/\d{{1,2}})?"
        self._weakly = _Weakly(cues, reaching)
        self._ended = re.compile(
            rf"(?:{reaching}\s?(?!{reaching})(?=(?P<value>[{THAI}]{{2,24}}?{endings}{weak}?))"
            rf"|{grade}\s?"
            rf"(?=(?P<graded>[{THAI}]{{4,24}}?{endings}))"
            rf"|(?<![{THAI}])(?!{reaching})(?=(?P<whole>[{THAI}]{{3,24}}?{surely})))"
        )
        initials = (
            "(?:(?:[\u0e01-\u0e2e]\\.){2,4}|[\u0e01-\u0e2e]{2}\\.(?:[\u0e01-\u0e2e]\\.){1,3})"
        )
        self._initials = re.compile(
            rf"{cues.any_of('places.school.studying')}\s?"
            rf"(?P<value>(?!{cues.any_of('places.school.not_initials')}(?![\u0e01-\u0e2e])){initials})"
        )
        studying = cues.any_of("places.school.studying")
        sure_heads = cues.any_of("places.school.sure_heads")
        self._head = re.compile(cues.any_of("places.school.heads", "places.school.sure_heads"))
        self._headed = re.compile(
            rf"(?:(?:{studying}\s?|{grade}\s|(?<![{THAI}])"
            rf"{cues.any_of('places.school.at')}\s?)(?={heads})|(?:{reaching}\s?|(?<![{THAI}]))(?={sure_heads}))"
            rf"(?P<value>(?:{heads}|{sure_heads})(?!{not_heads})[{THAI}]{{2,40}})"
        )
        self._fellows = re.compile(
            rf"{cues.any_of('places.school.fellows')}(?P<value>{cues.any_of('places.school.bare_alone')}"
            rf"(?P<name>[{THAI}]{{5,30}}))"
        )
        self._school_talk = re.compile(cues.any_of("places.school.talk"))
        self._shortened = re.compile(rf"{heads}[{_SIGNS}]{{0,10}}\u0e2f(?!\u0e25)")
        self._english = EnglishSchools(cues)
        self._whole = WholeSchools(cues)
        self._areas = cues.words("schools.lessons.areas")
        self._branches = Branches(cues, self._headed_ends)
        self._known = KnownSchools(cues, self._branches)
        self._known_universities = KnownUniversities(cues, self._branches)
        self._lessons = Lessons(
            cues,
            Ends(cues, without=(*cues.words("names.kin"), *cues.words("places.address.within"))),
        )
        self._not_apart = re.compile(cues.any_of("schools.not_apart"))
        self._link = re.compile(
            rf"(?:{cues.any_of('schools.owners')}\s?)?{cues.any_of('names.links')}?\s?"
            rf"{cues.any_of('schools.called')}\s?"
        )
        self._of_person = cues.words("schools.of_person")
        self._graded = re.compile(
            rf"(?:{cues.any_of('places.school.studies')}(?P<studies>)|{any_of(self._going)})\s?"
            rf"(?P<value>[{THAI}]{{6,30}})\s?(?={cues.any_of('places.school.grades')}\s?[1-6](?!\d))"
        )
        self._grade = re.compile(rf"(?<![{THAI}]){grade}\s?\Z")
        self._directed = re.compile(rf"{cues.any_of('places.address.directions')}(?![{THAI}])")
        self._home = cues.words("places.address.village_words")

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find schools by word and name, by a famous name, and by where a child studies."""
        found = [
            (start, self._whole.grown(left, start, end))
            for start, end in self._ranges(left, typed)
            if end > start and not left.endswith(self._areas, 0, start)
        ]
        ranges = {
            (self._with_word(left, start), self._directed_end(left, self._branches.end(left, end)))
            for start, end in found
        }
        for start, end in sorted(ranges):
            # What is part of a longer name would hide that one only in part.
            if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in ranges):
                yield Spot("school", start, end)

    def _directed_end(self, left: str, end: int) -> int:
        """Return the end with the direction that tells two villages of one name apart."""
        directed = self._directed.match(left, end)
        return directed.end() if directed else end

    def _with_word(self, left: str, start: int) -> int:
        """Return where the word for school stands before a name that was found without it."""
        word = self._word_before.search(left, max(0, start - LOOK_BACK), start)
        return word.start() if word else start

    def _ranges(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._word.finditer(left):
            yield self._thai(left, match)
        yield from self._known(left)
        yield from self._known_universities(left)
        yield from () if left.isascii() else self._whole(left)
        yield from self._lessons(left, typed)
        yield from self._universities(left)
        yield from self._gone_to(left)
        yield from self._english(left, typed)

    def _gone_to(self, left: str) -> Iterator[tuple[int, int]]:
        """Find Thai schools by where a child goes, without a word for "school"."""
        for match in self._ended.finditer(left):
            group = str(match.lastgroup)
            start, end = match.span(group)
            rest = LETTERS.match(left, end)
            sure = self._surely.fullmatch(match[group]) is not None
            closed = (
                sure
                or rest is None
                or len(rest.group()) < _GOES_ON
                or self._ends.closes(rest.group())
                or self._branches.end(left, end) > end
            )
            if closed and not any(word in match[group] for word in self._not_within):
                yield start, self._extent.rest_end(left, end)
        yield from self._weakly(left)
        yield from (match.span() for match in self._shortened.finditer(left))
        for match in self._initials.finditer(left):
            spelled = self._after.match(left, match.end())
            yield match.start("value"), spelled.end() if spelled else match.end()
        yield from self._by_heads(left)

    def _by_heads(self, left: str) -> Iterator[tuple[int, int]]:
        """Find names by how they begin, and by a grade behind them."""
        if self._school_talk.search(left):
            for match in self._fellows.finditer(left):
                length = self._extent.length(match["name"])
                if not self._ends.closes(match["name"]) and length >= _ENOUGH:
                    yield match.start("value"), match.start("name") + length
        for match in self._headed.finditer(left):
            head = self._head.match(match["value"])
            name = match["value"][head.end() if head else 0 :]
            if not self._headed_ends.closes(name):
                length = self._headed_ends.cut(name, _LONGEST_SCHOOL)
                yield match.start("value"), match.end("value") - len(name) + length
        for match in self._graded.finditer(left):
            whole = self._ends.cut(match["value"], _LONGEST_SCHOOL) == len(match["value"])
            home = match["value"].startswith(self._home) and not match["studies"]
            named = not self._ends.closes(match["value"])
            if whole and named and not home and self._is_name(match["value"]):
                yield match.span("value")

    def _thai(self, left: str, match: re.Match[str]) -> tuple[int, int]:
        before = left[: match.start()].rstrip()
        going = before.endswith(self._going)
        apart = going or before.endswith(self._before)
        dotted = match.group().rstrip().endswith(".")
        if not (apart or dotted) and is_inside_a_word(match.group(), left[: match.start()]):
            return (0, 0)
        person = before.endswith(self._of_person) and not going
        link = None if person else self._link.match(left, match.end())
        start = link.end() if link else match.end()
        run = RUN.match(left, start)
        if run is None or self._extent.is_none(run.group()):
            return (0, 0)
        length = self._extent.length(run.group())
        after = self._after.match(left, start + length)
        end = after.end() if after else start + length
        graded = self._grade.search(left, max(0, match.start() - _GOES_ON), match.start())
        sure = going or link or graded or len(match.group().strip()) >= _TELLING
        bare = self._extent.is_bare(left[start:end])
        named = self._is_name(left[start:end]) or self._place.match(left, start)
        spaced = match.group()[-1].isspace() and self._not_apart.match(left, start)
        if bare or spaced or not (sure or named):
            return (0, 0)
        return match.start(), end

    def _is_name(self, text: str) -> bool:
        """Say whether a word of school names is in it, and not that word alone."""
        return self._part.search(text) is not None and self._part.fullmatch(text) is None


class _Weakly:
    """Thai names with an ending that is a word of every day: where nothing else in them is one."""

    def __init__(self, cues: Cues, reaching: str) -> None:
        endings = cues.any_of("places.school.weak_endings")
        graded = cues.any_of("places.school.weak_endings", "places.school.endings")
        whole = cues.any_of("places.school.whole_endings")
        grades = cues.any_of("places.school.grades")
        within = cues.words("places.school.within")
        self._within = within
        self._ends = Ends(cues, without=(*cues.words("places.school.parts"), *within))
        refused = ("places.school.not_weak", "places.school.not_within")
        self._not = tuple(word for name in refused for word in cues.words(name))
        self._ended = re.compile(
            rf"(?:(?<![{THAI}]){grades}\s?\d(?:/\d{{1,2}})?\s(?=(?P<graded>[{THAI}]{{3,20}}?{graded}))"
            rf"|{reaching}\s?(?!{reaching})(?=(?P<value>[{THAI}]{{3,20}}?{endings}))"
            rf"|(?<![{THAI}])(?=(?P<whole>[{THAI}]{{3,20}}?{whole})))"
        )

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find names behind a grade, behind words of going, and whole ones where words begin."""
        for match in self._ended.finditer(left):
            start, end = match.span(match.lastgroup or 0)
            rest = LETTERS.match(left, end)
            closed = rest is None or self._ends.closes(rest.group())
            if closed and self._is_one(left[start:end]):
                yield start, end

    def _is_one(self, name: str) -> bool:
        if name.startswith(self._within) or any(word in name for word in self._not):
            return False
        places = (place for place in range(len(name)) if not place or may_cut(name, place))
        return not any(self._ends.closes(name, place) for place in places)
