"""What a child in danger is told: a caring line, numbers that can come now, who has been called.

It is said at once and without a question. When a later message tells of danger again, the answer is
shorter and never the same words twice in a row; numbers stand in every answer.
"""

from bot.card import Card
from bot.memory import alarmed
from bot.speech import Speech, together
from bot.turn import DialogueState, Moment, Reply, Turn, Wish

_SHORT_LINES = 3
"""How many short lines take turns: `danger.again_1` to `danger.again_3`."""


class Alarm:
    """Answers danger, whoever owns the conversation."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    def raised(
        self,
        state: DialogueState,
        card: Card,
        moment: Moment,
        *,
        worry: str | None,
        waiting: bool = False,
    ) -> Turn:
        """Answer a message that tells of danger, and hand over at once.

        Args:
            state: of the conversation.
            card: the danger card that fits.
            moment: how things stand.
            worry: what the message is about, if that was understood.
            waiting: the child is in the queue already.
        """
        state = alarmed(state, worry)
        calls = self._speech.calls(self._speech.services(card, state, moment), state)
        choices = (*calls, *self._speech.choices(("meanwhile", "leave"), state))
        replies = self._care(card, state, moment)
        if state.dangers == 1 or not waiting:
            replies = (
                *replies,
                Reply(self._speech.say(_who_comes(moment, waiting=waiting), state)),
            )
        wish = Wish.NONE if waiting else Wish.HAND_OVER
        return Turn(together(replies, choices), state, wish)

    def alone(self, state: DialogueState, card: Card, moment: Moment, *, worry: str | None) -> Turn:
        """Answer danger where nobody of ours can come: the caring line and the numbers."""
        state = alarmed(state, worry)
        calls = self._speech.calls(self._speech.services(card, state, moment), state)
        return Turn(together(self._care(card, state, moment), calls), state)

    def _care(self, card: Card, state: DialogueState, moment: Moment) -> tuple[Reply, ...]:
        if state.dangers == 1:
            return self._speech.card(card, state, moment)
        numbers = self._speech.numbers(self._speech.services(card, state, moment))
        line = (state.dangers - 2) % _SHORT_LINES + 1
        return (Reply(self._speech.say(f"danger.again_{line}", state, numbers=numbers)),)


def _who_comes(moment: Moment, *, waiting: bool) -> str:
    if not moment.on_duty:
        return "danger.connecting_nobody"
    return "danger.waiting" if waiting else "danger.connecting"
