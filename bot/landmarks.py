"""Finds what tells the way to a house beside its address: "behind the market", "green gate".

Children tell where they live as a story. Such a part is hidden only beside another one. It must
never reach into what a child asks or what happened: a conjunction, a pronoun, a verb or a polite
word ends it.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Protocol

from bot.cues import THAI, Cues
from bot.story_ends import StoryEnds
from bot.typed import TAKEN, Typed

_LONGEST = 30
"""Letters of one part told in Thai; a longer run is a sentence."""

_PARTS = 5
"""Told one after the other on each side."""

_BACK, _NEAR = 90, 20
"""Letters to look back for a part, and for one word before it."""

_SMALL = re.compile(r"(?:\s(?:the|an?|at|in|on|of|to|with|from|for|near|by))+\Z")
_NUMBER = r"\d{1,4}(?:/\d{1,4})?(?![\d.:])"
_LETTERED = r"(?:[a-z]?-?\d{1,4}(?:[/\-]\d{1,4})?[a-z]?|[a-f])(?![a-z0-9])"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)"
_CAPITALS = re.compile(r"[A-Z][A-Za-z'\-]+(?: [A-Z][A-Za-z'\-]+)*")
_NAME = re.compile(r"(?:[A-Z][A-Za-z'\-]+ ){0,4}[A-Z][A-Za-z'\-]+,? \Z")
_TOLD = 3
"""English words told without a comma that are enough when none has a capital."""


class Landmarks:
    """Knows how an address told as a story goes on at both sides, and where only such parts are."""

    def __init__(self, cues: Cues, story: StoryEnds) -> None:
        self._sides: tuple[_Side, ...] = (_Thai(cues, story), _English(cues))

    def grown(self, left: str, typed: Typed, start: int, end: int) -> tuple[int, int]:
        """Return where the address ends that has a part between these places."""
        for _ in range(_PARTS):
            after = max(side.after(left, typed, end) for side in self._sides)
            if after <= end or TAKEN in left[end:after]:
                break
            end = after
        for _ in range(_PARTS):
            before = min(side.before(left, typed, start) for side in self._sides)
            if before >= start or TAKEN in left[before:start]:
                break
            start = before
        return start, end

    def told(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Return parts that tell an address only together."""
        return chain.from_iterable(side.told(left, typed) for side in self._sides)


class _Side(Protocol):
    """One language: where a part ends behind an address, begins before it, or tells one."""

    def after(self, left: str, typed: Typed, end: int, /) -> int: ...

    def before(self, left: str, typed: Typed, start: int, /) -> int: ...

    def told(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]: ...


