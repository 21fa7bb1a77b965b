"""The day so far, hour by hour: how many asked for a person, were taken, left, were closed.

Counts that the commit raises and that are forgotten after two days; no conversation can be found
in them. They are for the helpline itself and are never published.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from handoff.conversation import HELD, QUEUED, Conversation, State
from handoff.store import Store, mapping_of
from handoff.thai_time import day_of, local

_OVER = {State.CLOSED, State.BLOCKED}
KINDS = ("asked", "taken", "left", "returned", "closed")
"""Asked for a person; came to one; left the queue or was lost from it; went back into it from a
counsellor; was closed or blocked by one."""


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a day in Thailand, 0 to 23, and how often each of `KINDS` happened in it."""

    hour: int
    counts: Counter[str]


def entry_of(before: Conversation, after: Conversation, at: int) -> str | None:
    """Return what a change of ownership counts as, as `hour:kind`; None for nothing."""
    kind = _kind(before.state, after.state)
    return f"{local(at).hour}:{kind}" if kind else None


def _kind(before: State, after: State) -> str | None:
    if after is State.WAITING and before not in QUEUED:
        return "returned" if before in HELD else "asked"
    if before in QUEUED and after not in QUEUED:
        return "taken" if after in HELD else "left"
    return "closed" if before in HELD and after in _OVER else None


class History:
    """The days, in the store."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._clock = clock

    async def today(self) -> tuple[Hour, ...]:
        """Return the hours of today in which anything happened."""
        day = day_of(self._clock())
        found = await asyncio.gather(
            *(self._store.call("HGETALL", part.day(day)) for part in self._store.partitions)
        )
        hours: dict[int, Counter[str]] = {}
        for counts in found:
            for name, count in mapping_of(counts).items():
                hour, kind = name.split(":")
                hours.setdefault(int(hour), Counter())[kind] += int(count)
        return tuple(Hour(hour, counts) for hour, counts in sorted(hours.items()))
