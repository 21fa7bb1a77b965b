"""Puts reviewed content into bubbles and buttons; it chooses no card and remembers nothing.

Whatever a child reads passes through here in one language, at most three bubbles at a time, with
buttons on the last bubble only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import get_args

from bot.card import Card
from bot.content import Content
from bot.language import Language
from bot.limits import KEY, LABEL, TURN, units
from bot.need import Need
from bot.service import Service
from bot.turn import Choice, DialogueState, Moment, Reply

BUBBLES = 3
"""Replies of one turn: more are not read (reference: content, form)."""

SERVICES = 3
"""Services of one turn: four or more overwhelm."""

ANY_TROUBLE = "where_to_get_help"
"""What the services for any trouble are listed under in the directory."""

_NATIVE: Language = "th"
"""Spoken to a child of whom nothing is known yet."""


class Speech:
    """The content, spoken in the language of a conversation."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def say(self, text_id: str, state: DialogueState, **fields: object) -> str:
        """Return a reviewed text."""
        return self._content.words.say(text_id, spoken(state), **fields)

    def on_channel(self, group: str, moment: Moment, *, otherwise: str) -> str:
        """Return the id of a text made for the channel, such as `exit.on.line`, or another id."""
        text_id = f"{group}.{moment.channel}"
        return text_id if text_id in self._content.words else otherwise

    def first(self, text_id: str, state: DialogueState) -> str:
        """Return a first word: in both languages as long as the child's is not known."""
        if state.language:
            return self.say(text_id, state)
        languages: tuple[Language, ...] = get_args(Language)
        return "\n\n".join(self._content.words.say(text_id, one) for one in languages)

    def choices(self, keys: Iterable[str], state: DialogueState) -> tuple[Choice, ...]:
        """Return buttons, each key once, in order."""
        language = spoken(state)
        return tuple(Choice(key, self._content.label(key, language)) for key in dict.fromkeys(keys))

    def card(self, card: Card, state: DialogueState, moment: Moment) -> tuple[Reply, ...]:
        """Return a card's bubbles and its services, without buttons."""
        language = spoken(state)
        bubbles = [Reply(bubble[language]) for bubble in card.bubbles]
        services = self.services(card, state, moment)
        if services and card.facts:
            bubbles.append(Reply("\n".join(self._facts(services[0], state))))
        elif services:
            bubbles.append(Reply(self.lines(services, state)))
        return tuple(bubbles)

    def services(self, card: Card, state: DialogueState, moment: Moment) -> tuple[Service, ...]:
        """Return what a card offers to this child now.

        Its own services that may be shown and fit; where to get help at all is answered by the
        worry told before; and where none of a card may be shown, by what fits the trouble.
        """
        directory, need = self._content.directory, need_of(state, moment)
        if card.facts:  # it is about this one, whoever reads it
            return directory.chosen(card.services, Need(moment.at))
        if ANY_TROUBLE in card.intents and state.topic:
            return directory.for_topic(state.topic, need, limit=SERVICES)
        shown = directory.chosen(card.services, need)
        if shown or not card.services:
            return shown
        topic = next(iter(card.intents), state.topic or ANY_TROUBLE)
        return directory.for_topic(topic, need, limit=SERVICES)

    def open_now(self, state: DialogueState, moment: Moment) -> tuple[Service, ...]:
        """Return up to three lines for any trouble, those open at this moment if any is."""
        need = need_of(state, moment)
        offered = self._content.directory.for_topic(ANY_TROUBLE, need, limit=SERVICES)
        return tuple(one for one in offered if one.open_at(moment.at)) or offered

    def lines(self, services: Sequence[Service], state: DialogueState) -> str:
        """Return one line for each service: name, number or address, hours."""
        return "\n".join(self._line(service, state) for service in services)

    def numbers(self, services: Sequence[Service]) -> str:
        """Return the bare numbers."""
        return " · ".join(service.phone for service in services if service.phone)

    def calls(self, services: Sequence[Service], state: DialogueState) -> tuple[Choice, ...]:
        """Return a call button for each service with a number, a link for one with an address."""
        return tuple(choice for one in services if (choice := self._contact(one, state)))

    def _line(self, service: Service, state: DialogueState) -> str:
        """One line; what a service learns of a child is added unless it is a first line."""
        line = self._reached(service, state)
        return line if service.first_line else f"{line}\n{service.learns[spoken(state)]}"

    def _reached(self, service: Service, state: DialogueState) -> str:
        name, hours = service.name[spoken(state)], self._hours(service, state)
        if service.phone:
            number = self._number(service.phone, service.press, state)
            return self.say("service.line", state, name=name, number=number, hours=hours)
        place = service.place[spoken(state)] if service.place else ""
        address = service.url or service.line or place
        return self.say("service.web", state, name=name, address=address, hours=hours)

    def _hours(self, service: Service, state: DialogueState) -> str:
        """Return the hours, with what a child has to know before it tries."""
        hours = service.hours_in(spoken(state))
        if spoken(state) not in service.languages:
            hours = self.say("service.foreign", state, hours=hours)
        if self._content.directory.is_untried(service):
            hours = self.say("service.untried", state, hours=hours)
        return hours

    def _facts(self, service: Service, state: DialogueState) -> Iterator[str]:
        """Everything a child may want to know before it calls; what nobody knows is said so."""
        language = spoken(state)
        yield self._reached(service, state)
        yield service.description[language]
        cost = {True: "yes", False: "no", None: "unknown"}[service.free]
        yield self.say(f"service.free.{cost}", state)
        youngest, oldest = service.ages
        if oldest is not None:
            yield self.say("service.ages.to", state, age=oldest)
        elif youngest is not None:
            yield self.say("service.ages.from", state, age=youngest)
        elif "ages" in service.unconfirmed:
            yield self.say("service.ages.unknown", state)
        yield service.learns[language]

    def _number(self, phone: str, press: str | None, state: DialogueState) -> str:
        return self.say("service.press", state, number=phone, press=press) if press else phone

    def _contact(self, service: Service, state: DialogueState) -> Choice | None:
        if service.phone:
            digits = "".join(sign for sign in service.phone if sign.isdecimal() or sign == "+")
            return Choice(f"tel:{digits}", self.say("button.call", state, number=service.phone))
        key = f"url:{service.url}"
        if service.url is None or len(key) > KEY:  # then the address stands in the text alone
            return None
        name = service.name[spoken(state)]
        fits = units(name) <= LABEL
        return Choice(key, name if fits else self.say("button.open", state))


def spoken(state: DialogueState) -> Language:
    """Return the language to speak in."""
    return state.language or _NATIVE


def need_of(state: DialogueState, moment: Moment) -> Need:
    """Return what is known of this child; an adult asks for a child whatever its own age is."""
    age_band = None if state.contact_by == "adult" else state.age_band
    return Need(moment.at, spoken(state), age_band, state.region)


def together(replies: Sequence[Reply], choices: tuple[Choice, ...]) -> tuple[Reply, ...]:
    """Return at most three bubbles, the first ones joined if need be; buttons on the last."""
    spare = len(replies) - BUBBLES
    if spare > 0:
        first = Reply("\n\n".join(reply.text for reply in replies[: spare + 1]))
        replies = [first, *replies[spare + 1 :]]
    bare = [replace(reply, choices=()) for reply in replies]
    return (*bare[:-1], replace(bare[-1], choices=choices))


def beside(first: Sequence[Choice], rest: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return what stands first with the rest, each key once; only the first ones may be left out.

    A turn has room for `TURN` buttons; what leads on from an open question or a queue stays.
    """
    kept = {choice.key for choice in rest}
    added = [choice for choice in first if choice.key not in kept]
    return (*added[: max(TURN - len(rest), 0)], *rest)
