"""One act of a member of staff on one conversation: planned from what was read, then committed.

It is void if the conversation has changed meanwhile, and is then tried again from the start.
"""

from collections.abc import Callable

from errors import Refused
from handoff.draft import Draft
from handoff.faults import Steps
from handoff.lists import Lists
from handoff.seals import Seals
from handoff.statistics.counters import month_of
from handoff.store import Snapshot, Store

type Act = Callable[[Draft, Seals, Snapshot], None]
"""Plans into a draft; it raises `Refused` where the act may not be."""


class Acts:
    """Does acts, one at a time for each conversation."""

    def __init__(
        self, *, store: Store, lists: Lists, clock: Callable[[], int], steps: Steps
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._lists = lists
        self._clock = clock
        self._steps = steps

    async def do(self, conversation: str, act: Act) -> int | None:
        """Make one change, again from the start whenever something else came first.

        Returns:
            How many lines the transcript has then; None when this very line was taken before.
        """
        while True:
            snapshot = await self._lists.read(conversation)
            seals = self._lists.seals(conversation)
            draft = Draft(snapshot, seals, self._clock())
            act(draft, seals, snapshot)
            await self._steps.reach("desk.planned")
            status, _ = await self._store.commit(
                snapshot.names, draft.finish(), index=snapshot.index, month=month_of(draft.now)
            )
            await self._steps.reach("desk.committed")
            if status == "mail":
                raise Refused("the child has just written; read it first")
            if status != "stale":
                return None if status == "already" else draft.next_index
