"""Small calls that nobody waits for: answering a press, leaving a group, the typing sign.

They run beside the work and are bounded; when there are too many the newest is left out. An error
of one is nobody's concern and ends nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from telegram.error import TelegramError

from connectors import faults
from connectors.telegram.update import CHANNEL

MOST: Final = 1000
AT_ONCE: Final = 8
"""Fewer than the pool of connections holds, so that chores never keep a message waiting."""


class Chores:
    """Runs calls in the background until closed."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(AT_ONCE)

    def do(self, call: Callable[[], Awaitable[object]]) -> None:
        """Make a call soon, or leave it out if too many wait."""
        if len(self._under_way) >= MOST:
            return
        task = asyncio.create_task(self._run(call))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """End all that is under way."""
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, call: Callable[[], Awaitable[object]]) -> None:
        async with self._room:
            try:
                await call()
            except TelegramError:
                return
            except Exception as error:  # noqa: BLE001 - what a chore met must not reach a log by itself
                faults.report(CHANNEL, error)
