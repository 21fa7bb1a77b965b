"""What the desk shows: plain values, already unsealed, with nothing in them that names a child.

The desk renders these and nothing else; whoever builds them (`handoff.queue`) holds the keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.language import Language
from bot.risk import Risk
from handoff.conversation import State
from handoff.post import Post

Author = Literal["child", "bot", "queue", "counsellor", "notice", "note"]
"""Who wrote a line; a `note` is staff's own and can never reach the child."""

Amended = Literal["", "edited", "withdrawn"]
"""What a child did to a line of its own after sending it."""


class Mark(StrEnum):
    """What is known of a line's way to the child."""

    QUEUED = "queued"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript.

    Attributes:
        id: the child's event id or the outbox id; stable, unique in the conversation.
        seq: place in the transcript, from 1.
        at: milliseconds since the epoch.
        masked: how many personal details are hidden in `text` (each shows as ▮▮▮).
        mark: for lines on their way to the child; None for the child's own and for notes.
        amended: whether the child changed the line or took it back since.
        asked: the child was asked whether what is hidden may be seen.
        by: for a note, the sign-in name of who wrote it.
        shown: something in it was hidden, and the child has chosen to show it.
    """

    id: str
    seq: int
    at: int
    author: Author
    text: str = field(repr=False)
    risk: Risk = Risk.NONE
    masked: int = 0
    mark: Mark | None = None
    amended: Amended = ""
    asked: bool = False
    by: str = ""
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the child chose to tell before the hand-over, in codes; None where it skipped."""

    contact_by: str | None = None
    age_band: str | None = None
    topic: str | None = None
    felt: str = "not_said"
    region: str | None = None


FELT_PREFIX = "felt:"
FELT = tuple(f"{FELT_PREFIX}{code}" for code in ("better", "same", "worse", "not_said"))
"""Keys of the buttons under the question after a talk, with the codes of CONTRACT.md."""


@dataclass(frozen=True, slots=True)
class Card:
    """One conversation in a list of the desk.

    Attributes:
        place: place in the queue from 1; None when it does not wait.
        waiting_since: milliseconds since the epoch, since when the child has asked for a person.
        child_since: since when the child waits for an answer; None when it was answered.
        unread: lines of the child not yet seen by the counsellor who holds it.
        late: the child has waited too long, for a person or for its counsellor's answer.
        wants: `language:…` or `skill:…` when it was passed on for that.
        followers: which supervisors read along, and the code of the reason of each.
    """

    id: str
    version: int
    state: State
    channel: str
    language: Language
    risk: Risk
    designation: int
    opened_at: int
    told: Told
    place: int | None = None
    waiting_since: int | None = None
    child_since: int | None = None
    counsellor: str | None = None
    offered_to: str | None = None
    unread: int = 0
    child_left: bool = False
    late: bool = False
    wants: str = ""
    followers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Load:
    """What one member of staff has in hand: how many conversations, how many wait too long."""

    post: Post
    held: int
    late: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a supervisor sees at a glance; nothing of what anybody said.

    Attributes:
        waiting_languages: how many wait in each language.
        loads: of everybody who is on duty or on a break, holds a conversation or wishes for help.
        danger: conversations in danger that wait or are held, the longest first.
        late: conversations with a counsellor in which the child has waited too long for an answer.
        breaches: how many have waited too long for a person.
    """

    waiting: int
    waiting_danger: int
    longest_wait_since: int | None
    on_duty: int
    in_conversation: int
    with_bot: int
    late: int = 0
    breaches: int = 0
    waiting_languages: tuple[tuple[Language, int], ...] = ()
    loads: tuple[Load, ...] = ()
    danger: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """To whom a conversation is passed on: a colleague, whoever can do something, or the next.

    Attributes:
        colleague: a sign-in name, or empty.
        wants: `language:…` or `skill:…`, or empty.
    """

    colleague: str = ""
    wants: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about a channel that staff must know while it lasts; `since` in milliseconds.

    Codes: `quota_low` and `quota_gone` (what the platform lets a month carry), `token` (it refuses
    ours), `settings` (the bot is set up in a way that endangers children), `webhook` (messages do
    not come in), `conflict` (another program takes our messages), `poison` (an event could not be
    read and was left out).
    """

    channel: str
    code: str
    since: int


@dataclass(frozen=True, slots=True)
class Board:
    """The lists of one member of staff at one moment, and the cursor to follow on from."""

    waiting: tuple[Card, ...]
    mine: tuple[Card, ...]
    offered: tuple[Card, ...]
    numbers: Numbers
    post: Post
    followed: tuple[Card, ...]
    cursor: str
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """That something changed, without saying what it says: the desk reads the rest afresh.

    Attributes:
        cursor: opaque; following on from it loses nothing.
        kind: `line` (a line came or its mark changed), `state` (ownership, risk or queue changed),
            `late` (a child has waited too long for its counsellor), `duty` (staff came or
            went), `alarm` (about a channel), `closed` (forget the conversation), `typing` (the
            child writes; carries no cursor and may be lost).
    """

    cursor: str | None
    kind: Literal["line", "state", "late", "duty", "alarm", "closed", "typing"]
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class WrapUp:
    """The short form that closes a conversation: codes of CONTRACT.md, no text.

    `reason`, `risk` and `outcome` are required; everything else may be `not_said` or empty.
    """

    reason: str
    risk: str
    outcome: str
    contact_by: str = "not_said"
    age_band: str = "not_said"
    gender: str = "not_said"
    region: str = "not_said"
    online_harm: tuple[str, ...] = ()
    platform: str = "not_said"
    offender: str = "not_said"
    told_before: str = "not_said"
    why_not_told: str = "not_said"
    referral: tuple[str, ...] = ()
    referral_result: str = "unknown"
    felt: str = "not_said"
