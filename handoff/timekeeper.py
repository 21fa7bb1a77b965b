"""Lets things fall due: what waits for a time lies in the store, this only waits for the earliest.

It puts a due thing into the conversation's mailbox, where it is handled in order like a message; it
decides nothing itself.
"""

import asyncio
from collections.abc import Callable

from errors import StoreUnavailable
from handoff.keyspace import Partition
from handoff.signals import Signals, Waiter
from handoff.store import Store

_LOOK_AGAIN_SECONDS = 5
"""A lost signal delays what falls due by at most this."""


class Timekeeper:
    """One for each gateway; several do the same work once."""

    def __init__(self, store: Store, signals: Signals, clock: Callable[[], int]) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._signals = signals
        self._clock = clock

    async def run(self) -> None:
        """Let things fall due until cancelled."""
        with self._signals.waiting_for("due|") as waiter:
            while True:
                try:
                    await waiter.next(await self.fire_all())
                except StoreUnavailable as error:
                    await self._rest(waiter, error.retry_after)

    async def fire_all(self) -> float:
        """Fire everything due now; return the seconds until the next."""
        waits = [await self._fire(partition) for partition in self._store.partitions]
        return min(waits)

    async def _fire(self, partition: Partition) -> float:
        while True:
            due = await self._store.due(partition)
            now = self._clock()
            ripe = [member for member, at in due if at <= now]
            for member in ripe:
                kind = member.partition("|")[2]
                await self._store.fire(partition, member, now, b"D" + kind.encode())
            if len(ripe) < len(due) or not due:
                next_at = due[len(ripe)][1] if due else now + _LOOK_AGAIN_SECONDS * 1000
                return min((next_at - now) / 1000, _LOOK_AGAIN_SECONDS)

    async def _rest(self, waiter: Waiter, seconds: float) -> None:
        await waiter.next(seconds)
        await asyncio.sleep(0)
