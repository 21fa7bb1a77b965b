"""What a child is answered that sent a picture, a voice message or a place instead of words.

Nothing was looked at, so nothing is said of what it shows. Who sends a private picture hears,
gently and without being suspected, not to send it to anyone, and what helps instead.
"""

from collections.abc import Mapping

from bot.content import Content
from bot.limits import TURN
from bot.service import Service
from bot.speech import Speech, need_of
from bot.telling import Telling
from bot.turn import Choice, DialogueState, Moment, Reply, Step, Turn
from bot.waiting import Waiting

_PICTURES = frozenset({"picture", "video"})
_HELP_WITH_PICTURES = ("card:remove_images", "card:report_police")
_AFTER_A_PICTURE = (*_HELP_WITH_PICTURES, "human", "menu")

_SERVICES: Mapping[str, tuple[str, ...]] = {
    "picture": ("take_it_down", "clip_help"),
    "video": ("take_it_down", "clip_help"),
    "voice": ("childline_1387",),
    "location": ("police_191",),
}
"""Services that fit a sort; each has its button only if the directory may show it."""


class Media:
    """Answers by sort (`bot.texts.SORTS`), whether the bot or the queue has the child."""

    def __init__(
        self, content: Content, speech: Speech, telling: Telling, waiting: Waiting
    ) -> None:
        self._content = content
        self._speech = speech
        self._telling = telling
        self._waiting = waiting

    def answer(self, state: DialogueState, sort: str, moment: Moment, *, waiting: bool) -> Turn:
        """Say that it was not opened; an open question stays open, a place in the queue is kept."""
        need = need_of(state, moment)
        services = self._content.directory.chosen(_SERVICES.get(sort, ()), need)
        replies = self._replies(state, sort, services)
        calls = self._speech.calls(services, state)
        if waiting:
            extra = self._with_help(state, sort, calls)
            return self._waiting.said(state, moment, replies, extra)
        if state.step is not Step.NONE:
            return self._telling.said(state, replies, self._with_help(state, sort, calls))
        keys = _AFTER_A_PICTURE if sort in _PICTURES else self._content.cards["menu"].choices
        choices = (*calls, *self._speech.choices(keys, state))
        return self._telling.said(state, replies, choices[:TURN])

    def _with_help(
        self, state: DialogueState, sort: str, calls: tuple[Choice, ...]
    ) -> tuple[Choice, ...]:
        keys = _HELP_WITH_PICTURES if sort in _PICTURES else ()
        return (*calls, *self._speech.choices(keys, state))

    def _replies(
        self, state: DialogueState, sort: str, services: tuple[Service, ...]
    ) -> tuple[Reply, ...]:
        text_id = f"media.{sort}"
        known = text_id if text_id in self._content.words else "media.other"
        said = [self._speech.say(known, state)]
        if sort in _PICTURES:
            said.append(self._speech.say("media.instead", state))
            said += [self._speech.lines(services, state)] if services else []
        return tuple(Reply(text) for text in said)
