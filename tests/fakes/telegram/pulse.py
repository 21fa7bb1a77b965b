"""A pulse: everyone who waits is woken at each beat, and looks again."""

import asyncio


class Pulse:
    """Waiting without polling and without a lock."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        """Wake all who wait now."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        """Sleep until the next beat."""
        await self._event.wait()
