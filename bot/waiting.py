"""What a child in the queue is answered: by rule only, without a model, and never with a promise.

A word typed here is for the counsellor; the bot says in one short line that it is kept, and answers
itself only to danger, to buttons and to the few words that stand for one.
"""

from collections.abc import Callable, Mapping
from typing import get_args

from bot.alarm import Alarm
from bot.card import Card, CardKind
from bot.content import Content
from bot.handover import WHILE_WAITING, HandOver
from bot.intents import WORRIES
from bot.language import Language
from bot.memory import counted, heard, kept_language, with_code
from bot.parting import Parting
from bot.reading import Screening
from bot.risk import Risk
from bot.speech import Speech, beside, together
from bot.turn import Choice, DialogueState, Moment, Reply, Tap, Turn, Wish

_Rule = Callable[[DialogueState, str, Moment], Turn | None]


class Waiting:
    """Turns of the queue."""

    def __init__(
        self,
        content: Content,
        speech: Speech,
        hand_over: HandOver,
        alarm: Alarm,
        parting: Parting,
    ) -> None:
        self._content = content
        self._speech = speech
        self._hand_over = hand_over
        self._alarm = alarm
        self._parting = parting
        self._rules = self._keys()

    def answer(self, state: DialogueState, said: Screening | Tap, moment: Moment) -> Turn:
        """Answer what a waiting child typed or pressed."""
        if isinstance(said, Tap):
            return self._pressed(state, said.key, moment) or self._place(state, moment)
        state = heard(state, said)
        if said.risk is Risk.DANGER:
            return self._alarm.raised(
                state, self._content.danger(None), moment, worry=None, waiting=True
            )
        shortcut = self._content.shortcuts.key(said.text)
        turn = self._pressed(state, shortcut, moment) if shortcut else None
        return turn or self._kept(state, moment)

    def line(self, state: DialogueState, moment: Moment, text_id: str, **fields: object) -> Turn:
        """Say one line, with the buttons of the queue."""
        reply = Reply(self._speech.say(text_id, state, **fields))
        return self.said(state, moment, (reply,))

    def said(
        self,
        state: DialogueState,
        moment: Moment,
        replies: tuple[Reply, ...],
        also: tuple[Choice, ...] = (),
    ) -> Turn:
        """Say something, with the buttons of the queue beside those that belong to it."""
        choices = beside(also, self._hand_over.waiting(state, moment))
        return Turn(together(replies, choices), state)

    def _pressed(self, state: DialogueState, key: str, moment: Moment) -> Turn | None:
        kind, _, value = key.partition(":")
        rule = self._rules.get(kind)
        return rule(state, value, moment) if rule else None

    def _keys(self) -> Mapping[str, _Rule]:
        return {
            "leave": lambda state, _value, _moment: self._left(state),
            "start": lambda state, _value, moment: self._place(state, moment),
            "place": lambda state, _value, moment: self._place(state, moment),
            "human": lambda state, _value, moment: self._place(state, moment),
            "exit": lambda state, _value, moment: self._parting.exit(state, moment),
            "forget": lambda state, _value, moment: self._parting.forget(state, moment),
            "lang": self._language,
            "meanwhile": lambda state, _value, moment: self._card(state, "meanwhile", moment),
            "card": self._card,
            "menu": self._menu,
            "contact_by": lambda state, code, moment: self._told(state, "contact_by", code, moment),
            "age_band": lambda state, code, moment: self._told(state, "age_band", code, moment),
            "topic": lambda state, code, moment: self._told(state, "topic", code, moment),
        }

    def _left(self, state: DialogueState) -> Turn:
        menu = self._speech.choices(self._content.cards["menu"].choices, state)
        return Turn((Reply(self._speech.say("notice.left", state), menu),), state, Wish.LEAVE_QUEUE)

    def _place(self, state: DialogueState, moment: Moment) -> Turn:
        if not moment.on_duty:
            said = [self._speech.say("queue.nobody", state), *self._hand_over.opens(state, moment)]
            return self.said(state, moment, (Reply("\n\n".join(said)),))
        if moment.place is None:
            return self.line(state, moment, "queue.place_unknown")
        if moment.minutes is not None:
            usual = {"place": moment.place, "minutes": moment.minutes}
            return self.line(state, moment, "queue.place_usual", **usual)
        return self.line(state, moment, "queue.place", place=moment.place)

    def _kept(self, state: DialogueState, moment: Moment) -> Turn:
        if not moment.on_duty:
            return self.line(state, moment, "queue.kept_nobody")
        if moment.place is None:
            return self.line(state, moment, "queue.kept_unknown")
        return self.line(state, moment, "queue.kept", place=moment.place)

    def _language(self, state: DialogueState, name: str, moment: Moment) -> Turn | None:
        language = next((one for one in get_args(Language) if one == name), None)
        if language is None:
            return None
        return self.line(kept_language(state, language), moment, "language.switched")

    def _told(self, state: DialogueState, group: str, code: str, moment: Moment) -> Turn | None:
        """Take a late answer to a tap question."""
        known = code in WORRIES if group == "topic" else self._content.asks(group, code)
        return self.line(with_code(state, group, code), moment, "step.noted") if known else None

    def _card(self, state: DialogueState, name: str, moment: Moment) -> Turn | None:
        card = self._content.card(name)
        if card is None or card.kind in {CardKind.STEP, CardKind.MENU}:
            return None
        return self._told_card(state, card, moment)

    def _menu(self, state: DialogueState, name: str, moment: Moment) -> Turn | None:
        card = self._content.cards.get(f"menu_{name}" if name else "menu")
        return self._told_card(state, card, moment) if card else None

    def _told_card(self, state: DialogueState, card: Card, moment: Moment) -> Turn:
        """Tell a card; the child keeps its place, and the way to leave stands under it."""
        if card.kind is CardKind.DANGER:
            worry = next(iter(card.intents & WORRIES), None)
            return self._alarm.raised(state, card, moment, worry=worry, waiting=True)
        state = counted(state, card)
        calls = self._speech.calls(self._speech.services(card, state, moment), state)
        keys = [key for key in card.choices if key not in {"human", *WHILE_WAITING}]
        choices = (*calls, *self._speech.choices((*keys, "place", "leave"), state))
        return Turn(together(self._speech.card(card, state, moment), choices), state)
