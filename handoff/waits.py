"""How long children waited lately, so that one who waits is told what was measured.

A short list of durations that lives a few hours; it names no conversation and no child.
"""

import math
from collections.abc import Callable, Sequence

from handoff.store import Store

_KEPT = 50
_LATELY = 3 * 60 * 60_000
"""Milliseconds: longer ago says little of this evening."""

_ENOUGH = 5
"""Fewer waits are chance."""

_STEPS: Sequence[int] = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120)
"""Minutes that are told: rounded up, as nobody is angry about a shorter wait."""

_SHARE = 0.75


class Waits:
    """The latest waits from asking for a person to a person's coming."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        """Keep them in the first partition; `clock` tells milliseconds since the epoch."""
        self._store, self._clock = store, clock
        self._key = store.partitions[0].named("waits")

    async def add(self, milliseconds: int) -> None:
        """Keep one wait."""
        await self._store.call("LPUSH", self._key, f"{self._clock()}:{max(milliseconds, 0)}")
        await self._store.call("LTRIM", self._key, 0, _KEPT - 1)
        await self._store.call("PEXPIRE", self._key, _LATELY)

    async def usual(self) -> int | None:
        """Return within how many minutes three of four came to a person lately; None if few did."""
        found = await self._store.call("LRANGE", self._key, 0, -1)
        pairs = (entry.decode().split(":") for entry in found)
        since = self._clock() - _LATELY
        waits = sorted(int(wait) for at, wait in pairs if int(at) >= since)
        return told(waits) if len(waits) >= _ENOUGH else None


def told(waits: Sequence[int]) -> int | None:
    """Return the minutes to tell for waits in milliseconds, shortest first; None if too long."""
    minutes = math.ceil(waits[math.ceil(len(waits) * _SHARE) - 1] / 60_000)
    return next((step for step in _STEPS if minutes <= step), None)
