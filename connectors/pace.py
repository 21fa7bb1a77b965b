"""How fast something may happen: a burst, then a steady rate, for each key on its own.

Holds one number for a key while that key is being slowed and forgets it afterwards; it never sees
an IP address, and one key can never slow another.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A burst of so many at once, refilled by so many a second."""

    burst: int
    per_second: float


class Pace:
    """The generic cell rate algorithm over many keys.

    `clock` gives monotonic seconds. At most `most` keys are remembered; when there are more, those
    known longest are forgotten, which lets them go faster, never slower.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float], most: int = 50_000) -> None:
        self._interval = 1 / rate.per_second
        self._slack = (rate.burst - 1) * self._interval
        self._clock = clock
        self._most = most
        self._due: dict[str, float] = {}

    @property
    def known(self) -> int:
        """How many keys are remembered now."""
        return len(self._due)

    def wait(self, key: str = "") -> float:
        """Count one and return 0, or count nothing and return the seconds until one is free."""
        now = self._clock()
        due = max(self._due.get(key, now), now)
        early = due - self._slack - now
        if early > 0:
            return early
        self._due[key] = due + self._interval
        if len(self._due) > self._most:
            self._forget(now)
        return 0

    def _forget(self, now: float) -> None:
        self._due = {key: due for key, due in self._due.items() if due > now}
        for key in list(self._due)[: max(0, len(self._due) - self._most)]:
            del self._due[key]


def whole_seconds(wait: float) -> str:
    """Return a wait as the value of a `Retry-After` header: whole seconds, at least one."""
    return str(max(1, math.ceil(wait)))
