"""What the bot answers: pure rules from the state of a conversation and what was said to a turn.

No clock, no chance, no input or output: the same state, words and moment always give the same turn.
It never leaves a child without an answer; danger and the wish for a person come before all else.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import get_args

from bot.alarm import Alarm
from bot.content import Content
from bot.handover import HandOver
from bot.intents import SMALL_TALK, WORRIES
from bot.language import Language
from bot.media import Media
from bot.memory import heard, remembering
from bot.parting import Parting
from bot.reading import Reading, Screening
from bot.risk import Risk
from bot.speech import Speech, spoken
from bot.taps import Taps
from bot.telling import Telling
from bot.turn import Choice, DialogueState, Moment, Reply, Step, Tap, Turn, Wish
from bot.turning_away import TurningAway
from bot.waiting import Waiting
from errors import InvalidContent

__all__ = (
    "Choice",
    "Dialogue",
    "DialogueState",
    "Moment",
    "Reply",
    "Step",
    "Tap",
    "Turn",
    "Wish",
)

MODEL_SURE = 0.2
"""From this confidence the model's intent is taken; below it menu and person are offered. It costs
least on validation lines where a wrong topic counts twice an offer (docs/UNDERSTANDING.md)."""

KEYWORDS_SURE = 0.5
"""From this confidence a keyword's intent is taken: any match counts, a mere guess does not."""

_UNKNOWN = "out_of_scope"

_Rule = Callable[[DialogueState, Moment], Turn]


class Dialogue:
    """The rules, over one loaded content."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._speech = Speech(content)
        self._hand_over = HandOver(content, self._speech)
        self._alarm = Alarm(self._speech)
        self._telling = Telling(content, self._speech, self._hand_over, self._alarm)
        self._parting = Parting(self._speech)
        self._taps = Taps(content, self._telling, self._hand_over, self._parting)
        self._waiting = Waiting(content, self._speech, self._hand_over, self._alarm, self._parting)
        self._away = TurningAway(content, self._speech, self._alarm)
        self._media = Media(content, self._speech, self._telling, self._waiting)
        self._rules = self._intent_rules()

    def answer(self, state: DialogueState, said: Reading | Tap, moment: Moment) -> Turn:
        """Answer while the bot owns the conversation."""
        if isinstance(said, Tap):
            turn = self._taps.pressed(state, said.key, moment)
        else:
            turn = self._read(state, said, moment)
        return self._telling.introduced(remembering(turn))

    def wait(self, state: DialogueState, said: Screening | Tap, moment: Moment) -> Turn:
        """Answer while the child waits in the queue: by rule, and otherwise in one short line."""
        return remembering(self._waiting.answer(state, said, moment))

    def pause(self, state: DialogueState, moment: Moment, until: datetime) -> Turn:
        """Tell that a counsellor keeps the child's messages out until then."""
        return remembering(self._away.begun(state, moment, until))

    def turn_away(
        self, state: DialogueState, said: Reading | None, moment: Moment, until: datetime
    ) -> Turn:
        """Answer while messages are kept out: danger as ever, all else in the same few words.

        Args:
            state: of the conversation.
            said: what was typed; None for a button or what is not words.
            moment: how things stand.
            until: when the block ends, in Asia/Bangkok.
        """
        return remembering(self._away.answer(state, said, moment, until))

    def step_timed_out(self, state: DialogueState, moment: Moment) -> Turn:
        """Hand over now: the child fell silent at a tap question."""
        return remembering(self._hand_over.finish(state, moment))

    def media(
        self, state: DialogueState, sort: str, moment: Moment, *, waiting: bool = False
    ) -> Turn:
        """Answer something that is not words and was not looked at.

        Args:
            state: of the conversation.
            sort: one of `bot.texts.SORTS`; any other is answered as `other`.
            moment: how things stand.
            waiting: the child is in the queue, whose buttons stay; a known place says so too.
        """
        waiting = waiting or moment.place is not None
        turn = remembering(self._media.answer(state, sort, moment, waiting=waiting))
        return turn if waiting else self._telling.introduced(turn)

    def opens(self, language: Language, moment: Moment) -> list[str]:
        """Return what a child that finds nobody on duty is told of hours; nothing when open."""
        return self._hand_over.opens(DialogueState(language=language), moment)

    def leaving(self, said: Screening | Tap) -> str | None:
        """Return `exit` or `forget` when the child asks for just that; whole messages only.

        For whoever has the conversation while the bot does not: answer with `Tap` of this key.
        """
        key = said.key if isinstance(said, Tap) else self._content.shortcuts.key(said.text)
        if isinstance(said, Screening) and key == "card:delete_my_data":
            return "forget"
        return key if key in {"exit", "forget"} else None

    def word(self, text_id: str, state: DialogueState, **fields: object) -> Reply:
        """Return a single reviewed line; `last_resort` is said in both languages at once.

        Raises:
            InvalidContent: there is no such text, or a field is missing.
        """
        if text_id == "last_resort":
            said = (self._content.words.say(text_id, one) for one in get_args(Language))
            return Reply("\n\n".join(said))
        return Reply(self._speech.say(text_id, state, **fields))

    def label(self, key: str, language: Language) -> str:
        """Return the words on the button with this key, or the key if there is no such button."""
        try:
            return self._content.label(key, language)
        except InvalidContent:
            return key

    def _read(self, before: DialogueState, reading: Reading, moment: Moment) -> Turn:
        shortcut = self._content.shortcuts.key(reading.screening.text)
        if shortcut == "start":  # a command of the messenger, in no language
            return self._taps.pressed(before, shortcut, moment)
        state = heard(before, reading.screening)
        intent = reading.intent if _is_sure(reading) else _UNKNOWN
        if reading.screening.risk is Risk.DANGER:
            worry = intent if intent in WORRIES else None
            danger = self._content.danger(intent)
            return self._alarm.raised(state, danger, moment, worry=worry)
        if shortcut:
            return self._taps.pressed(state, shortcut, moment)
        if reading.screening.wordless:
            return self._telling.line(state, "wordless")
        if intent == "change_language":
            text, current = reading.screening.text, spoken(before)
            return self._telling.switched(state, self._content.shortcuts.asked_for(text, current))
        return self._understood(state, intent, reading, moment)

    def _understood(
        self, state: DialogueState, intent: str, reading: Reading, moment: Moment
    ) -> Turn:
        heavy = reading.screening.risk is Risk.CONCERN
        card = self._content.by_intent.get(intent)
        if intent == _UNKNOWN or (heavy and intent in SMALL_TALK):
            return self._taps.lost(state, moment, concern=heavy, silence=_is_silence(reading))
        if card:
            return self._telling.card(state, card, moment, person_first=heavy)
        rule = self._rules.get(intent)
        return rule(state, moment) if rule else self._taps.lost(state, moment)

    def _intent_rules(self) -> Mapping[str, _Rule]:
        return {
            "greet": self._telling.greeting,
            "yes": self._taps.agreed,
            "no": self._taps.declined,
            "skip": self._taps.declined,
            "talk_to_human": self._hand_over.begin,
            "quick_exit": self._parting.exit,
        }


def _is_sure(reading: Reading) -> bool:
    enough = MODEL_SURE if reading.by == "rasa" else KEYWORDS_SURE
    return reading.confidence >= enough


def _is_silence(reading: Reading) -> bool:
    """The model is away and no keyword fits: there were words, and nobody has understood them."""
    return reading.by == "keywords" and not _is_sure(reading)
