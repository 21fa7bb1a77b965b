"""What a child is told whose messages are kept out for a while: the truth, and numbers every time.

It asks nothing, blames nobody and hands over to nobody; danger is answered as it always is.
"""

from datetime import datetime

from bot.alarm import Alarm
from bot.content import Content
from bot.intents import WORRIES
from bot.memory import heard
from bot.reading import Reading
from bot.risk import Risk
from bot.speech import Speech, together
from bot.turn import DialogueState, Moment, Reply, Turn

_NEAR = ("today", "tomorrow")


class TurningAway:
    """Turns while a block lasts."""

    def __init__(self, content: Content, speech: Speech, alarm: Alarm) -> None:
        self._content = content
        self._speech = speech
        self._alarm = alarm

    def begun(self, state: DialogueState, moment: Moment, until: datetime) -> Turn:
        """Tell that a counsellor has paused the chat, and until when."""
        return self._told("blocked.begun", state, moment, until)

    def answer(
        self, state: DialogueState, said: Reading | None, moment: Moment, until: datetime
    ) -> Turn:
        """Answer what was written all the same; None stands for what has no words."""
        if said is None:
            return self._told("blocked.still", state, moment, until)
        state = heard(state, said.screening)
        if said.screening.risk is Risk.DANGER:
            worry = said.intent if said.intent in WORRIES else None
            return self._alarm.alone(state, self._content.danger(worry), moment, worry=worry)
        return self._told("blocked.still", state, moment, until)

    def _told(self, text_id: str, state: DialogueState, moment: Moment, until: datetime) -> Turn:
        say = self._speech.say
        danger = self._content.danger(None)
        calls = self._speech.calls(self._speech.services(danger, state, moment), state)
        when = self._when(state, moment.at, until)
        replies = (Reply(say(text_id, state, when=when)), Reply(say("blocked.numbers", state)))
        return Turn(together(replies, calls), state)

    def _when(self, state: DialogueState, at: datetime, until: datetime) -> str:
        days = (until.date() - at.date()).days
        if days < len(_NEAR):
            near = f"blocked.until.{_NEAR[max(days, 0)]}"
            return self._speech.say(near, state, time=f"{until:%H:%M}")
        return self._speech.say("blocked.until.days", state, days=days)
