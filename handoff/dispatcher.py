"""Offers the next child to whoever has room: when one arrives, a place is freed or an offer ends.

It works by events and looks by itself only for what was lost on the way. An offer is an act like
any other: whoever was quicker wins, and nothing is lost.
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Sequence

from errors import Refused, StoreUnavailable
from handoff.acts import Acts
from handoff.conversation import Event, State
from handoff.draft import Draft
from handoff.duty import Duty
from handoff.lists import Lists
from handoff.matching import match
from handoff.patience import Patience
from handoff.post import Post
from handoff.seals import Seals
from handoff.signals import Signals
from handoff.store import Snapshot


class Dispatcher:
    """One for each desk; several do the same work once."""

    def __init__(
        self,
        *,
        duty: Duty,
        lists: Lists,
        acts: Acts,
        signals: Signals,
        clock: Callable[[], int],
        patience: Patience,
        look_again: float = 5.0,
    ) -> None:
        """Join the parts.

        Args:
            duty: who works how.
            lists: who waits.
            acts: how an offer is made.
            signals: of this process.
            clock: milliseconds since the epoch.
            patience: how long an offer stands.
            look_again: seconds after which a lost signal is made up for.
        """
        self._duty = duty
        self._lists = lists
        self._acts = acts
        self._signals = signals
        self._clock = clock
        self._patience = patience
        self._look_again = look_again

    async def run(self) -> None:
        """Offer until cancelled."""
        with self._signals.waiting_for("queue|", "free|") as waiter:
            while True:
                seconds = self._look_again
                with contextlib.suppress(StoreUnavailable):
                    seconds = await self.offer_all()
                await waiter.next(seconds)

    async def offer_all(self) -> float:
        """Offer what can be offered now; return in how many seconds somebody may have room."""
        posts = await self._duty.posts()
        if any(post.offered for post in posts):
            waiting, held = await self._lists.queued()
            for conversation, staff in match(waiting, posts, Counter(held), self._clock()):
                await self._offer(conversation, staff)
        return self._until_next(posts)

    async def _offer(self, conversation: str, staff: str) -> None:
        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            if draft.before.state is not State.WAITING:
                raise Refused("this conversation does not wait any more")
            draft.happen(Event.OFFER, staff)
            draft.wake_at("offer", draft.now + self._patience.offer)

        with contextlib.suppress(Refused):  # somebody has taken it meanwhile, or the child has left
            await self._acts.do(conversation, act)

    def _until_next(self, posts: Sequence[Post]) -> float:
        now = self._clock()
        ends = [post.cooling_until - now for post in posts if post.cooling_until > now]
        return min([self._look_again, *(end / 1000 for end in ends)])
