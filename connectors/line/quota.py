"""How much of the month's messages is used up, and whether pushes are worth trying.

The numbers are LINE's, asked every ten minutes and after a refusal; nothing is counted here, and no
allowance is ever assumed.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from connectors.bell import Bell, Code
from connectors.line.call import LineCalls, Verdict

LOW_PERCENT = 80
_FULL_PERCENT = 100
_WITHHELD = 10 * 60 * 1000
_LOOK_PAUSE = 60 * 1000
"""LINE takes 60 questions about the quota an hour (platforms.md 1.2)."""


class _Limit(msgspec.Struct):
    type: str = "limited"
    value: int | None = None


class _Consumption(msgspec.Struct, rename="camel"):
    total_usage: int


@dataclass(frozen=True, slots=True)
class Quota:
    """Messages a month may have (None: as many as it likes) and has had."""

    limit: int | None
    used: int

    @property
    def percent(self) -> int:
        """Return how much is used up, rounded down; 0 where there is no limit."""
        if self.limit is None:
            return 0
        return self.used * _FULL_PERCENT // self.limit if self.limit > 0 else _FULL_PERCENT

    @property
    def low(self) -> bool:
        """Whether an operator should know."""
        return self.percent >= LOW_PERCENT

    @property
    def gone(self) -> bool:
        """Whether nothing is left."""
        return self.percent >= _FULL_PERCENT


async def ask(calls: LineCalls) -> Quota | None:
    """Ask LINE; None if the answer is missing or cannot be read."""
    limit, used = await calls.quota(), await calls.consumption()
    if limit.verdict is not Verdict.TAKEN or used.verdict is not Verdict.TAKEN:
        return None
    with suppress(ValueError):
        return _quota(
            msgspec.json.decode(limit.body, type=_Limit),
            msgspec.json.decode(used.body, type=_Consumption),
        )
    return None


def _quota(limit: _Limit, used: _Consumption) -> Quota:
    return Quota(None if limit.type == "none" else limit.value, used.total_usage)


class QuotaWatch:
    """Keeps the alarms `quota_low` and `quota_gone` true, and remembers a refusal for a while."""

    def __init__(
        self, calls: LineCalls, alarms: Bell, clock: Callable[[], int], seconds: float = 600
    ) -> None:
        """Join the parts; `clock` in milliseconds, `seconds` from one look to the next."""
        self._calls = calls
        self._alarms = alarms
        self._clock = clock
        self._seconds = seconds
        self._refused_at: int | None = None
        self._looked_at: int | None = None
        self._known = Quota(None, 0)
        self._wake = asyncio.Event()

    @property
    def withheld(self) -> bool:
        """Whether a push was refused a short while ago, so that the next would be too."""
        return self._refused_at is not None and self._clock() - self._refused_at < _WITHHELD

    @property
    def gone(self) -> bool:
        """Whether nothing was left when LINE was asked last."""
        return self._known.gone

    async def refused(self) -> None:
        """Note that LINE refused a push because the month's messages are used up."""
        self._refused_at = self._clock()
        if self._looked_at is None or self._clock() - self._looked_at >= _LOOK_PAUSE:
            self._wake.set()
        await self._alarms.ring("quota_gone")

    async def run(self) -> None:
        """Look now and then, until cancelled."""
        while True:
            await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._wake.wait()
            self._wake.clear()

    async def look(self) -> None:
        """Ask LINE and set the alarms; an answer from before a refusal counts for nothing."""
        self._looked_at = self._clock()
        refused_at = self._refused_at
        quota = await ask(self._calls)
        if quota is None or self._refused_at != refused_at:
            return
        self._known = quota
        if not quota.gone:
            self._refused_at = None
        await self._tell("quota_gone", stands=quota.gone)
        await self._tell("quota_low", stands=quota.low and not quota.gone)

    async def _tell(self, code: Code, *, stands: bool) -> None:
        await (self._alarms.ring(code) if stands else self._alarms.clear(code))
