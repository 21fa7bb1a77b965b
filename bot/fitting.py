"""Whether the channels can carry all that the dialogue may make of the content, filled and joined.

It looks at the longest that can come of each text, card and service, in both languages, so that no
turn can be refused by a platform at run time. What the words say is none of its business.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, get_args

from bot.card import Card, CardKind
from bot.directory import Directory
from bot.language import Language
from bot.limits import TEXT, TURN, address_faults, key_faults, label_faults, text_faults, units
from bot.service import Service
from bot.words import Words

SERVICES = 3
"""Services told in one turn, also where those of a card may not be shown and others stand in."""

_IN_THE_QUEUE = 2
"""Buttons under every card read while waiting: the place, and the way out."""

_LONGEST_COUNT = 9_999

_LONGEST_MOMENT = "00:00" + " " * 35
"""Room for when a block ends, in words."""

_JOINED = ("first.bot", "greet.hello", "person.sees", "person.limits", "danger.connecting_nobody")
"""Texts that may be joined with a card to one bubble; together more than ever are."""


def misfits(words: Words, cards: Mapping[str, Card], directory: Directory) -> Iterator[str]:
    """Yield a sentence for each text, button or turn that a channel could not carry."""
    for language in get_args(Language):
        longest = _longest(directory, language)
        for text_id in words:
            yield from _text(words, text_id, language, longest)
        for service in directory.services:
            yield from _service(words, service, language)
        most = _most_joined(words, directory, language)
        for card in cards.values():
            yield from _told(card, language, most)
    for card in cards.values():
        yield from _buttons(card)


def _text(
    words: Words, text_id: str, language: Language, longest: Mapping[str, object]
) -> Iterator[str]:
    try:
        said = words[text_id][language].format(**longest)
    except (KeyError, IndexError, ValueError, AttributeError):
        yield f"texts: {text_id}: {language}: braces that cannot be filled"
        return
    faults = chain(text_faults(said), label_faults(said) if _is_button(text_id) else ())
    for fault in dict.fromkeys(faults):
        yield f"texts: {text_id}: {language}: {'label ' * _is_button(text_id)}{said!r} {fault}"


def _is_button(text_id: str) -> bool:
    return text_id.startswith("button.")


def _longest(directory: Directory, language: Language) -> Mapping[str, object]:
    """Return for each field of a text the longest it can be filled with."""
    services = directory.services
    phones = sorted((one.phone for one in services if one.phone), key=len, reverse=True)
    return {
        "name": _widest(one.name[language] for one in services),
        "number": _widest(phones),
        "hours": _widest(one.hours_in(language) for one in services),
        "address": _widest(_address(one, language) for one in services),
        "press": _widest(one.press or "" for one in services),
        "numbers": " · ".join(phones[:SERVICES]),
        "count": _LONGEST_COUNT,
        "age": _LONGEST_COUNT,
        "place": _LONGEST_COUNT,
        "minutes": _LONGEST_COUNT,
        "days": _LONGEST_COUNT,
        "time": "00:00",
        "when": _LONGEST_MOMENT,
        "text": "",
    }


def _widest(texts: Any) -> str:  # noqa: ANN401 - any iterable of texts
    return max(texts, key=units, default="")


def _service(words: Words, service: Service, language: Language) -> Iterator[str]:
    where = f"services: {service.id}: {language}:"
    told = [service.name, service.hours.words, service.learns, service.description]
    told += [service.place] if service.place else []
    for text in told:
        yield from (f"{where} {text[language]!r} {one}" for one in text_faults(text[language]))
    if "\n" in service.name[language]:
        yield f"{where} the name has a line break"
    for key, label in _contacts(words, service, language):
        yield from (f"{where} key {key!r} {fault}" for fault in key_faults(key))
        yield from (f"{where} label {label!r} {fault}" for fault in label_faults(label))
    if service.url:
        yield from (f"{where} {service.url!r} {one}" for one in address_faults(service.url))


def _contacts(words: Words, service: Service, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the call button of a service as `bot.speech` makes it."""
    if service.phone and "button.call" in words:
        digits = "".join(sign for sign in service.phone if sign.isdecimal() or sign == "+")
        call = words["button.call"][language]
        yield f"tel:{digits}", call.replace("{number}", service.phone)


def _most_joined(words: Words, directory: Directory, language: Language) -> int:
    """Return the units of everything that may be joined with a card in one bubble."""
    lines = sorted((_line_units(words, one, language) for one in directory.services), reverse=True)
    joined = sum(units(words[one][language]) + 2 for one in _JOINED if one in words)
    return joined + sum(lines[:SERVICES])


def _line_units(words: Words, service: Service, language: Language) -> int:
    parts = (service.name, service.hours.words, service.learns, service.description)
    forms = [units(words[form][language]) for form in words if form.startswith("service.")]
    contact = units(service.phone or "") + units(_address(service, language))
    return sum(units(part[language]) for part in parts) + sum(forms) + contact


def _address(service: Service, language: Language) -> str:
    return service.url or service.line or (service.place[language] if service.place else "")


def _told(card: Card, language: Language, most: int) -> Iterator[str]:
    for bubble in card.bubbles:
        yield from (f"cards: {card.id}: {language}: {one}" for one in text_faults(bubble[language]))
    joined = most + sum(units(bubble[language]) + 2 for bubble in card.bubbles)
    if joined > TEXT:
        yield f"cards: {card.id}: {language}: up to {joined} UTF-16 units in a bubble, of {TEXT}"
    for fault in label_faults(card.label[language]):
        yield f"cards: {card.id}: {language}: label {card.label[language]!r} {fault}"


def _buttons(card: Card) -> Iterator[str]:
    """Own buttons, calls, a person put first or the way out of the queue: all must have room."""
    if card.kind is CardKind.STEP:
        room = TURN
    else:
        calls = SERVICES if card.services else 0
        room = TURN - calls - max("human" not in card.choices, _queue_room(card))
    if len(set(card.choices)) > room:
        yield f"cards: {card.id}: {len(set(card.choices))} choices, room for {room}"


def _queue_room(card: Card) -> int:
    """Return how many buttons more a card has in the queue, where `human` is not offered."""
    dropped = len(set(card.choices) & {"human", "place", "meanwhile", "leave"})
    return _IN_THE_QUEUE - dropped
