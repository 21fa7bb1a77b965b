"""What the bot tells when it has understood: a card, a menu, a short line; each as one whole turn.

A card of danger always raises the alarm, and an open tap question always goes on, whatever is told.
"""

from dataclasses import replace

from bot.alarm import Alarm
from bot.card import Card, CardKind
from bot.content import Content
from bot.handover import HandOver
from bot.intents import WORRIES
from bot.language import Language
from bot.memory import counted, kept_language, understood
from bot.speech import Speech, together
from bot.turn import Choice, DialogueState, Moment, Reply, Step, Turn, Wish


class Telling:
    """Turns of the bot while it owns the conversation."""

    def __init__(self, content: Content, speech: Speech, hand_over: HandOver, alarm: Alarm) -> None:
        self._content = content
        self._speech = speech
        self._hand_over = hand_over
        self._alarm = alarm

    def card(
        self, state: DialogueState, card: Card, moment: Moment, *, person_first: bool = False
    ) -> Turn:
        """Tell a card; `person_first` offers a person before anything else."""
        if card.kind is CardKind.DANGER:
            worry = next(iter(card.intents & WORRIES), None)
            return self._alarm.raised(state, card, moment, worry=worry)
        state = understood(counted(state, card))
        bubbles = self._bubbles(state, card, moment)
        if state.step is not Step.NONE and not _asks(card):
            return self._hand_over.advance(state, moment, bubbles)
        state = replace(state, step=Step.NONE)
        calls = self._speech.calls(self._speech.services(card, state, moment), state)
        first = self._speech.choices(("human",) if person_first else (), state)
        keys = (key for key in card.choices if not (person_first and key == "human"))
        return Turn(together(bubbles, (*first, *calls, *self._speech.choices(keys, state))), state)

    def line(self, state: DialogueState, text_id: str) -> Turn:
        """Tell one line, with the menu or with the open question under it."""
        reply = Reply(self._speech.say(text_id, state))
        choices = self._speech.choices(self._content.cards["menu"].choices, state)
        return self.said(state, (reply,), () if state.step is not Step.NONE else choices)

    def said(
        self, state: DialogueState, replies: tuple[Reply, ...], choices: tuple[Choice, ...]
    ) -> Turn:
        """Say something with buttons, beside those of the open question if there is one."""
        if state.step is not Step.NONE:
            return self._hand_over.again(state, replies, choices)
        return Turn(together(replies, choices), state)

    def greeting(self, state: DialogueState, moment: Moment) -> Turn:
        """Greet: the first time with who answers here and what is known of the child.

        As long as its language is not known, both are spoken and English is offered.
        """
        state = understood(state)
        if state.step is not Step.NONE:
            return self._hand_over.advance(state, moment)
        if state.greeted:
            return self.line(state, "greet.again")
        known = self._speech.on_channel("greet.known", moment, otherwise="greet.known.other")
        menu = self._content.cards["menu"]
        hello = Reply(self._speech.first("greet.hello", state))
        about = Reply(self._speech.say(known, state))
        replies = (hello, about, *self._speech.card(menu, state, moment))
        keys = menu.choices if state.language else (*menu.choices, "lang:en")
        choices = self._speech.choices(keys, state)
        return Turn(together(replies, choices), replace(state, greeted=True))

    def switched(self, state: DialogueState, language: Language) -> Turn:
        """Go on in another language; who was greeted in the wrong one is told again of the bot."""
        greeted = state.greeted and state.language is not None
        state = replace(kept_language(understood(state), language), greeted=greeted)
        return self.line(state, "language.switched")

    def introduced(self, turn: Turn) -> Turn:
        """Say in the very first turn that this is a bot."""
        if turn.state.greeted or turn.wish in {Wish.EXIT, Wish.FORGET}:
            return turn
        state = replace(turn.state, greeted=True)
        first, *rest = turn.replies
        text = f"{self._speech.say('first.bot', state)}\n\n{first.text}"
        return replace(turn, replies=(replace(first, text=text), *rest), state=state)

    def _bubbles(self, state: DialogueState, card: Card, moment: Moment) -> tuple[Reply, ...]:
        bubbles = self._speech.card(card, state, moment)
        if "waiting_time" not in card.intents:
            return bubbles
        duty = "duty.on" if moment.on_duty else "duty.off"
        return (*bubbles, Reply(self._speech.say(duty, state)))


def _asks(card: Card) -> bool:
    """Whether a card is nothing without its own buttons; it then ends the tap questions."""
    return card.kind is CardKind.MENU or "forget" in card.choices
