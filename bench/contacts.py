"""Simulated contacts of a helpline, for measuring and attacking its statistics.

Made from a seed, the same each time. Codes are drawn by weights that fall like those of a real
service: a few reasons, platforms and regions hold most contacts, and many codes hold almost none.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.language import Language
from bot.risk import Risk
from handoff.board import Told, WrapUp
from handoff.conversation import Conversation, State
from handoff.statistics.catalogue import Catalogue, Dimension
from handoff.statistics.counters import Contact, tally
from handoff.statistics.period import Period
from handoff.thai_time import BANGKOK

_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Regime:
    """How contacts fall.

    Attributes:
        monthly: contacts in a month, give or take.
        steepness: how far the second code of a dimension is behind the first; 0 is even.
        bot_only: the share that never meets a counsellor.
    """

    name: str
    monthly: int
    steepness: float = 1.0
    bot_only: float = 0.4


def counters_of(
    catalogue: Catalogue, regime: Regime, months: tuple[str, ...], seed: int
) -> dict[str, Counter[str]]:
    """Return the counters of each month."""
    chance = random.Random(f"{regime}{seed}")  # noqa: S311 - a simulation
    counters: dict[str, Counter[str]] = {}
    for month in months:
        counters[month] = Counter()
        number = max(1, round(chance.gauss(regime.monthly, regime.monthly**0.5)))
        for contact, form in contacts(catalogue, regime, month, number, chance):
            counters[month].update(tally(catalogue, contact, form))
    return counters


def contacts(
    catalogue: Catalogue, regime: Regime, month: str, number: int, chance: random.Random
) -> Iterator[tuple[Contact, WrapUp | None]]:
    """Yield contacts with the forms that close them; None where there is none."""
    draw = _Draw(catalogue, regime, chance)
    days = Period.parse(month).last_day.day
    start = datetime.fromisoformat(f"{month}-01").replace(tzinfo=BANGKOK)
    for _ in range(number):
        opened = start + timedelta(minutes=chance.randrange(days * 24 * 60 - 120))
        contact = _contact(draw, int(opened.timestamp() * 1000), chance)
        if chance.random() < regime.bot_only:
            yield contact, None
            continue
        asked = contact.conversation.opened_at + _MINUTE
        answered = asked + int(chance.expovariate(0.2) * _MINUTE)
        yield replace(contact, asked_at=asked, answered_at=answered), _form(draw, chance)


class _Draw:
    """Draws codes of a dimension by weights of a regime."""

    def __init__(self, catalogue: Catalogue, regime: Regime, chance: random.Random) -> None:
        self._chance = chance
        self._weighed = {
            name: (dimension.codes, _weights(dimension, regime.steepness))
            for name, dimension in catalogue.dimensions.items()
        }

    def one(self, name: str) -> str:
        """Return one code."""
        codes, weights = self._weighed[name]
        return self._chance.choices(codes, weights)[0]

    def some(self, name: str) -> tuple[str, ...]:
        """Return none, one or two codes."""
        count = self._chance.choices((0, 1, 2), (6, 3, 1))[0]
        return tuple({self.one(name): None for _ in range(count)})


def _weights(dimension: Dimension, steepness: float) -> list[float]:
    places = list(range(1, len(dimension.codes) + 1))
    random.Random(dimension.name).shuffle(places)  # noqa: S311 - as above
    return [place**-steepness for place in places]


def _contact(draw: _Draw, opened_at: int, chance: random.Random) -> Contact:
    language: Language = "th" if draw.one("language") == "th" else "en"
    conversation = Conversation(
        id="0" * 32,
        version=1,
        state=State.CLOSED,
        channel=draw.one("channel"),
        language=language,
        risk=Risk(draw.one("risk")),
        designation=1,
        opened_at=opened_at,
    )
    asked = opened_at + _MINUTE if chance.random() < 0.2 else None
    return Contact(
        conversation=conversation,
        told=Told(draw.one("contact_by"), draw.one("age_band"), region=draw.one("region")),
        closed_at=opened_at + int(chance.expovariate(0.05) * _MINUTE),
        outcome="left_waiting" if asked else "information_only",
        asked_at=asked,
    )


def _form(draw: _Draw, chance: random.Random) -> WrapUp:
    single: Mapping[str, str] = {
        name: draw.one(name)
        for name in (
            *("reason", "risk", "outcome", "contact_by", "age_band", "gender", "region"),
            *("platform", "offender", "told_before", "why_not_told", "referral_result", "felt"),
        )
    }
    harms = draw.some("online_harm") if chance.random() < 0.6 else ()
    return WrapUp(**single, online_harm=harms, referral=draw.some("referral"))
