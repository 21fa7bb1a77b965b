"""Lets many who ask at the same moment wait for one look that began after all of them had asked.

Whoever has just changed something and then asks is never given a look from before the change.
"""

import asyncio
from collections.abc import Awaitable, Callable


class SharedLook:
    """One look at a time; those who ask while one is under way share the next."""

    def __init__(self, look: Callable[[], Awaitable[None]]) -> None:
        self._look = look
        self._lock = asyncio.Lock()
        self._next: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        """Wait for a look that begins from now on; what it raises, everybody who waits is told."""
        if self._next is None:
            self._next = asyncio.create_task(self._run())
            self._next.add_done_callback(_heard)
        await asyncio.shield(self._next)

    async def _run(self) -> None:
        async with self._lock:
            self._next = None
            await self._look()


def _heard(task: asyncio.Task[None]) -> None:
    """Take note of a failure that everybody who waited for it has given up on."""
    if not task.cancelled():
        task.exception()
