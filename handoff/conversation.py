"""One conversation and who owns it: a pure state machine, one table of transitions.

Nothing here reads a clock, a store or a key. What a transition changes is in its return value; what
it refuses, it refuses with a reason a counsellor can read. It never sees a word of the child.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.language import Language
from bot.risk import Risk
from errors import Refused


class State(StrEnum):
    """Who owns the conversation, in the order of DESIGN.md."""

    BOT = "bot"
    WAITING = "waiting"
    OFFERED = "offered"
    COUNSELLOR = "counsellor"
    CLOSING = "closing"
    ASLEEP = "asleep"
    BLOCKED = "blocked"
    CLOSED = "closed"


QUEUED = frozenset({State.WAITING, State.OFFERED})
"""The child waits for a person."""
HELD = frozenset({State.COUNSELLOR, State.CLOSING})
"""A member of staff has the conversation."""


class Event(StrEnum):
    """What can happen to the ownership of a conversation."""

    HAND_OVER = "hand_over"
    OFFER = "offer"
    ACCEPT = "accept"
    REFUSE = "refuse"
    OFFER_EXPIRED = "offer_expired"
    CLAIM = "claim"
    TAKE_OVER = "take_over"
    TRANSFER = "transfer"
    REQUEUE = "requeue"
    HAND_BACK = "hand_back"
    LEAVE_QUEUE = "leave_queue"
    SLEEP = "sleep"
    WAKE = "wake"
    RETURN = "return"
    END = "end"
    REOPEN = "reopen"
    BLOCK = "block"
    LIFT = "lift"
    CLOSE = "close"


_TABLE: dict[tuple[State, Event], State] = {
    (State.BOT, Event.HAND_OVER): State.WAITING,
    (State.BOT, Event.SLEEP): State.ASLEEP,
    (State.BOT, Event.CLOSE): State.CLOSED,
    (State.ASLEEP, Event.WAKE): State.BOT,
    (State.ASLEEP, Event.RETURN): State.WAITING,
    (State.ASLEEP, Event.CLOSE): State.CLOSED,
    (State.WAITING, Event.OFFER): State.OFFERED,
    (State.WAITING, Event.CLAIM): State.COUNSELLOR,
    (State.WAITING, Event.LEAVE_QUEUE): State.BOT,
    (State.WAITING, Event.CLOSE): State.CLOSED,
    (State.OFFERED, Event.ACCEPT): State.COUNSELLOR,
    (State.OFFERED, Event.REFUSE): State.WAITING,
    (State.OFFERED, Event.OFFER_EXPIRED): State.WAITING,
    (State.OFFERED, Event.LEAVE_QUEUE): State.BOT,
    (State.OFFERED, Event.CLOSE): State.CLOSED,
    (State.COUNSELLOR, Event.TAKE_OVER): State.COUNSELLOR,
    (State.COUNSELLOR, Event.TRANSFER): State.OFFERED,
    (State.COUNSELLOR, Event.REQUEUE): State.WAITING,
    (State.COUNSELLOR, Event.HAND_BACK): State.BOT,
    (State.COUNSELLOR, Event.SLEEP): State.ASLEEP,
    (State.COUNSELLOR, Event.END): State.CLOSING,
    (State.COUNSELLOR, Event.CLOSE): State.CLOSED,
    (State.COUNSELLOR, Event.BLOCK): State.BLOCKED,
    (State.BLOCKED, Event.LIFT): State.BOT,
    (State.BLOCKED, Event.CLOSE): State.CLOSED,
    (State.CLOSING, Event.REOPEN): State.COUNSELLOR,
    (State.CLOSING, Event.CLOSE): State.CLOSED,
}

_NEEDS_STAFF = {Event.OFFER, Event.ACCEPT, Event.CLAIM, Event.TAKE_OVER, Event.TRANSFER}


@dataclass(frozen=True, slots=True)
class Conversation:
    """One contact from first word to close, as far as it may be known in the clear.

    Attributes:
        id: 128 random bits, as 32 hexadecimal digits; never derived from a platform id.
        version: raised by every committed change; a change made from an older one is void.
        designation: number of the two-word name under which staff see it.
        counsellor: the staff name that owns it (`COUNSELLOR`, `CLOSING`).
        offered_to: the staff name it is offered to (`OFFERED`).
        waiting_since: when the child asked for a person, milliseconds since the epoch; kept through
            offers and transfers, so that nobody loses a place.
        child_since: since when the child waits for an answer; None when it has one.
    """

    id: str
    version: int
    state: State
    channel: str
    language: Language
    risk: Risk
    designation: int
    opened_at: int
    counsellor: str | None = None
    offered_to: str | None = None
    waiting_since: int | None = None
    child_since: int | None = None

    def at_risk(self, risk: Risk) -> "Conversation":
        """Return the conversation with its risk raised to at least this; it never falls."""
        order = list(Risk)
        return self if order.index(risk) <= order.index(self.risk) else replace(self, risk=risk)


def apply(
    conversation: Conversation, event: Event, *, now: int, by: str | None = None
) -> Conversation:
    """Return the conversation after the event, one version further.

    Args:
        conversation: as last read from the store.
        event: what happens.
        now: milliseconds since the epoch.
        by: the staff name the event concerns: who claims, accepts or takes over, or to whom it is
            offered; for what only the owner may do, the one who asks.

    Raises:
        Refused: the table has no such transition, or `by` is not the one who may do it.
    """
    target = _TABLE.get((conversation.state, event))
    if target is None:
        raise Refused(f"cannot {event.value} a conversation that is {conversation.state.value}")
    if event in _NEEDS_STAFF and not by:
        raise Refused(f"{event.value} needs a member of staff")
    if event in {Event.ACCEPT, Event.REFUSE} and by != conversation.offered_to:
        raise Refused("it is offered to somebody else")
    changed = replace(conversation, state=target, version=conversation.version + 1)
    if target is State.COUNSELLOR and event is not Event.REOPEN:
        return replace(changed, counsellor=by, offered_to=None)
    if target is State.OFFERED:
        return replace(
            changed,
            offered_to=by,
            counsellor=None,
            waiting_since=conversation.waiting_since or now,
        )
    if target is State.WAITING:
        return replace(
            changed,
            counsellor=None,
            offered_to=None,
            waiting_since=conversation.waiting_since or now,
        )
    if target is State.BLOCKED:
        return replace(changed, counsellor=None, child_since=None)
    if target in {State.BOT, State.ASLEEP, State.CLOSED}:
        return replace(changed, counsellor=None, offered_to=None, waiting_since=None)
    return changed


def queue_score(risk: Risk, waiting_since: int) -> int:
    """Return a place in the queue as a number: danger first, then longest wait; smallest is next.

    It stays below 2**53, so that a sorted set holds it exactly.
    """
    behind_danger = 0 if risk is Risk.DANGER else 10_000_000_000_000
    return behind_danger + waiting_since


def owned_by(conversation: Conversation, staff: str) -> Conversation:
    """Return the conversation if this member of staff holds it.

    Raises:
        Refused: somebody else does, or nobody.
    """
    if conversation.state in HELD and conversation.counsellor == staff:
        return conversation
    raise Refused("this conversation is not yours")


def may_claim(conversation: Conversation) -> bool:
    """Say whether a counsellor may take it from the queue now."""
    return (conversation.state, Event.CLAIM) in _TABLE
