"""What silence leads to while a counsellor has the child, and for whom.

A child that falls silent is asked once whether it is still there, then let rest, and may come back;
a child whose counsellor falls silent goes back into the queue with its place. It never blames
anybody, and what it says on a child's screen must tell nobody beside it what this chat is about.
"""

from collections.abc import Callable

from handoff.conversation import QUEUED, Event, State
from handoff.draft import Draft
from handoff.patience import Patience

CHILD_SILENT = ("check_in", "rest")
STAFF_SILENT = ("late", "give_back")
NOBODY_CAME = "breach"
RETURNING = "returning"
"""Field of a conversation that rests and had a counsellor: waking, it goes to the queue."""


Say = Callable[..., str]
"""Gives the words of a text id to the child of a draft."""


def asks_for_a_person(draft: Draft, patience: Patience) -> None:
    """Let it be noticed when nobody comes."""
    draft.wake_at(NOBODY_CAME, draft.now + patience.breach)


def child_waits(draft: Draft, patience: Patience) -> None:
    """Note since when the child waits for its counsellor, unless it waits already."""
    _take_back(draft, CHILD_SILENT)
    if draft.after.child_since is None:
        draft.waits_from(draft.now)
        counsellor_owes(draft, patience)


def counsellor_owes(draft: Draft, patience: Patience) -> None:
    """Let a counsellor that does not write be noticed, and then relieved."""
    draft.wake_at("late", draft.now + patience.late)
    draft.wake_at("give_back", draft.now + patience.give_back)


def counsellor_wrote(draft: Draft, patience: Patience) -> None:
    """Note that it is the child's turn."""
    draft.waits_from(None)
    _take_back(draft, (*STAFF_SILENT, "rest"))
    draft.wake_at("check_in", draft.now + patience.check_in)


def nobody_waits(draft: Draft) -> None:
    """Take back every time at which a silence would have led to something."""
    _take_back(draft, (*CHILD_SILENT, *STAFF_SILENT))


def fall_due(draft: Draft, kind: str, patience: Patience, say: Say) -> None:
    """Do what a silence has led to, if it still lasts; anything else changes nothing."""
    if kind == NOBODY_CAME and draft.before.state in QUEUED:
        draft.notify("late")
    if draft.before.state is not State.COUNSELLOR:
        return
    if kind in CHILD_SILENT and draft.before.child_since is None:
        _child_is_silent(draft, kind, patience, say)
    elif kind in STAFF_SILENT and draft.before.child_since is not None:
        _counsellor_is_silent(draft, kind, say)


def _child_is_silent(draft: Draft, kind: str, patience: Patience, say: Say) -> None:
    draft.change.unless_mail = True
    if kind == "check_in":
        draft.say("notice", say("silence.check_in", draft))
        draft.wake_at("rest", draft.now + patience.rest)
        return
    hours = patience.forget // 3_600_000
    draft.say("notice", say("silence.resting", draft, hours=hours))
    draft.happen(Event.SLEEP)
    draft.change.head[RETURNING] = "1"
    draft.wake_at("forget", draft.now + patience.forget)


def _counsellor_is_silent(draft: Draft, kind: str, say: Say) -> None:
    if kind == "late":
        draft.notify("late")
        return
    draft.happen(Event.REQUEUE)
    draft.say("notice", say("silence.returned", draft))


def _take_back(draft: Draft, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        draft.wake_at(kind, 0)
