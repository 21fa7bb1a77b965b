"""The slow beat of a process: every minute it leaves a report of itself in the store.

What only a gateway sees is handed in; a desk reports its presence, its clock and its disk alone.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal

from composition.storage import now
from errors import HelplineError
from handoff.report import BEAT_SECONDS, ChannelReport, ModelReport, Report, Reports, store_time
from handoff.store import Store
from operation.settings import Settings

type Seen = tuple[tuple[ChannelReport, ...], ModelReport | None]


async def nothing_more() -> Seen:
    """Return what a desk sees of channels and model."""
    return (), None


@dataclass(frozen=True, slots=True)
class Beat:
    """One process that reports.

    Attributes:
        see: tells how channels and model are, as far as this process knows.
    """

    settings: Settings
    store: Store
    name: str
    role: Literal["gateway", "desk"]
    see: Callable[[], Awaitable[Seen]] = nothing_more

    async def run(self) -> None:
        """Report until cancelled; while the store is away there is nobody to report to."""
        while True:
            try:
                await self.once()
                pause = BEAT_SECONDS
            except HelplineError:
                pause = 1.0
            await asyncio.sleep(pause)

    async def once(self) -> None:
        """Leave one report."""
        channels, model = await self.see()
        before = now()
        at = await store_time(self.store)
        report = Report(
            name=self.name,
            role=self.role,
            version=version("helpline"),
            at=at,
            skew=(before + now()) // 2 - at,
            free=shutil.disk_usage(self.settings.home).free,
            channels=channels,
            model=model,
        )
        await Reports(self.store).leave(report)
