"""Finds the number plates of cars and motorbikes, in Thai, in Latin letters and as they are said.

A plate is known by the word before it, by its form, by the province behind it, or by a vehicle
beside it. Amounts, times and words before a number are none.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues
from bot.dates import GAP
from bot.typed import DIGIT, Spot, Typed

_CONSONANTS = "\u0e01-\u0e2e"
_FOUR = re.compile(r"-\d{4}$")
"""The end of a plate that is no measure: so many numbers behind a dash."""

_CAPITALS = re.compile(r"[A-Z]{1,3}")
_LONG = re.compile(r"\d{3,4}$")


class Plates:
    """The rule for number plates."""

    def __init__(self, cues: Cues) -> None:
        gap = GAP.format(words=cues.any_of("numbers.fillers", "numbers.plate_fillers"))
        vehicles = cues.any_of("numbers.vehicles")
        said = rf"{cues.any_of('numbers.said_letters')}[\s\-]{{0,2}}"
        plate = (
            rf"(?:\d?\s?[{_CONSONANTS}]{{2,3}}|\d?[a-z]{{1,3}})[\s\-]?\d{{1,4}}(?!\d)"
            rf"|[{_CONSONANTS}][\s\-]?\d{{3,4}}(?!\d)|\d{{2}}[\s\-]\d{{4}}(?!\d)"
            rf"|\d?\s?(?:{said}){{2,3}}\d{{1,4}}(?!\d)"
        )
        self._cued = re.compile(rf"{cues.any_of('numbers.plate_cues')}{gap}(?P<value>{plate})")
        self._numbered = re.compile(
            rf"(?<![\d.])\d\s?(?P<pair>[{_CONSONANTS}]{{2}})[\s\-]?\d{{1,4}}(?!\d)"
        )
        self._pair = re.compile(
            rf"(?<![{THAI}\d])(?P<pair>[{_CONSONANTS}]{{2,3}})[\s\-.]?\d{{1,4}}(?![\d./:])"
        )
        self._driven = re.compile(
            rf"{vehicles}(?:\s?(?P<colour>{cues.any_of('numbers.colours')}))?\s?(?P<value>(?P<pair>[{_CONSONANTS}]{{2}})[\s\-]?\d{{3,4}})(?![\d./:])"
        )
        self._latin = re.compile(
            rf"{vehicles}(?:\s{cues.any_of('numbers.plate_fillers', 'numbers.fillers')}){{0,3}}\s"
            r"(?P<value>(?P<letters>[a-z]{2,3})[\s\-]\d{3,4})(?![\d./:])"
        )
        self._province = re.compile(
            rf"\s?(?:{cues.any_of('places.address.province_words')}\s?)?{cues.any_of('places.provinces')}"
            rf"|\s(?:{cues.any_of('places.address.short_provinces')}(?![{THAI}])"
            rf"|{cues.any_of('numbers.latin_provinces', edge='a-z0-9')})"
        )
        self._short = re.compile(
            rf"[\s\-]?(?P<short>{cues.any_of('numbers.plate_provinces')})\.?(?![{THAI}\d])"
        )
        self._truck = re.compile(
            rf"(?<![\d\-])\d{{2}}-\d{{4}}(?=\s?{cues.any_of('places.provinces')})"
        )
        self._vehicle = re.compile(vehicles)
        self._not_plates = frozenset(cues.words("numbers.not_plates"))
        self._units = frozenset(cues.words("numbers.units"))

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find plates behind a word, by their form, and beside a vehicle or a province."""
        if DIGIT.search(left) is None:
            return
        for start, end in (*self._explained(left, typed), *self._formed(left)):
            yield Spot("vehicle_plate", start, self._whole(left, end))

    def _explained(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        yield from (match.span("value") for match in self._cued.finditer(left))
        for match in self._driven.finditer(left):
            if match["colour"] or match["pair"] not in self._units:
                yield match.span("value")
        for match in self._latin.finditer(left):
            if _CAPITALS.fullmatch(typed.cased(*match.span("letters"))):
                yield match.span("value")

    def _formed(self, left: str) -> Iterator[tuple[int, int]]:
        yield from (match.span() for match in self._truck.finditer(left))
        vehicle = self._vehicle.search(left) is not None
        for match in self._numbered.finditer(left):
            pair, long = match["pair"], _LONG.search(match.group()) is not None
            sure = pair not in self._not_plates and long and match.group()[1] == pair[0]
            told = pair not in self._units and (vehicle or self._told(left, match.end()))
            if sure or told or (long and _FOUR.search(match.group())):
                yield match.span()
        for match in self._pair.finditer(left):
            told = vehicle or self._told(left, match.end())
            if match["pair"] not in self._not_plates and told:
                yield match.span()

    def _whole(self, left: str, end: int) -> int:
        """Return the end of a plate with the province that is written on it."""
        province = self._province.match(left, end) or self._short.match(left, end)
        return province.end() if province else end

    def _told(self, left: str, end: int) -> bool:
        """Say whether a province stands behind the plate, in full or short."""
        short = self._short.match(left, end)
        sure = short is not None and short["short"] not in self._not_plates
        return sure or self._province.match(left, end) is not None
