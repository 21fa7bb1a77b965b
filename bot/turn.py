"""The values between the dialogue and whoever carries it: what was said, what is answered.

All are plain and frozen; `DialogueState` is all the bot remembers of a conversation. It holds codes
and counts and never a word of the child.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.hours import OpeningHours
from bot.language import Language
from bot.risk import Risk


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: an ASCII key of at most 64 bytes and its words.

    `tel:191` is a call button, `url:https://...` a link; both act on the child's own device.
    """

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble."""

    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Tap:
    """The child pressed a button; the key may be old or forged."""

    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """How things stand while a turn is made.

    Attributes:
        on_duty: whether any counsellor is on duty.
        place: place in the queue, 1 is next; None when not waiting or not known.
        at: now, in Asia/Bangkok.
        minutes: within how many most children came to a person lately; None when not known.
        hours: when counsellors are there, as staff have set it; None where the content says it.
    """

    on_duty: bool
    place: int | None
    at: datetime
    channel: str
    minutes: int | None = None
    hours: OpeningHours | None = None


class Step(StrEnum):
    """Which of the three tap questions before the hand-over is open."""

    NONE = "none"
    CONTACT_BY = "contact_by"
    AGE_BAND = "age_band"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class DialogueState:
    """What the bot remembers between two turns.

    Attributes:
        language: None until the first words; `language_kept` once the child has asked for it.
        misunderstandings: in a row.
        topic: the worry told last, an intent of CONTRACT.md.
        topics: every worry and question answered, for the counters.
        risk: the highest so far.
        greeted: the child has been told that this is a bot.
        dangers: messages that told of danger, so that no answer is repeated word for word.
        asked: the key a plain "yes" stands for (`human`, `forget`), or empty.
        region: where it says it lives, a code of CONTRACT.md; asked of nobody.
    """

    language: Language | None = None
    misunderstandings: int = 0
    step: Step = Step.NONE
    contact_by: str | None = None
    age_band: str | None = None
    topic: str | None = None
    topics: tuple[str, ...] = ()
    risk: Risk = Risk.NONE
    greeted: bool = False
    language_kept: bool = False
    dangers: int = 0
    asked: str = ""
    region: str | None = None


class Wish(StrEnum):
    """What the dialogue asks of whoever carries it, besides sending the replies."""

    NONE = "none"
    HAND_OVER = "hand_over"
    LEAVE_QUEUE = "leave_queue"
    EXIT = "exit"
    FORGET = "forget"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Turn:
    """At most three replies, the state after them, and a wish."""

    replies: tuple[Reply, ...]
    state: DialogueState
    wish: Wish = Wish.NONE
