"""Finds schools and universities by the short names by which everybody calls them (`schools.yml`).

Some are told by nothing else; those that are also towns or everyday words need a cue of learning or
a grade beside them. The town of a branch and the number of a school belong to its name.
"""

import re
from collections.abc import Iterable, Iterator

from bot.cues import LETTERS, THAI, Cues, any_of
from bot.given import Ends, may_cut
from bot.typed import DIGIT

_RUN = re.compile(f"[{THAI}]{{3,}}")
_HEAD = 3
"""Letters by which a name is looked up: the shortest name has as many."""

_NO_MARK = "(?![\u0e30-\u0e3a\u0e45-\u0e4e])"
"""Behind letters that are read one by one stands no vowel of theirs."""

_CUT_SHORT, _AND_SO_ON = "\u0e2f", "\u0e2f\u0e25"
"""The sign behind a name that is cut short, and the same sign in "and so on"."""

_GLUED = 18
"""Letters of a place that is glued to a name and in no list."""

_BACK = 24
"""Letters to look back for a cue."""

_LONG = 7
"""Letters of a name behind which any word may stand: none longer begins so."""

_PARTS = 3
"""Of a name behind the first: a kind, a town, a number."""


class Branches:
    """Knows the town, the part and the number that may stand behind the name of a school."""

    def __init__(self, cues: Cues, ends: Ends) -> None:
        never = frozenset(cues.words("schools.not_towns"))
        provinces = (word for word in cues.words("places.provinces") if not word.isascii())
        self._ends = ends
        towns = [*cues.words("schools.towns"), *provinces]
        told = rf"{cues.any_of('schools.campuses')}\s?"
        self.towns = any_of(word for word in towns if word not in never)
        self._spaced = re.compile(rf"\s?(?:{told})?{self.towns}")
        self._glued = re.compile(rf"{told}?{any_of([*towns, *cues.words('schools.parts')])}")
        self._behind = cues.words("schools.behind")
        self._told_branch = re.compile(rf"\s?{cues.any_of('schools.branches')}\s?(?=[{THAI}]{{3}})")
        units = cues.any_of("places.address.told.units")
        self._number = re.compile(rf"\s?\d{{1,3}}(?![\d.:/]|\s?{units})")

    def end(self, left: str, end: int) -> int:
        """Return the end of a name with what belongs to it."""
        if left.startswith(_CUT_SHORT, end) and not left.startswith(_AND_SO_ON, end):
            end += 1
        for _ in range(_PARTS):
            match = self._glued.match(left, end) or self._spaced.match(left, end)
            if match is None or not self.closed(left, match.end()):
                break
            end = match.end()
        told = self._told_branch.match(left, end)
        glued = self.glued_end(left, told.end()) if told else end
        return self.numbered_end(left, glued) if told and glued > told.end() else end

    def numbered_end(self, left: str, end: int) -> int:
        """Return the end of a name with its number."""
        number = self._number.match(left, end)
        return number.end() if number else end

    def glued_end(self, left: str, end: int) -> int:
        """Return the end of a name with the place that is glued to it, whichever it is."""
        rest = LETTERS.match(left, end)
        if rest is None or not may_cut(left, end) or self._ends.closes(rest.group()):
            return end
        return end + self._ends.cut(rest.group(), _GLUED)

    def closed(self, left: str, end: int) -> bool:
        """Say whether a name may end here: no letter follows, or a word that ends names."""
        rest = LETTERS.match(left, end)
        if rest is None:
            return True
        told = rest.group().startswith(self._behind) or self._ends.closes(rest.group())
        return may_cut(left, end) and told