class _Thai:
    def __init__(self, cues: Cues, story: StoryEnds) -> None:
        def words(*names: str) -> str:
            return cues.any_of(*(f"places.address.told.{name}" for name in names))

        self._cut = story.cut
        before, places, units = words("before"), words("places"), words("units")
        counts = rf"(?:\s?[a-z]?{_NUMBER}|\s?[a-z](?![a-z\d])|\s?{words('counts')})(?!\s?{units})"
        counted = rf"{words('counted')}{counts}"
        rest = rf"(?P<rest>[{THAI}]*)"
        tail = rf"(?:(?P<place>{before}\s?{places})|{words('freely')}|(?P<counted>{counted}))"
        self._tail = re.compile(rf"(?P<gap>[\s,]{{0,2}}){tail}{rest}")
        self._number = re.compile(rf"\s?{_NUMBER}(?!\s?{units})")
        ended = rf"[{THAI}]{{2,20}}{cues.any_of('places.address.house_endings')}"
        head = rf"(?:{before}?(?:{places}|{counted})|{words('freely')}|{ended})"
        stays = words("stays")
        self._left = re.compile(
            rf"(?:(?<![{THAI}])|{stays})(?P<value>{head}[{THAI}]{{0,{_LONGEST}}}[\s,]{{0,2}})\Z"
        )
        lanes = words("lanes")
        self._told = re.compile(
            rf"(?:(?:{words('lives')}\s?|(?<![{THAI}])(?={words('before')}))(?P<value>{before}?{places}[{THAI}]{{2,{_LONGEST}}})"
            rf"|(?P<lane>{lanes}{before}{places}[{THAI}]{{2,{_LONGEST}}}))(?=[\s,])"
        )
        houses = words("houses")
        self._schoolrooms = cues.words("places.address.told.schoolrooms")
        self._simple = re.compile(
            rf"{words('rooms')}\s?{_NUMBER}\s{houses}\s?(?P<named>(?:[{THAI}]\.)?[{THAI}]{{3,{_LONGEST}}})"
            rf"|{houses}[{THAI}]{{3,24}}?(?:\s\d{{1,3}})?\s?{words('counted')}{counts}"
            rf"|{lanes}[{THAI}]{{4,24}}\s{_NUMBER}(?!\s?{units})"
        )

    def after(self, left: str, _: Typed, end: int) -> int:
        match = self._tail.match(left, end)
        glued = match is not None and not match["gap"] and not left[end - 1].isdigit()
        if match is None or (glued and match["place"] and not match["rest"]):
            return end
        return self._rest_end(left, match)

    def _rest_end(self, left: str, match: re.Match[str]) -> int:
        start, run = match.start("rest"), match["rest"]
        if match["counted"]:
            further = self._tail.match(left, start)
            return self._rest_end(left, further) if further and not further["gap"] else start
        length = self._cut(run)
        if length > _LONGEST:
            return start
        number = self._number.match(left, start + length) if length == len(run) else None
        return number.end() if number else start + length

    def before(self, left: str, _: Typed, start: int) -> int:
        match = self._left.search(left, max(0, start - _LONGEST * 2), start)
        while match and self._cut(match["value"]) < len(match["value"]):
            match = self._left.search(left, match.start() + 1, start)
        return match.start("value") if match else start

    def told(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._told.finditer(left):
            group = "value" if match["value"] else "lane"
            start, end = match.span(group)
            if self._cut(match[group]) == len(match[group]) and self.after(left, typed, end) > end:
                yield start, end
        for match in self._simple.finditer(left):
            if match["named"] and not match["named"].startswith(self._schoolrooms):
                yield match.start(), match.start("named") + self._cut(match["named"])
            elif not match["named"] and self._cut(match.group()) == len(match.group()):
                yield match.span()


class _English:
    def __init__(self, cues: Cues) -> None:
        def words(*names: str) -> str:
            return cues.any_of(*(f"places.address.told.{name}" for name in names), edge="a-z0-9")

        word = rf"(?!{words('english_ends')})[a-z0-9][a-z0-9'\-]*"
        before, homes = words("english_before"), words("english_homes")
        phrase = rf"{before}\s{word}(?:\s{word}){{0,5}}"
        counted = rf"{words('english_counted')}\s(?:no\.?\s?)?{_LETTERED}"
        order = rf"(?:{words('english_order')}|{_ORDINAL})"
        looks = words("english_looks")
        article = r"(?:(?:the|an?)\s)"
        self._plain = re.compile(rf"\s(?P<phrase>{phrase})")
        self._counted = re.compile(rf",?\s(?:{counted}|{_ORDINAL} floor(?![a-z]))")
        self._tail = re.compile(
            rf",\s(?:{phrase}"
            rf"|{article}?{looks}\s{words('english_sights')}"
            rf"(?:\s(?:with|{before})\s{word}(?:\s{word}){{0,4}}|\sno\snumber)?"
            rf"|{article}?{order}\s(?:{homes}|floor)(?:\s(?:on|from|to|at|in)\s{word}(?:\s{word})?)?"
            rf"|(?:then\s)?turn\s(?:left|right)|(?:left|right)\sside(?:\s{phrase})?"
            rf"|{article}(?:{word}\s){{0,3}}{homes}\s(?:with|on|in|{before})\s{word}(?:\s{word}){{0,4}}"
            rf"|{homes}\s(?:on|at|with|by)\sthe\s{word})"
        )
        home = rf"{article}?(?:{word}\s){{0,3}}{homes}\s"
        told = rf"{before}\s{word}(?:\s{word}){{0,6}},?\s"
        self._left = re.compile(
            rf"(?<![a-z0-9'])(?!(?:in|on|at|of|from|to|with)\s)(?:{told}|{home}(?:with\s{word}(?:\s{word}){{0,6}}\s|{told})"
            rf"|(?:{article}(?:{word}\s){{0,3}}|{word}\s){homes}(?:\s\d{{1,3}})?"
            rf"(?:,\s|\s(?:(?:of|in|on|at)\s(?:the\s)?)?)"
            rf"|(?:{looks}\s)?{counted},?\s|{_ORDINAL}\sfloor,\s|(?:the\s)?{words('english_points')}\s)(?:{looks}\s)?\Z"
        )
        self._home = re.compile(rf"{homes}\s\Z")
        self._at = re.compile(r"(?:(?:\A|\s)(?:at|in|near|behind|in front of|opposite|of)|,)\s\Z")
        self._numbered = re.compile(rf"(?<![a-z0-9'.]){counted}")
        self._joint = re.compile(rf"(?:,\s|\s(?:at|of|in)\s|\s)(?:the\s)?(?:{homes}\s)?")
        self._kind = re.compile(rf"(?:\s[a-z]+)?\s{words('english_kinds')}")
        names = words("english_names")
        self._phrase = re.compile(
            rf"(?:{phrase}|(?<=\s){names}\s{word}(?:\s{word}){{0,2}}"
            rf"|(?<=at\s){word}(?:\s{word}){{0,2}}\sbuilding)(?=,\s)"
        )
        self._ended = re.compile(
            rf"(?<![a-z0-9/]){_LETTERED}\s(?:[a-z]+\s){{1,3}}{words('english_estates')}"
        )
        self._road = re.compile(
            rf"number\s\d{{1,4}}\son\sthe\s(?:{word}\s){{0,2}}(?:road|lane|street)(?![a-z])"
        )

    def after(self, left: str, typed: Typed, end: int) -> int:
        plain = self._plain.match(left, end)
        if plain and self._tells(typed, plain):
            return self._trimmed(left, plain.end())
        match = self._tail.match(left, end) or self._counted.match(left, end)
        return self._trimmed(left, match.end()) if match else end

    @staticmethod
    def _tells(typed: Typed, match: re.Match[str]) -> bool:
        """Without a comma a word or two tell nothing yet: "soi 4 near the shop"."""
        phrase = typed.cased(*match.span("phrase"))
        return len(phrase.split()) > _TOLD or any(word[0].isupper() for word in phrase.split())

    @staticmethod
    def _trimmed(left: str, end: int) -> int:
        """Leave a small word at the end to the sentence that goes on."""
        small = _SMALL.search(left, max(0, end - _NEAR), end)
        return small.start() if small else end

    def before(self, left: str, typed: Typed, start: int) -> int:
        offset = max(0, start - _BACK)
        match = self._left.search(left, offset, start)
        if match:
            return match.start()
        named = _NAME.search(typed.cased(offset, start)) if start else None
        if named and typed.starts is None:
            first = offset + named.start()
            if named.group().endswith(", ") and self._at.search(left, max(0, first - _NEAR), first):
                return first
        return start

    def told(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        for match in self._numbered.finditer(left):
            joint = self._joint.match(left, match.end())
            named = _CAPITALS.match(typed.cased_from(joint.end())) if joint else None
            if joint and named:
                end = joint.end() + len(named.group())
                kind = self._kind.match(left, end)
                if kind or " " in named.group():
                    yield match.start(), kind.end() if kind else end
            elif self.after(left, typed, match.end()) > match.end():
                yield match.span()
        for match in self._phrase.finditer(left):
            end = self.after(left, typed, match.end())
            capital = any(word[0].isupper() for word in typed.cased(*match.span()).split())
            if end > match.end() and (
                capital
                or self.after(left, typed, end) > end
                or (
                    self._counted.match(left, match.end())
                    and self._home.search(left, max(0, match.start() - _NEAR), match.start())
                )
            ):
                yield match.span()
        for match in self._ended.finditer(left):
            if all(word[0].isupper() for word in typed.cased(*match.span()).split()[1:]):
                yield match.span()
        yield from (match.span() for match in self._road.finditer(left))
