"""Knows whom a block keeps out, while it lasts: it compares a child at the door with each block.

Every block has a random key of its own, outside the store, and the store holds a hash under it. The
key is destroyed when the block ends, so that no copy of the store can link it to a child any more.
Nobody can be looked up: an address must be brought.
"""

import hmac
from collections.abc import Iterator
from pathlib import Path

from connectors.base import Address
from errors import StoreUnavailable
from handoff.blocks import SIGNAL, Block, Blocks
from handoff.keyring import shred, write_once
from handoff.sealing import Unreadable, derive, new_key, seal, unseal
from handoff.signals import Signals

_LOOK_AGAIN_SECONDS = 60


class Doorkeeper:
    """One for each gateway; `folder` is shared by gateways as the keyring is."""

    def __init__(self, blocks: Blocks, folder: Path, master: bytes) -> None:
        """Keep keys in `folder`, sealed with a key made from the route master for blocks alone."""
        self._blocks = blocks
        self._folder = folder
        self._master = derive(master, "blocks")
        self._keys: dict[str, bytes] = {}

    def prepare(self) -> None:
        """Make the folder."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def keep_out(self, block_id: str, address: Address) -> Block | None:
        """Let a block keep a child out, once; return it, or None when it has ended."""
        block = await self._blocks.get(block_id)
        if block is None or block.mark:
            return block
        self._make_key(block_id)
        mark = self._mark(block_id, address)
        return await self._blocks.mark(block_id, mark) if mark else None

    async def found(self, address: Address) -> Block | None:
        """Return the block that keeps this child out, if one does; the one that lasts longest."""
        return next(
            (
                block
                for block in reversed(await self._blocks.running())
                if block.mark and hmac.compare_digest(block.mark, self._mark(block.id, address))
            ),
            None,
        )

    async def run(self, signals: Signals) -> None:
        """Destroy the keys of ended blocks, at most a minute after, until cancelled."""
        with signals.waiting_for(f"{SIGNAL}|") as waiter:
            while True:
                try:
                    await self.destroy_ended()
                    await waiter.next(_LOOK_AGAIN_SECONDS)
                except StoreUnavailable as away:
                    await waiter.next(away.retry_after)

    async def destroy_ended(self) -> None:
        """Destroy every key whose block has ended."""
        # Looked for first: a key that is there by then belongs to a block that had begun before.
        found = {path.name: path for path in self._files()}
        running = {block.id for block in await self._blocks.running()}
        for block_id in self._keys.keys() - running:
            del self._keys[block_id]
        for block_id in found.keys() - running:
            shred(found[block_id])

    def _files(self) -> Iterator[Path]:
        return (path for path in self._folder.iterdir() if not path.name.startswith("."))

    def _make_key(self, block_id: str) -> None:
        try:
            write_once(self._folder / block_id, seal(self._master, new_key(), belongs_to=block_id))
        except FileExistsError:
            return

    def _mark(self, block_id: str, address: Address) -> str:
        """Return the hash of an address under the key of a block; empty when the key is gone."""
        key = self._keys.get(block_id) or self._opened(block_id)
        if key is None:
            return ""
        self._keys[block_id] = key
        return hmac.digest(key, f"{address.channel}|{address.id}".encode(), "sha256").hex()

    def _opened(self, block_id: str) -> bytes | None:
        try:
            return unseal(self._master, (self._folder / block_id).read_bytes(), belongs_to=block_id)
        except (OSError, Unreadable):
            return None
