"""Finds what would give a child away in what it types, and masks it.

Opens no socket, keeps nothing and logs nothing. It is defence in depth and never the reason why a
child is anonymous: an unusual detail can pass. What it hides, the child may share with one tap.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.accounts import Accounts, Links
from bot.cues import Cues
from bot.dates import BirthDates
from bot.gamers import Gamers
from bot.given import Gazetteer
from bot.help_services import HelpServices
from bot.joined import joined
from bot.names import Names
from bot.numbers import (
    Coordinates,
    CuedNumbers,
    Forms,
    KnownNumbers,
    SpelledNumbers,
)
from bot.papers import Passports, Pupils
from bot.places import Addresses
from bot.plates import Plates
from bot.schools import Schools
from bot.tagger import Tagger
from bot.told_accounts import ToldAccounts
from bot.typed import TAKEN, Rule, Spot, Typed, fold

MASK = "▮▮▮"

_DISTRICTS = ("localities.districts", "localities.word_districts")


@dataclass(frozen=True, slots=True)
class Find:
    """One personal detail: its kind (CONTRACT.md), the exact substring and where it stands."""

    kind: str
    value: str = field(repr=False)
    start: int
    end: int


class Privacy:
    """Finds and masks personal details in Thai, English and mixtures of them."""

    def __init__(
        self,
        rules: Iterable[Rule],
        provinces: frozenset[str],
        areas: frozenset[str] = frozenset(),
        tagger: Tagger | None = None,
    ) -> None:
        self._rules = tuple(rules)
        self._provinces, self._areas = provinces, areas
        self._tagger = tagger

    @classmethod
    def load(
        cls,
        folder: Path,
        never: frozenset[str],
        overlay: Path | None = None,
        tagger: Tagger | None = None,
    ) -> "Privacy":
        """Read the cues and the lists of names.

        Args:
            folder: the YAML files of cues.
            never: what belongs to help services (`Directory.published`): numbers as digits, and,
                where they are known, LINE ids, hosts and names in small letters.
            overlay: the operator's folder; a list of the same name replaces one.
            tagger: what was learned of details; without it the rules stand alone.

        Raises:
            InvalidContent: a list is missing or holds something that is not text.
        """
        cues, gazetteer = Cues.load(folder, overlay), Gazetteer.load()
        known = KnownNumbers(never)
        forms = Forms(cues, known)
        rules: tuple[Rule, ...] = (
            HelpServices(never),
            Links(cues, never),
            Coordinates(cues),
            known,
            BirthDates(cues),
            CuedNumbers(cues),
            Plates(cues),
            Passports(cues),
            ToldAccounts(cues),
            Accounts(cues, never),
            Gamers(cues),
            Pupils(cues),
            forms,
            SpelledNumbers(cues, forms),
            Schools(cues),
            Addresses(cues, gazetteer),
            Names(cues, gazetteer),
        )
        provinces = frozenset(cues.words("places.provinces"))
        return cls(rules, provinces, _areas(cues), tagger)

    def find(self, text: str, *, by_rules_alone: bool = False) -> tuple[Find, ...]:
        """Return the details in the text as typed, in order, none overlapping another.

        Earlier rules win: each rule sees only what the ones before it have left. What was learned
        is joined to what all of them have found.
        """
        typed = fold(text)
        spots = self._by_rules(typed)
        if self._tagger is not None and not by_rules_alone:
            spots = joined(typed.folded, spots, self._learned(self._tagger, typed))
        finds = [
            _cut(text, spot.kind, *typed.span(spot.start, spot.end))
            for spot in spots
            if spot.kind and typed.folded[spot.start : spot.end] not in self._provinces
        ]
        return tuple(sorted(finds, key=lambda find: find.start))

    def _learned(self, tagger: Tagger, typed: Typed) -> Iterator[Spot]:
        """Yield what was learned, but for districts and provinces alone: they lead to nobody."""
        for spot in tagger(typed):
            parts = typed.folded[spot.start : spot.end].split()
            if "".join(parts) not in self._areas and not self._areas.issuperset(parts):
                yield spot

    def _by_rules(self, typed: Typed) -> list[Spot]:
        left = typed.folded
        spots: list[Spot] = []
        for rule in self._rules:
            for spot in tuple(rule(left, typed)):
                if TAKEN not in left[spot.start : spot.end]:
                    left = _take(left, spot)
                    spots.append(spot)
        return spots

    @staticmethod
    def mask(text: str, finds: Iterable[Find]) -> str:
        """Return the text with a mask for each find; every other character stays as typed."""
        pieces: list[str] = []
        done = 0
        for find in sorted(finds, key=lambda find: find.start):
            pieces += (text[done : find.start], MASK)
            done = find.end
        return "".join((*pieces, text[done:]))


def _take(left: str, spot: Spot) -> str:
    return left[: spot.start] + TAKEN * (spot.end - spot.start) + left[spot.end :]


def _areas(cues: Cues) -> frozenset[str]:
    """Return districts and provinces, also behind a word for what each is; without spaces."""

    def named(words: str, *lists: str) -> Iterator[str]:
        for name in (name for one in lists for name in cues.words(one)):
            yield from (word + name for word in ("", *cues.words(words)))

    districts = named("localities.district_words", *_DISTRICTS)
    return frozenset((*districts, *named("places.address.province_words", "places.provinces")))


def _cut(text: str, kind: str, start: int, end: int) -> Find:
    return Find(kind, text[start:end], start, end)
