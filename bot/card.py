"""A card: one reviewed piece of information, as people who are not programmers write it in YAML.

This module only reads one entry and checks its form; what it says is checked with everything else
in `bot.review`. It never shortens or mends a text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.intents import INTENTS
from bot.language import Language
from bot.words import pair
from errors import InvalidContent

Text = Mapping[Language, str]

_KEYS = {
    *("kind", "label", "bubbles", "services", "choices", "intents", "danger_for"),
    *("facts", "sources"),
}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?|n\.d\.")


class CardKind(StrEnum):
    """What a card is for.

    `worry` and `question` answer an intent and are counted; `detail` goes on from one of them;
    `danger` is risk to life or body and hands over at once; `answer` is the small talk; `menu` only
    offers choices; `step` is a tap question before the hand-over.
    """

    WORRY = "worry"
    QUESTION = "question"
    DETAIL = "detail"
    DANGER = "danger"
    ANSWER = "answer"
    MENU = "menu"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a card has from what it states.

    Attributes:
        date: of the page, `2024-03-19` or shorter; `n.d.` when it gives none.
        says: which part of the page, or what it says, in English.
    """

    url: str
    date: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One card.

    Attributes:
        label: the words on a button that leads here.
        bubbles: one to three, each in both languages.
        services: ids of the directory, in the order shown; at most three.
        choices: keys of buttons.
        intents: intents always answered by this card.
        danger_for: intents answered by this card when the message tells of danger.
        facts: its services are told in full: for whom, cost, languages, what they learn.
        sources: of the law, the steps and the figures it states.
    """

    id: str
    kind: CardKind
    label: Text
    bubbles: tuple[Text, ...]
    services: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    intents: frozenset[str] = frozenset()
    danger_for: frozenset[str] = frozenset()
    facts: bool = False
    sources: tuple[Source, ...] = ()


def read_card(card_id: str, entry: object) -> Card:
    """Return the card an entry describes.

    Raises:
        InvalidContent: its form is wrong; the message does not name the card.
    """
    if not isinstance(entry, dict):
        raise InvalidContent("a card is a mapping")
    unknown = {str(key) for key in entry} - _KEYS
    if unknown:
        raise InvalidContent(f"unknown {', '.join(sorted(unknown))}")
    bubbles = entry.get("bubbles")
    if not isinstance(bubbles, list) or not bubbles:
        raise InvalidContent("bubbles: a list is expected")
    own = [card_id] if card_id in INTENTS else []
    return Card(
        id=card_id,
        kind=_kind(entry.get("kind")),
        label=_text("label", entry.get("label")),
        bubbles=tuple(_text(f"bubble {n}", one) for n, one in enumerate(bubbles, start=1)),
        services=_strings(entry, "services"),
        choices=_strings(entry, "choices"),
        intents=frozenset(_strings(entry, "intents") or own),
        danger_for=frozenset(_strings(entry, "danger_for")),
        facts=entry.get("facts") is True,
        sources=_sources(entry.get("sources") or []),
    )


def _kind(kind: object) -> CardKind:
    try:
        return CardKind(str(kind))
    except ValueError:
        raise InvalidContent(f"kind: one of {', '.join(CardKind)} is expected") from None


def _text(where: str, entry: object) -> Text:
    return pair(where, entry if isinstance(entry, dict) else {})


def _sources(listed: object) -> tuple[Source, ...]:
    if not isinstance(listed, list):
        raise InvalidContent("sources: a list is expected")
    return tuple(_source(one) for one in listed)


def _source(entry: object) -> Source:
    known: dict[str, Any] = entry if isinstance(entry, dict) else {}
    url, date, says = known.get("url"), known.get("date"), known.get("says", "")
    if not isinstance(url, str) or not re.fullmatch(r"https://[!-~]+", url):
        raise InvalidContent(f"sources: url: {url!r} is no https address")
    if not _DATE.fullmatch(str(date)):
        raise InvalidContent(f"sources: date: {date!r}: a year, a day or n.d. is expected")
    if not isinstance(says, str) or known.keys() - {"url", "date", "says"}:
        raise InvalidContent("sources: url, date and says are expected")
    return Source(url, str(date), says)


def _strings(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    listed = entry.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise InvalidContent(f"{key}: a list of words is expected")
    return tuple(listed)
