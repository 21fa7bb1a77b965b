"""What a page sees as it happens: one stream of server-sent events for each open page.

Each stream reads for itself from the last id its page has, so a slow or lost page holds up nobody
and misses nothing. A stream must never write what was not read by its own address.
"""

import asyncio
import contextlib
import re
from collections.abc import Coroutine
from dataclasses import dataclass

import msgspec
from aiohttp import web

from connectors import faults
from connectors.base import Address, Changes, PageEvent, Pages, PageStatus
from errors import StoreUnavailable

_EVENT_ID = re.compile(r"[!-~]{1,64}")
_TYPING = b"event: typing\ndata: {}\n\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how many.

    Attributes:
        streams: open pages of one child; one more lets go of the oldest, which may be a dead line.
        heartbeat: seconds after which a stream says how things stand even if nothing happened.
        patience: seconds a page may take to receive what is written before it is let go.
    """

    streams: int = 4
    heartbeat: float = 15
    patience: float = 30


class Streams:
    """The open streams of all pages."""

    def __init__(self, pages: Pages, limits: Limits) -> None:
        self._pages = pages
        self._limits = limits
        self._open: dict[str, list[asyncio.Task[None]]] = {}

    async def serve(
        self, request: web.Request, address: Address, after: str | None
    ) -> web.StreamResponse:
        """Answer with the events after an id, then with what happens, until either side ends.

        Raises:
            StoreUnavailable: before anything was written.
        """
        async with self._pages.changes(address) as changes:
            await self._pages.status(address)
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            await response.prepare(request)
            await self._hold(address, self._follow(response, address, changes, after))
            with contextlib.suppress(ConnectionError):
                await response.write_eof()
            return response

    async def close(self) -> None:
        """Let go of every open page; each comes back by itself and goes on from its last id."""
        tasks = [task for tasks in self._open.values() for task in tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _hold(self, address: Address, follow: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(follow)
        mine = self._open.setdefault(address.id, [])
        mine.append(task)
        if len(mine) > self._limits.streams:
            mine[0].cancel()
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            mine.remove(task)
            if not mine:
                self._open.pop(address.id, None)
        if not task.cancelled():
            _settle(task.exception())

    async def _follow(
        self,
        response: web.StreamResponse,
        address: Address,
        changes: Changes,
        after: str | None,
    ) -> None:
        while True:
            async for event in self._pages.read(address, after):
                await self._write(response, line_event(event))
                after = event.id
            await self._write(response, status_event(await self._pages.status(address)))
            while await changes.next(self._limits.heartbeat) == "typing":
                await self._write(response, _TYPING)

    async def _write(self, response: web.StreamResponse, block: bytes) -> None:
        async with asyncio.timeout(self._limits.patience):
            await response.write(block)


def resume_point(header: str | None) -> str | None:
    """Return the id a page goes on from; anything that cannot be one means from the start."""
    return header if header and _EVENT_ID.fullmatch(header) else None


def line_event(event: PageEvent) -> bytes:
    """Return a page's event as a block of the stream; JSON holds no line ends of its own."""
    return b"id: %s\nevent: line\ndata: %s\n\n" % (event.id.encode(), event.payload)


def status_event(status: PageStatus) -> bytes:
    """Return how things stand as a block without an id: it is never resumed, always told afresh."""
    return b"event: status\ndata: %s\n\n" % msgspec.json.encode(status)


def _settle(error: BaseException | None) -> None:
    """Report an end that is a fault; that the page went, was slow or the store is away is none."""
    if error and not isinstance(error, ConnectionError | TimeoutError | StoreUnavailable):
        faults.report("web", error)
