"""What loaded content must satisfy before a child may read it.

Every check yields sentences that name file and entry, so that the person who wrote the text can
mend it; none stops at the first. Nothing here changes a text, nothing passes with a warning.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.card import Card, CardKind
from bot.codes import Codes
from bot.directory import Directory
from bot.fitting import misfits
from bot.hours import OpeningHours
from bot.intents import INTENTS, WORRIES
from bot.language import Language
from bot.limits import KEY
from bot.shortcuts import Shortcuts
from bot.texts import BUTTONS, TEXTS
from bot.wording import Wording
from bot.words import Words

BUBBLE: Mapping[Language, int] = {"th": 160, "en": 220}
"""Characters of one bubble, about what a phone shows at once and a ten-year-old reads at once."""

BUBBLES = 3
SERVICES = 3
CHOICES = 11
"""Own choices of a card (a question's seven to nine answers with two ways to skip)."""

RULES = frozenset(
    {"greet", "yes", "no", "skip", "talk_to_human", "change_language", "quick_exit", "out_of_scope"}
)
"""Intents the dialogue answers by rule; every other one has a card."""

_ID = re.compile(r"[a-z][a-z0-9_]*")
_KEY = re.compile(r"[a-z_]+(:[A-Za-z0-9_]+)?")
_FIELD = re.compile(r"{(\w+)}")
_PLAIN_KEYS = {"human", "menu", "leave", "place", "meanwhile", "exit", "forget", "skip", "skip_all"}
_TYPED_ONLY = {"start"}
_EMERGENCY = {"191", "1669"}


@dataclass(frozen=True, slots=True)
class Draft:
    """Content as read, not yet fit for use; `files` says where each card stands."""

    words: Words
    cards: Mapping[str, Card]
    files: Mapping[str, str]
    directory: Directory
    codes: Codes
    wording: Wording
    shortcuts: Shortcuts
    hours: OpeningHours


def problems_of(draft: Draft) -> Iterator[str]:
    """Yield every problem, one sentence each."""
    for card in draft.cards.values():
        where = f"{draft.files[card.id]}: {card.id}"
        for problem in chain(_form(card), _texts(card, draft), _ways_on(card, draft)):
            yield f"{where}: {problem}"
    yield from _coverage(draft)
    yield from _words(draft)
    yield from misfits(draft.words, draft.cards, draft.directory)
    for phrase, key in draft.shortcuts.keys.items():
        if key not in _TYPED_ONLY and not _known(key, draft):
            yield f"shortcuts.yml: {phrase!r} stands for unknown {key!r}"


def _form(card: Card) -> Iterator[str]:
    if not _ID.fullmatch(card.id):
        yield "an id is small ASCII letters, digits and _"
    most = BUBBLES - bool(card.services)
    if card.kind in {CardKind.DANGER, CardKind.MENU, CardKind.STEP}:
        most = 1
    if len(card.bubbles) > most:
        yield f"at most {most} bubbles"
    if card.facts and len(card.services) != 1:
        yield "facts: of one service at a time"
    if len(card.services) > SERVICES:
        yield f"at most {SERVICES} services; more overwhelm"
    if not card.choices and card.kind is not CardKind.DANGER:
        yield "no choices: a child needs a way on"
    if len(card.choices) > CHOICES:
        yield "too many choices"
    yield from (f"unknown intent {one!r}" for one in (card.intents | card.danger_for) - INTENTS)


def _texts(card: Card, draft: Draft) -> Iterator[str]:
    pages = [source.url for source in card.sources]
    for language, most in BUBBLE.items():
        for bubble in card.bubbles:
            yield from _said(bubble[language], draft, pages)
            yield from () if pages else draft.wording.claims(bubble[language])
            if len(bubble[language]) > most:
                yield f"{language}: {len(bubble[language])} characters, at most {most}"
        yield from _said(card.label[language], draft)


def _ways_on(card: Card, draft: Draft) -> Iterator[str]:
    for key in card.choices:
        if not _known(key, draft):
            yield f"choice {key!r} leads nowhere"
    for service_id in card.services:
        if draft.directory.service(service_id) is None:
            yield f"service {service_id!r} is not in the directory"
    if card.kind is CardKind.DANGER and not any(
        number in bubble["th"] and number in bubble["en"]
        for number in _EMERGENCY
        for bubble in card.bubbles
    ):
        yield "a danger card names 191 or 1669 in both languages"


def _coverage(draft: Draft) -> Iterator[str]:
    answered = [intent for card in draft.cards.values() for intent in card.intents]
    for intent in sorted(INTENTS - RULES - set(answered)):
        yield f"cards: no card for {intent}"
    for intent in sorted({one for one in answered if answered.count(one) > 1}):
        yield f"cards: two cards for {intent}"
    for needed in ("menu", "meanwhile", "concern", "danger_general", *_STEPS):
        if needed not in draft.cards:
            yield f"cards: no {needed}"


_STEPS = ("ask_contact_by", "ask_age_band", "ask_topic")


def _words(draft: Draft) -> Iterator[str]:
    for text_id, fields in TEXTS.items():
        if text_id not in draft.words:
            yield f"texts: no {text_id}"
        elif set(_FIELD.findall(draft.words[text_id]["th"])) != fields:
            yield f"texts: {text_id}: the fields are {', '.join(sorted(fields)) or 'none'}"
    for text_id, text in draft.words.items():
        if text_id not in TEXTS:
            yield f"texts: {text_id}: nothing says this"
        for language, said in text.items():
            faults = chain(_said(said, draft), draft.wording.claims(said))
            yield from (f"texts: {text_id}: {problem}" for problem in faults)
            if len(said) > BUBBLE[language]:
                yield f"texts: {text_id}: {language}: {len(said)} characters, more than a bubble"


def _said(text: str, draft: Draft, pages: Sequence[str] = ()) -> Iterator[str]:
    directory = draft.directory
    yield from draft.wording.faults(text)
    unknown = directory.unknown_numbers(text)
    yield from (f"number {number} is not in the directory" for number in unknown)
    for number in directory.unsure_numbers(text):
        if number not in unknown:
            yield f"number {number} may not be shown to every child: name the service instead"
    for address in directory.unknown_addresses(text, pages):
        yield f"{address} stands neither in the directory nor in the sources of the card"


def _known(key: str, draft: Draft) -> bool:
    if not _KEY.fullmatch(key) or len(key) > KEY:
        return False
    kind, _, name = key.partition(":")
    if kind == "card":
        return name in draft.cards or any(name in card.intents for card in draft.cards.values())
    if kind == "topic":
        return name in WORRIES
    if kind == "menu" and name:
        return f"menu_{name}" in draft.cards
    if kind in {"contact_by", "age_band"}:
        return name in draft.codes.get(kind, {}) and key in BUTTONS
    return key in _PLAIN_KEYS or key in {"lang:th", "lang:en"}
