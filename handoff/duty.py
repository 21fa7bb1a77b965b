"""Who is on duty: a few names in the store, announced to the desk when they change."""

from handoff.store import Store


class Duty:
    """The members of staff who take conversations now."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._key = store.partitions[0].named("duty")

    async def names(self) -> tuple[str, ...]:
        """Return the sign-in names of those on duty, in order."""
        found = await self._store.call("SMEMBERS", self._key)
        return tuple(sorted(name.decode() for name in found))

    async def anyone(self) -> bool:
        """Say whether anybody is on duty."""
        return bool(await self._store.call("SCARD", self._key))

    async def set(self, staff: str, *, on: bool) -> None:
        """Put somebody on duty or off."""
        changed = await self._store.call("SADD" if on else "SREM", self._key, staff)
        if not changed:
            return
        await self._store.tell_desk("duty")
        await self._store.signal("queue", "")