class KnownSchools:
    """Schools whose names are known."""

    def __init__(self, cues: Cues, branches: Branches) -> None:
        self._known = frozenset(cues.words("schools.known"))
        self._towns = frozenset(cues.words("schools.town_schools"))
        self._cued = frozenset(cues.words("schools.cued")) | self._towns
        self._headed = frozenset(cues.words("schools.headed"))
        names = self._known | self._cued
        self._heads = frozenset(name[:_HEAD] for name in names)
        self._longest = max(map(len, names))
        self._branches = branches
        grades = cues.any_of("places.school.grades")
        grade = rf"{grades}\s?[1-6](?:/\d{{1,2}})?"
        cue = rf"(?:{cues.any_of('schools.cues')}\s?|{grade}\s)"
        self._cue = re.compile(rf"{cue}\Z")
        self._numbered = re.compile(
            rf"(?:{cue}|(?={cues.any_of('schools.numbered_sure')}))"
            rf"(?P<value>{cues.any_of('schools.numbered_sure', 'schools.numbered')}\s?\d{{1,2}}"
            r"(?![\d.:/]))"
        )
        heads = cues.any_of("schools.numbered_of", "places.school.place_heads")
        self._of = re.compile(rf"\s?\(?{heads}[{THAI}]{{2,20}}\)?|\s?\([{THAI}]{{2,30}}\)")
        self._town_cue = re.compile(rf"(?:{cues.any_of('schools.town_cues')}\s?|{grade}\s)\Z")
        self._grade = re.compile(rf"\s?{grade}(?!\d)")

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find them."""
        for run in _RUN.finditer(left):
            yield from self._in_run(left, *run.span())
        for match in self._numbered.finditer(left) if DIGIT.search(left) else ():
            named = self._of.match(left, match.end())
            yield match.start("value"), named.end() if named else match.end()

    def _in_run(self, left: str, at: int, last: int) -> Iterator[tuple[int, int]]:
        first = at
        while at <= last - _HEAD:
            end = 0
            if left[at : at + _HEAD] in self._heads and (at == first or may_cut(left, at)):
                end = self._end(left, at, last)
                if end:
                    yield at, end
            at = end or at + 1

    def _end(self, left: str, at: int, last: int) -> int:
        for end in range(min(last, at + self._longest), at + _HEAD - 1, -1):
            name = left[at:end]
            known = name in self._known
            if not (known or name in self._cued) or not (end == last or may_cut(left, end)):
                continue
            whole = self._branches.end(left, end)
            if whole == end and name in self._headed:
                whole = self._branches.glued_end(left, end)
            if known or self._is_told(left, name, at, whole):
                return self._branches.numbered_end(left, whole)
        return 0

    def _is_told(self, left: str, name: str, at: int, end: int) -> bool:
        """Say whether learning is spoken of before it, or a grade stands behind it."""
        if len(name) < _LONG and not self._branches.closed(left, end):
            return False
        cue = self._town_cue if name in self._towns else self._cue
        return bool(cue.search(left, max(0, at - _BACK), at) or self._grade.match(left, end))


class KnownUniversities:
    """Universities by their letters or short names, and the schools that belong to them."""

    def __init__(self, cues: Cues, branches: Branches) -> None:
        self._branches = branches
        letters = _any_letters(cues.words("schools.letters"))
        named = rf"(?:{letters}|{cues.any_of('schools.short')})"
        school = cues.any_of("schools.demonstration")
        short = _any_letters(cues.words("schools.placed"))
        self._named = re.compile(
            rf"{school}\s?(?:\u0e21\.\s?)?{named}(?P<school>)"
            rf"|(?:(?<![{THAI}.]){short}|{cues.any_of('schools.placed_words')})\s?(?P<placed>)(?=[{THAI}]{{3}})"
            rf"|(?<![{THAI}])\u0e21\.\s?(?P<town>{self._branches.towns})"
            rf"|{cues.any_of('schools.entered')}\s?(?P<value>{named})"
        )
        self._wanted = cues.words("schools.wanted")

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find them behind a word for a school of theirs, before their place, and where entered."""
        for match in () if left.isascii() else self._named.finditer(left):
            start = match.start() if match["value"] is None else match.start("value")
            end = self._branches.end(left, match.end())
            if match["placed"] is not None:
                if end > match.end() and not self._hoped(left, match.start()):
                    yield start, end
                continue
            hoped = match["value"] and self._hoped(left, match.start())
            if not hoped and self._branches.closed(left, end):
                yield start, end

    def _hoped(self, left: str, start: int) -> bool:
        return left[:start].rstrip().endswith(self._wanted)


def _any_letters(words: Iterable[str]) -> str:
    """Return a pattern for these letters, with full stops behind some or all of them."""
    ordered = sorted(words, key=len, reverse=True)
    any_word = "|".join("".join(letter + r"\.?" for letter in word) for word in ordered)
    return f"(?:{any_word}){_NO_MARK}"
