"""What the desk follows: changes in order, each with a cursor from which nothing is lost.

A change is a pointer; what it points to is read afresh by whoever may read it. Typing signs pass by
here too, without a cursor.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal, cast

from errors import Refused
from handoff.board import Change
from handoff.keyspace import Partition
from handoff.signals import Signals
from handoff.store import Store

_LOOK_AGAIN_SECONDS = 5
type _Kind = Literal["line", "state", "late", "duty", "alarm", "closed", "typing"]


class Feed:
    """The changes of all partitions as one stream."""

    def __init__(self, store: Store, signals: Signals) -> None:
        self._store = store
        self._signals = signals

    async def cursor(self) -> str:
        """Return where the feed ends now."""
        ends = await asyncio.gather(*(self._end(partition) for partition in self._store.partitions))
        return ",".join(ends)

    async def follow(self, after: str) -> AsyncIterator[Change]:
        """Yield every change after the cursor, then new ones as they happen, without end.

        Raises:
            Refused: the cursor is not one of this feed, or what follows it is no longer kept.
        """
        ends = _parsed(after, len(self._store.partitions))
        await self._refuse_trimmed(ends)
        with self._signals.waiting_for("desk|", "child_typing|") as waiter:
            while True:
                for number, partition in enumerate(self._store.partitions):
                    for entry, kind, conversation in await self._after(partition, ends[number]):
                        ends[number] = entry
                        yield Change(",".join(ends), kind, conversation or None)
                signal = await waiter.next(_LOOK_AGAIN_SECONDS)
                if signal and signal.startswith("child_typing|"):
                    yield Change(None, "typing", signal.partition("|")[2])

    async def _end(self, partition: Partition) -> str:
        last = await self._store.call("XREVRANGE", partition.desk, "+", "-", "COUNT", 1)
        return last[0][0].decode() if last else "0-0"

    async def _after(self, partition: Partition, entry: str) -> list[tuple[str, _Kind, str]]:
        found = await self._store.call("XRANGE", partition.desk, f"({entry}", "+")
        return [
            (
                name.decode(),
                cast("_Kind", fields[b"kind"].decode()),
                fields[b"conversation"].decode(),
            )
            for name, fields in found
        ]

    async def _refuse_trimmed(self, ends: list[str]) -> None:
        for number, partition in enumerate(self._store.partitions):
            if ends[number] == "0-0":
                continue
            oldest = await self._store.call("XRANGE", partition.desk, "-", "+", "COUNT", 1)
            kept = await self._store.call("XRANGE", partition.desk, ends[number], ends[number])
            if not kept and (not oldest or _number(oldest[0][0].decode()) > _number(ends[number])):
                raise Refused("too much has changed since; read the lists again")


def _parsed(cursor: str, count: int) -> list[str]:
    ends = cursor.split(",")
    try:
        for end in ends:
            _number(end)
    except ValueError:
        raise Refused("this is no cursor of the feed") from None
    if len(ends) != count:
        raise Refused("this is no cursor of the feed")
    return ends


def _number(entry: str) -> tuple[int, int]:
    milliseconds, serial = entry.split("-")
    return int(milliseconds), int(serial)
