"""Keyed hashes by which a child's next message finds its open conversation, and nobody links two.

The hash keys change every day and are destroyed after the longest life of a conversation, so that
an index entry left in an old file of the store cannot be compared with a later one.
"""

import hmac
from collections.abc import Callable
from pathlib import Path

from connectors.base import Address
from handoff.keyring import shred, write_once
from handoff.sealing import derive, new_key, seal, unseal

DAY = 86_400_000
LIFE_DAYS = 4
"""A conversation lives 72 hours at most (DESIGN.md), so four daily keys cover every open one."""


class Pseudonyms:
    """Daily hash keys in a folder, sealed with the route master key."""

    def __init__(self, folder: Path, master: bytes, clock: Callable[[], int]) -> None:
        """Keep keys in `folder`; `clock` tells milliseconds since the epoch."""
        self._folder = folder
        self._master = master
        self._partitioning = derive(master, "partition")
        self._clock = clock
        self._keys: dict[int, bytes | None] = {}

    def prepare(self) -> None:
        """Make the folder and today's key, and destroy keys past their life."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        today = self._clock() // DAY
        for path in self._folder.iterdir():
            if path.name.isdigit() and int(path.name) <= today - LIFE_DAYS:
                shred(path)
        for day in [day for day in self._keys if day <= today - LIFE_DAYS]:
            del self._keys[day]
        self._key(today, make=True)

    def child(self, address: Address) -> tuple[str, ...]:
        """Return the hashes an address may be indexed under, today's first."""
        return self._hashes(f"child|{address.channel}|{address.id}", LIFE_DAYS)

    def event(self, channel: str, event_id: str) -> tuple[str, ...]:
        """Return the hashes an event may have been claimed under in the last 48 hours."""
        return self._hashes(f"event|{channel}|{event_id}", 3)

    def partition(self, address: Address, partitions: int) -> int:
        """Return the partition of a child; with one partition it tells nothing at all."""
        if partitions == 1:
            return 0
        who = f"{address.channel}|{address.id}".encode()
        digest = hmac.digest(self._partitioning, who, "sha256")
        return int.from_bytes(digest[:4]) % partitions

    def _hashes(self, what: str, days: int) -> tuple[str, ...]:
        today = self._clock() // DAY
        if self._keys.get(today) is None:
            self.prepare()
        # A day before today that has no key never gets one, so that it need not be looked for.
        keys = (self._key(today - back) for back in range(days))
        return tuple(
            hmac.digest(key, f"v1|{what}".encode(), "sha256").hex()
            for key in keys
            if key is not None
        )

    def _key(self, day: int, *, make: bool = False) -> bytes | None:
        if self._keys.get(day) or (day in self._keys and not make):
            return self._keys[day]
        path = self._folder / str(day)
        if make and not path.exists():
            self._make(path, day)
        self._keys[day] = (
            unseal(self._master, path.read_bytes(), belongs_to=f"index|{day}")
            if path.exists()
            else None
        )
        return self._keys[day]

    def _make(self, path: Path, day: int) -> None:
        try:
            write_once(path, seal(self._master, new_key(), belongs_to=f"index|{day}"))
        except FileExistsError:
            return
