"""Numbers of the messages in a child's chat, kept 48 hours so that the child can have them deleted.

They stand under a child's keyed hash and not in a conversation, because a chat that must vanish now
may hold more than one. Numbers only: no text, no id of the child.
"""

from collections.abc import Callable, Sequence

from connectors.base import Address
from handoff.pseudonym import Pseudonyms
from handoff.store import Store

LIFE_SECONDS = 48 * 3600
"""Telegram deletes messages of the last 48 hours (platforms.md 2.2)."""


class StoreTrail:
    """Trails in the store (`connectors.base.Trail`)."""

    def __init__(self, store: Store, pseudonyms: Pseudonyms, clock: Callable[[], int]) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def add(self, address: Address, *message_ids: int) -> None:
        """Remember messages of either side."""
        name, now = self._names(address)[0], self._clock()
        scored = [part for message_id in message_ids for part in (now, message_id)]
        await self._store.note_arrival(
            ("ZADD", name, *scored),
            ("ZREMRANGEBYSCORE", name, "-inf", now - LIFE_SECONDS * 1000),
            ("EXPIRE", name, LIFE_SECONDS),
        )

    async def read(self, address: Address) -> Sequence[int]:
        """Return what can be deleted now, oldest first."""
        since = self._clock() - LIFE_SECONDS * 1000
        found = await self._store.calls(
            *(("ZRANGEBYSCORE", name, f"({since}", "+inf") for name in self._names(address))
        )
        return sorted({int(message_id) for ids in found for message_id in ids})

    async def drop(self, address: Address) -> None:
        """Forget them: they are deleted."""
        await self._store.calls(*(("DEL", name) for name in self._names(address)))

    def _names(self, address: Address) -> list[str]:
        number = self._pseudonyms.partition(address, len(self._store.partitions))
        partition = self._store.partitions[number]
        return [partition.trail(child) for child in self._pseudonyms.child(address)]
