"""What a supervisor does with a conversation that somebody else holds: follow it, take it over.

It is never read in secret: following needs a reason, its counsellor is shown who reads along and
why, and the desk writes it into the audit log. Only who follows can take over.
"""

from enum import StrEnum

from bot.words import Words
from errors import Refused
from handoff import silence
from handoff.acts import Acts
from handoff.board import Card
from handoff.conversation import HELD, Event
from handoff.draft import Draft
from handoff.lists import Lists
from handoff.patience import Patience
from handoff.record import FOLLOWERS, followed, followers
from handoff.seals import Seals
from handoff.store import Snapshot


class Reason(StrEnum):
    """Why a conversation is followed; a code, so that no word of a child gets into the log."""

    ASKED = "asked"
    DANGER = "danger"
    LATE = "late"
    TRAINING = "training"
    COMPLAINT = "complaint"


class Supervision:
    """Follows and takes over (`handoff.desk.seam.Supervising`)."""

    def __init__(self, *, lists: Lists, acts: Acts, words: Words, patience: Patience) -> None:
        self._lists = lists
        self._acts = acts
        self._words = words
        self._patience = patience

    async def held_by(self, counsellor: str) -> tuple[Card, ...]:
        """Return what somebody holds, as a supervisor may see it before following."""
        board = await self._lists.board(counsellor)
        return board.mine

    async def follow(self, conversation: str, staff: str, reason: Reason) -> None:
        """Begin to read along; its counsellor is shown who and why."""

        def act(draft: Draft, _seals: Seals, snapshot: Snapshot) -> None:
            if draft.before.state not in HELD:
                raise Refused("nobody holds this conversation now")
            if draft.before.counsellor == staff:
                raise Refused("you hold this conversation yourself")
            by = {**followers(snapshot), staff: reason.value}
            draft.change.head[FOLLOWERS] = followed(by)
            draft.notify("state")

        await self._acts.do(conversation, act)

    async def leave(self, conversation: str, staff: str) -> None:
        """Read along no more."""

        def act(draft: Draft, _seals: Seals, snapshot: Snapshot) -> None:
            _stop(draft, snapshot, staff)

        await self._acts.do(conversation, act)

    async def take_over(self, conversation: str, staff: str) -> None:
        """Go on with the child in its counsellor's place; the child is told."""

        def act(draft: Draft, _seals: Seals, snapshot: Snapshot) -> None:
            if staff not in followers(snapshot):
                raise Refused("follow this conversation first")
            draft.happen(Event.TAKE_OVER, staff)
            _stop(draft, snapshot, staff)
            if draft.before.child_since is not None:
                silence.counsellor_owes(draft, self._patience)
            changed = self._words.say("notice.counsellor_changed", draft.after.language)
            draft.say("notice", changed, matters=True)

        await self._acts.do(conversation, act)


def _stop(draft: Draft, snapshot: Snapshot, staff: str) -> None:
    left = {name: reason for name, reason in followers(snapshot).items() if name != staff}
    draft.change.head[FOLLOWERS] = followed(left)
    draft.notify("state")
