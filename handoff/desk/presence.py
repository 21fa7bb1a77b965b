"""Takes a counsellor off duty whose pages have all gone: nobody may seem to be there who is not.

A child is told whether somebody is on duty, so a closed laptop must not count. It knows names of
staff and nothing else, and it leaves what a counsellor holds where it is.
"""

import asyncio
import contextlib
from collections.abc import Iterator

from aiohttp import web

from errors import Refused
from handoff.desk.seam import Counselling
from handoff.staff import Staff

GRACE = 90.0
"""Seconds a page may be away, for a reload, a dead spot or a restart of the desk."""


class Presence:
    """Who has a page open at this desk."""

    def __init__(self, staff: Staff, counselling: Counselling, grace: float = GRACE) -> None:
        self._staff = staff
        self._counselling = counselling
        self._grace = grace
        self._pages: dict[str, int] = {}
        self._told: dict[str, float] = {}
        self._farewells: set[asyncio.Task[None]] = set()
        self._waits = True

    @contextlib.contextmanager
    def here(self, name: str) -> Iterator[None]:
        """Count one page while the block lasts."""
        self._pages[name] = self._pages.get(name, 0) + 1
        try:
            yield
        finally:
            self._pages[name] -= 1
            if not self._pages[name]:
                del self._pages[name]
                self._told.pop(name, None)
                if self._waits:
                    self._say_farewell(name)

    async def beat(self, name: str) -> None:
        """Tell the other desks that this person is here."""
        now = asyncio.get_running_loop().time()
        if now - self._told.get(name, -self._grace) >= self._grace / 4:
            self._told[name] = now
            await self._staff.seen_here(name, self._grace)

    async def leave(self, name: str) -> None:
        """Take somebody off duty now."""
        with contextlib.suppress(Refused):
            await self._counselling.set_duty(name, on=False)

    async def stop(self) -> None:
        """Wait for nobody any more; who was on duty stays so, because the desk only restarts."""
        self._waits = False  # pages that end now would be waited for beyond the end of the store
        for task in self._farewells:
            task.cancel()
        await asyncio.gather(*self._farewells, return_exceptions=True)

    def _say_farewell(self, name: str) -> None:
        task = asyncio.get_running_loop().create_task(self._farewell(name))
        self._farewells.add(task)
        task.add_done_callback(self._farewells.discard)

    async def _farewell(self, name: str) -> None:
        await asyncio.sleep(self._grace)
        if name not in self._pages and not await self._staff.is_here(name):
            await self.leave(name)


PRESENCE = web.AppKey("presence", Presence)
