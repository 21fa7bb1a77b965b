"""Finds what would give a child away in what it types, and masks it.

Opens no socket, keeps nothing and logs nothing. It is defence in depth and never the reason why a
child is anonymous: an unusual detail can pass. What it hides, the child may share with one tap.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.accounts import Accounts, Links
from bot.cues import Cues
from bot.dates import BirthDates
from bot.gamers import Gamers
from bot.given import Gazetteer
from bot.help_services import HelpServices
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
from bot.told_accounts import ToldAccounts
from bot.typed import TAKEN, Rule, Spot, fold

MASK = "▮▮▮"


@dataclass(frozen=True, slots=True)
class Find:
    """One personal detail: its kind (CONTRACT.md), the exact substring and where it stands."""

    kind: str
    value: str = field(repr=False)
    start: int
    end: int


class Privacy:
    """Finds and masks personal details in Thai, English and mixtures of them."""

    def __init__(self, rules: Iterable[Rule], provinces: frozenset[str]) -> None:
        self._rules = tuple(rules)
        self._provinces = provinces

    @classmethod
    def load(cls, folder: Path, never: frozenset[str], overlay: Path | None = None) -> "Privacy":
        """Read the cues and the lists of names.

        Args:
            folder: the YAML files of cues.
            never: what belongs to help services (`Directory.published`): numbers as digits, and,
                where they are known, LINE ids, hosts and names in small letters.
            overlay: the operator's folder; a list of the same name replaces one.

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
        return cls(rules, frozenset(cues.words("places.provinces")))

    def find(self, text: str) -> tuple[Find, ...]:
        """Return the details in the text as typed, in order, none overlapping another.

        Earlier rules win: each rule sees only what the ones before it have left.
        """
        typed = fold(text)
        left = typed.folded
        spots: list[Spot] = []
        for rule in self._rules:
            for spot in tuple(rule(left, typed)):
                if TAKEN not in left[spot.start : spot.end]:
                    left = _take(left, spot)
                    spots.append(spot)
        finds = [
            _cut(text, spot.kind, *typed.span(spot.start, spot.end))
            for spot in spots
            if spot.kind and typed.folded[spot.start : spot.end] not in self._provinces
        ]
        return tuple(sorted(finds, key=lambda find: find.start))

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


def _cut(text: str, kind: str, start: int, end: int) -> Find:
    return Find(kind, text[start:end], start, end)
