"""The way from the bot to a person: what the child is told, three tap questions, the queue.

Every question can be skipped, asking twice skips them all, and no answer is ever demanded; nothing
here can keep a child from a counsellor.
"""

from dataclasses import replace
from datetime import datetime

from bot.content import Content
from bot.service import DAYS
from bot.speech import Speech, beside, spoken, together
from bot.turn import Choice, DialogueState, Moment, Reply, Step, Turn, Wish

WHILE_WAITING = ("place", "meanwhile", "leave")

_ORDER = (Step.CONTACT_BY, Step.AGE_BAND, Step.TOPIC)
_NEAR = ("today", "tomorrow")
_NOT_SAID = "not_said"


class HandOver:
    """Leads a child to the queue, one turn at a time."""

    def __init__(self, content: Content, speech: Speech) -> None:
        self._content = content
        self._speech = speech

    def begin(self, state: DialogueState, moment: Moment, *, lost: bool = False) -> Turn:
        """Say what a counsellor will see, the limits of secrecy, and ask the first question.

        Args:
            state: of the conversation.
            moment: how things stand.
            lost: it is the bot that did not understand, not the child that asked.
        """
        step = _after(Step.NONE, state)
        if state.step is not Step.NONE or step is Step.NONE:
            return self.finish(state, moment)
        state = replace(state, step=step, misunderstandings=0)
        replies = (*self._told(state, moment, lost=lost), *self._question(state))
        return Turn(together(replies, self.choices(state)), state)

    def advance(self, state: DialogueState, moment: Moment, before: tuple[Reply, ...] = ()) -> Turn:
        """Take the open question as answered or skipped; ask the next one, or go to the queue.

        Args:
            state: of the conversation.
            moment: how things stand.
            before: an answer to what the child wrote instead, to be said first.
        """
        state = _skipped(state)
        step = _after(state.step, state)
        if step is Step.NONE:
            return self.finish(state, moment, before)
        state = replace(state, step=step)
        return Turn(together((*before, *self._question(state)), self.choices(state)), state)

    def again(
        self, state: DialogueState, before: tuple[Reply, ...], also: tuple[Choice, ...] = ()
    ) -> Turn:
        """Say something, with buttons of its own, and leave the open question as it is."""
        choices = beside(also, self.choices(state))
        return Turn(together((*before, *self._question(state)), choices), state)

    def finish(self, state: DialogueState, moment: Moment, before: tuple[Reply, ...] = ()) -> Turn:
        """Hand over now."""
        state = replace(state, step=Step.NONE, misunderstandings=0)
        text_id = "person.queued" if moment.on_duty else "person.queued_nobody"
        replies = (*before, Reply(self._speech.say(text_id, state)))
        return Turn(together(replies, self.waiting(state, moment)), state, Wish.HAND_OVER)

    def waiting(self, state: DialogueState, moment: Moment) -> tuple[Choice, ...]:
        """Return the buttons of a child in the queue; with nobody on duty, also whom to call."""
        choices = self._speech.choices(WHILE_WAITING, state)
        if moment.on_duty:
            return choices
        return (*self._speech.calls(self._speech.open_now(state, moment), state), *choices)

    def opens(self, state: DialogueState, moment: Moment) -> list[str]:
        """Say that today is a holiday, and when counsellors come next, as far as it is known."""
        hours = self._content.hours if moment.hours is None else moment.hours
        holiday, opening = hours.closed_for(moment.at), hours.next_opening(moment.at)
        said = []
        if holiday:
            name = holiday.name[spoken(state)]
            said.append(self._speech.say("opens.holiday", state, name=name))
        if opening:
            said.append(self._opens(state, moment, opening))
        return said

    def _opens(self, state: DialogueState, moment: Moment, opening: datetime) -> str:
        days = (opening.date() - moment.at.date()).days
        day = _NEAR[days] if days < len(_NEAR) else DAYS[opening.weekday()]
        return self._speech.say(f"opens.{day}", state, time=f"{opening:%H:%M}")

    def choices(self, state: DialogueState) -> tuple[Choice, ...]:
        """Return the answers to the open question."""
        return self._speech.choices(self._content.cards[f"ask_{state.step}"].choices, state)

    def _question(self, state: DialogueState) -> tuple[Reply, ...]:
        card = self._content.cards[f"ask_{state.step}"]
        return (Reply(card.bubbles[0][state.language or "th"]),)

    def _told(self, state: DialogueState, moment: Moment, *, lost: bool) -> tuple[Reply, ...]:
        """Two bubbles: what a counsellor will see and what stays secret, after who is there."""
        say = self._speech.say
        first = [say("person.lost", state)] if lost else []
        if not moment.on_duty:
            lines = self._speech.lines(self._speech.open_now(state, moment), state)
            first.append(f"{say('person.nobody', state)}\n{lines}")
            first += self.opens(state, moment)
        told = [say("person.sees", state), say("person.limits", state)]
        bubbles = ["\n\n".join(first), "\n\n".join(told)] if first else told
        return tuple(Reply(bubble) for bubble in bubbles)


def _skipped(state: DialogueState) -> DialogueState:
    if state.step is Step.CONTACT_BY:
        return replace(state, contact_by=state.contact_by or _NOT_SAID)
    if state.step is Step.AGE_BAND:
        return replace(state, age_band=state.age_band or _NOT_SAID)
    return state


def _after(step: Step, state: DialogueState) -> Step:
    """Return the next question nobody has answered, or none."""
    answers = (state.contact_by, state.age_band, state.topic)
    both_asked = state.contact_by is not None and state.age_band is not None
    if step is Step.NONE and both_asked:
        return Step.NONE
    later = _ORDER[_ORDER.index(step) + 1 :] if step in _ORDER else _ORDER
    return next((one for one in later if answers[_ORDER.index(one)] is None), Step.NONE)
