"""What a pressed button does while the bot owns the conversation.

A key may be old or made up: one that means nothing is a misunderstanding, never an error.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import get_args

from bot.card import CardKind
from bot.content import Content
from bot.handover import HandOver
from bot.intents import WORRIES
from bot.language import Language
from bot.memory import understood, with_code
from bot.parting import Parting
from bot.telling import Telling
from bot.turn import DialogueState, Moment, Step, Turn

_Rule = Callable[[DialogueState, str, Moment], Turn | None]
"""Takes the state, what follows the colon of the key, and the moment; None if it means nothing."""


class Taps:
    """The rules of the keys."""

    def __init__(
        self, content: Content, telling: Telling, hand_over: HandOver, parting: Parting
    ) -> None:
        self._content = content
        self._telling = telling
        self._hand_over = hand_over
        self._parting = parting
        self._rules = self._keys()

    def pressed(self, state: DialogueState, key: str, moment: Moment) -> Turn:
        """Answer a key."""
        kind, _, value = key.partition(":")
        rule = self._rules.get(kind)
        turn = rule(state, value, moment) if rule else None
        return turn or self.lost(state, moment)

    def lost(
        self, state: DialogueState, moment: Moment, *, concern: bool = False, silence: bool = False
    ) -> Turn:
        """Answer what was not understood; an open question counts as skipped.

        The second time in a row, and at once when no model answered (`silence`), the way leads to
        a person; what sounds heavy (`concern`) is never met with "not understood".
        """
        if state.step is not Step.NONE:
            return self._hand_over.advance(state, moment)
        if silence or state.misunderstandings > 0:
            return self._hand_over.begin(state, moment, lost=True)
        if concern:
            card = self._content.cards["concern"]
            told = self._telling.card(state, card, moment, person_first=True)
        else:
            told = self._telling.line(state, "misunderstood")
        return replace(told, state=replace(told.state, misunderstandings=1))

    def declined(self, state: DialogueState, moment: Moment) -> Turn:
        """Answer "no": an open question is skipped, anything else is fine."""
        if state.step is not Step.NONE:
            return self._hand_over.advance(state, moment)
        return self._telling.line(understood(state), "asked.no")

    def agreed(self, state: DialogueState, moment: Moment) -> Turn:
        """Answer "yes": to what the last turn asked, if it asked."""
        if state.step is not Step.NONE:
            return self._hand_over.advance(state, moment)
        if state.asked:
            return self.pressed(state, state.asked, moment)
        return self._telling.line(understood(state), "asked.yes")

    def _keys(self) -> Mapping[str, _Rule]:
        return {
            "card": self._card,
            "menu": self._menu,
            "lang": self._language,
            "human": lambda state, _value, moment: self._hand_over.begin(state, moment),
            "skip_all": lambda state, _value, moment: self._hand_over.begin(state, moment),
            "skip": lambda state, _value, moment: self.declined(state, moment),
            "leave": lambda state, _value, moment: self.declined(state, moment),
            "start": lambda state, _value, moment: self._telling.greeting(state, moment),
            "exit": lambda state, _value, moment: self._parting.exit(state, moment),
            "forget": lambda state, _value, moment: self._parting.forget(state, moment),
            "place": lambda state, _value, moment: self._card(state, "waiting_time", moment),
            "meanwhile": self._meanwhile,
            "contact_by": lambda state, code, moment: self._told(state, "contact_by", code, moment),
            "age_band": lambda state, code, moment: self._told(state, "age_band", code, moment),
            "topic": lambda state, code, moment: self._told(state, "topic", code, moment),
        }

    def _card(self, state: DialogueState, name: str, moment: Moment) -> Turn | None:
        card = self._content.card(name)
        if card is None or card.kind in {CardKind.STEP, CardKind.MENU}:
            return None
        return self._telling.card(state, card, moment)

    def _meanwhile(self, state: DialogueState, _value: str, moment: Moment) -> Turn | None:
        return self._card(state, "meanwhile", moment)

    def _menu(self, state: DialogueState, name: str, moment: Moment) -> Turn | None:
        card = self._content.cards.get(f"menu_{name}" if name else "menu")
        return self._telling.card(state, card, moment) if card else None

    def _language(self, state: DialogueState, name: str, _moment: Moment) -> Turn | None:
        language = next((one for one in get_args(Language) if one == name), None)
        return self._telling.switched(state, language) if language else None

    def _told(self, state: DialogueState, group: str, code: str, moment: Moment) -> Turn | None:
        """Take an answer to a tap question, also a late or a changed one."""
        known = code in WORRIES if group == "topic" else self._content.asks(group, code)
        if not known:
            return None
        answered = with_code(understood(state), group, code)
        if answered.step == group:
            return self._hand_over.advance(answered, moment)
        return self._telling.line(answered, "step.noted")
