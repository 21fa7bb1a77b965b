"""What staff must hear of while it lasts: a channel's quota is used up, its token is refused.

Each alarm stands once for each channel and code until it is taken back. Codes and times only.
"""

from collections.abc import Callable

from handoff.board import Alarm
from handoff.store import Store


class StoreAlarms:
    """Alarms in the store (`connectors.base.Alarms`), shown on every desk."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._key = store.partitions[0].named("alarms")
        self._clock = clock

    async def ring(self, channel: str, code: str) -> None:
        """Let an alarm stand; again while it stands is nothing."""
        if await self._store.call("HSETNX", self._key, f"{channel}|{code}", self._clock()):
            await self._store.tell_desk("alarm")

    async def clear(self, channel: str, code: str) -> None:
        """Take an alarm back; nothing if it does not stand."""
        if await self._store.call("HDEL", self._key, f"{channel}|{code}"):
            await self._store.tell_desk("alarm")

    async def standing(self) -> tuple[Alarm, ...]:
        """Return the alarms that stand, oldest first."""
        found = await self._store.call("HGETALL", self._key)
        pairs = (
            found.items() if isinstance(found, dict) else zip(found[::2], found[1::2], strict=True)
        )
        alarms = [_alarm(name.decode(), int(since)) for name, since in pairs]
        return tuple(sorted(alarms, key=lambda alarm: alarm.since))


def _alarm(name: str, since: int) -> Alarm:
    channel, _, code = name.partition("|")
    return Alarm(channel, code, since)
