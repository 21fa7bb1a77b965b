"""Blocks against abuse, as staff see them: a designation, a reason, an end. Nobody's identity.

Each lies sealed in the store and vanishes by itself when it ends. Which child it keeps out only the
gateway can tell (`handoff.doorkeeper`), and only of a child that stands before the door.
"""

import secrets
from collections.abc import Callable
from typing import Final

import msgspec

from handoff.desk.box import Box
from handoff.desk.declined import Declined
from handoff.sheet import Sheet
from handoff.store import Store

HOUR: Final = 3_600_000
ALONE_HOURS: Final = 24
"""The longest block one person makes; a longer one begins with these hours and needs a second."""
HOURS: Final = (1, 6, ALONE_HOURS, 72, 168)
REASONS: Final = ("threats", "sexual", "insults", "flood", "other")
SIGNAL: Final = "blocks"


class Block(msgspec.Struct, frozen=True, omit_defaults=True):
    """One block; times in milliseconds since the epoch.

    Attributes:
        designation: of the conversation it began in.
        by: who asked for it.
        asked_hours: how long it was asked for.
        mark: a keyed hash of whom it keeps out; empty until the gateway has made it.
        settled_by: the second person, who made it longer or left it short.
    """

    id: str
    designation: int
    reason: str
    by: str
    begun: int
    until: int
    asked_hours: int
    mark: str = ""
    settled_by: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether it is to be longer if a second person says so."""
        return self.asked_hours > ALONE_HOURS and not self.settled_by


class Blocks:
    """The blocks that run, in the store."""

    def __init__(self, store: Store, key: bytes, clock: Callable[[], int]) -> None:
        """Join the parts; `key` is that of staff, `clock` tells milliseconds since the epoch."""
        self._store = store
        self._box = Box(key, "blocks")
        self._clock = clock
        self._running = store.partitions[0].named("blocks")

    async def begin(self, *, designation: int, reason: str, by: str, hours: int) -> Block:
        """Begin a block, for a day at most.

        Raises:
            Declined: there is no such reason, or it cannot be so long.
        """
        if reason not in REASONS or hours not in HOURS:
            raise Declined("block_form", "choose a reason and how long")
        now = self._clock()
        until = now + min(hours, ALONE_HOURS) * HOUR
        block = Block(secrets.token_hex(8), designation, reason, by, now, until, hours)
        await self._put(block.id, lambda _: block)
        return block

    async def running(self) -> tuple[Block, ...]:
        """Return all blocks that run, those that end first at first."""
        now = self._clock()
        await self._store.call("ZREMRANGEBYSCORE", self._running, "-inf", now)
        ids = await self._store.call("ZRANGE", self._running, 0, -1)
        found = [await self.get(name.decode()) for name in ids]
        return tuple(block for block in found if block is not None)

    async def get(self, block_id: str) -> Block | None:
        """Return a block; None when it has ended."""
        found = await self._sheet(block_id).read()
        return found.content if found and found.content.until > self._clock() else None

    async def mark(self, block_id: str, mark: str) -> Block | None:
        """Note whom a block keeps out; None when it has ended."""
        return await self._change(block_id, mark=mark)

    async def settle(self, block_id: str, *, by: str, longer: bool) -> Block:
        """Let a second person make a block as long as it was asked for, or leave it short.

        Raises:
            Declined: it has ended or is settled, or the second person is the first.
        """
        block = await self.get(block_id)
        if block is None or not block.is_pending:
            raise Declined("block_over", "this block has ended or is settled")
        if block.by == by:
            raise Declined("block_second", "a second person decides about this")
        until = block.begun + block.asked_hours * HOUR if longer else block.until
        settled = await self._change(block_id, until=until, settled_by=by)
        return settled or block

    async def lift(self, block_id: str) -> None:
        """End a block now; nothing if it has ended."""
        await self._store.call("DEL", self._place(block_id))
        await self._store.call("ZREM", self._running, block_id)
        await self._store.signal(SIGNAL, "")

    async def _change(self, block_id: str, **changes: str | int) -> Block | None:
        def change(block: Block | None) -> Block | None:
            if block is None or block.until <= self._clock():
                return None
            return msgspec.structs.replace(block, **changes)

        return await self._put(block_id, change)

    async def _put(
        self, block_id: str, change: Callable[[Block | None], Block | None]
    ) -> Block | None:
        block = await self._sheet(block_id).change(
            change, life=lambda one: one.until - self._clock()
        )
        if block is not None:
            await self._store.call("ZADD", self._running, block.until, block.id)
            await self._store.signal(SIGNAL, "")
        return block

    def _sheet(self, block_id: str) -> Sheet[Block]:
        return Sheet(self._store, self._box, self._place(block_id), Block)

    def _place(self, block_id: str) -> str:
        return self._store.partitions[0].named(f"block:{block_id}")
