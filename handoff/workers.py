"""Workers take announced conversations one at a time and let go of them only when the work is done.

What a dead worker had taken passes on: at once to the process that comes back under the same name,
after a while to any other. A worker never decides anything; it calls the one who does.
"""

import asyncio
import contextlib
import itertools
import math
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Literal, cast

import structlog
from redis.exceptions import RedisError

from errors import StoreUnavailable
from handoff.keyspace import Partition
from handoff.store import Store, Work

AT_ONCE = 64
"""How many conversations one process works on at once, where the work is its own."""
_BLOCK_MILLISECONDS = 1_000
_LOOK_BACK_SECONDS = 1.0
"""Work whose announcement was lost with a connection is found again after at most about this."""
_DEAD_AFTER_MILLISECONDS = 15_000
_HOLD_ON_SECONDS = 4
_MOST_GIVEN = 10_000
_log = structlog.get_logger()


class Workers:
    """The workers of one process on one kind of announcement."""

    def __init__(
        self,
        *,
        store: Store,
        what: Literal["ready", "sending"],
        name: str,
        work: Callable[[Work], Awaitable[None]],
        parallel: int = AT_ONCE,
    ) -> None:
        """Say what to take and whom to call.

        Args:
            store: where the announcements are.
            what: `ready` (mailboxes) or `sending` (outboxes).
            name: of this process, the same after a restart, different from every other process.
            work: does the work and lets go of it (`Store.rest` or a commit); may be repeated.
            parallel: how many conversations at once.
        """
        self._store = store
        self._what = what
        self._group = "routers" if what == "ready" else "senders"
        self._name = name
        self._work = work
        self._places = asyncio.Semaphore(parallel)
        self._busy: dict[Work, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for partition in self._store.partitions:
                tasks.create_task(self._follow(partition))
                tasks.create_task(self._hold_on(partition))

    async def _hold_on(self, partition: Partition) -> None:
        """Keep what is being worked on from passing for a dead worker's, however long it takes."""
        stream = self._stream(partition)
        while True:
            await asyncio.sleep(_HOLD_ON_SECONDS)
            busy = {work.entry for work in self._busy if self._stream_of(work) == stream}
            with contextlib.suppress(RedisError, OSError):
                # What another process has taken over after a standstill is no more ours to hold.
                entries = sorted(busy & await self._given(stream))
                for some in itertools.batched(entries, AT_ONCE):
                    await self._store.client.xclaim(
                        stream, self._group, self._name, 0, list(some), justid=True
                    )

    async def _given(self, stream: str) -> set[str]:
        """Return the entries that are given to this process."""
        given = await self._store.client.xpending_range(
            stream, self._group, "-", "+", _MOST_GIVEN, self._name
        )
        return {cast("bytes", one["message_id"]).decode() for one in given}

    def _stream(self, partition: Partition) -> str:
        return partition.ready if self._what == "ready" else partition.sending

    def _stream_of(self, work: Work) -> str:
        return self._stream(self._store.names(work.conversation).partition)

    async def _follow(self, partition: Partition) -> None:
        """Take what is announced, and from time to time what was taken and is not being done."""
        stream = self._stream(partition)
        looked_back = -math.inf
        while True:
            try:
                if time.monotonic() - looked_back >= _LOOK_BACK_SECONDS:
                    await self._take_up(stream)
                    await self._inherit(stream)
                    looked_back = time.monotonic()
                for work in await self._take(stream, ">", _BLOCK_MILLISECONDS):
                    await self._start(work)
            except (RedisError, OSError, StoreUnavailable):
                await asyncio.sleep(0.2)
                looked_back = -math.inf
                with contextlib.suppress(StoreUnavailable):
                    await self._store.open()

    async def _take_up(self, stream: str) -> None:
        """Start what was given to this process and is not being worked on.

        It was given to it before it died, or in an answer that was lost with the connection.
        """
        after = "0"
        while taken := await self._take(stream, after):
            for work in taken:
                await self._start(work)
            after = taken[-1].entry

    async def _take(self, stream: str, after: str, block: int | None = None) -> list[Work]:
        found = await self._store.client.xreadgroup(
            self._group, self._name, {stream: after}, count=AT_ONCE, block=block
        )
        return [work for _, entries in _streams(found) for work in _works(entries)]

    async def _inherit(self, stream: str) -> None:
        """Take over what a dead worker of another process had taken."""
        answer = await self._store.client.xautoclaim(
            stream, self._group, self._name, min_idle_time=_DEAD_AFTER_MILLISECONDS, count=AT_ONCE
        )
        for work in _works(answer[1]):
            await self._start(work)

    async def _start(self, work: Work) -> None:
        if work in self._busy:
            return
        await self._places.acquire()
        task = asyncio.create_task(self._do(work))
        self._busy[work] = task
        task.add_done_callback(lambda _: self._done(work))

    def _done(self, work: Work) -> None:
        del self._busy[work]
        self._places.release()

    async def _do(self, work: Work) -> None:
        """Do the work until it is done: as long as the store is away it waits here."""
        pause = 0.05
        while True:
            try:
                return await self._work(work)
            except StoreUnavailable:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2)
            except Exception as error:  # noqa: BLE001 - one conversation must not stop the others
                _log.error("work_failed", what=self._what, error=type(error).__name__)
                await asyncio.sleep(1)


def _works(entries: Iterable[tuple[bytes, dict[bytes, bytes]]]) -> list[Work]:
    """Return the works of stream entries; an entry that is gone has no fields."""
    return [
        Work(fields[b"conversation"].decode(), entry.decode())
        for entry, fields in entries
        if fields
    ]


def _streams(found: object) -> list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]:
    """Return what XREADGROUP found, in the one form of RESP2."""
    if isinstance(found, dict):
        return [(name, entries[0]) for name, entries in found.items()]
    return found or []  # type: ignore[return-value]  # redis-py types both protocols as one
