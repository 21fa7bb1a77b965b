"""What the desk follows: changes in order, each with a cursor from which nothing is lost.

A change is a pointer; what it points to is read afresh by whoever may read it. Typing signs pass by
here too, without a cursor.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator
from typing import Literal, cast

from errors import Refused
from handoff.board import Change
from handoff.keyspace import Partition
from handoff.shared_look import SharedLook
from handoff.signals import Signals
from handoff.store import Store

_LOOK_AGAIN_SECONDS = 5
_EMPTY = "0-0"
"""Where a stream ends that nothing has come into yet."""

_KEPT = 4096
"""Changes kept in memory for those who follow; who is further behind reads from the store."""

type _Kind = Literal["line", "state", "late", "duty", "alarm", "closed", "typing"]

type _Entry = tuple[str, _Kind, str]


class Feed:
    """The changes of all partitions as one stream."""

    def __init__(self, store: Store, signals: Signals) -> None:
        self._store = store
        self._signals = signals
        self._tails = [_Tail(store, partition) for partition in store.partitions]

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
                for change in await self._after(ends):
                    yield change
                signal = await waiter.next(_LOOK_AGAIN_SECONDS)
                if signal and signal.startswith("child_typing|"):
                    yield Change(None, "typing", signal.partition("|")[2])

    async def _end(self, partition: Partition) -> str:
        last = await self._store.call("XREVRANGE", partition.desk, "+", "-", "COUNT", 1)
        return last[0][0].decode() if last else _EMPTY

    async def since(self, after: str) -> list[Change]:
        """Return every change after the cursor.

        Raises:
            Refused: as `follow`.
        """
        ends = _parsed(after, len(self._store.partitions))
        changes = await self._after(list(ends))
        if not all(tail.reaches(end) for tail, end in zip(self._tails, ends, strict=True)):
            await self._refuse_trimmed(ends)
        return changes

    async def _after(self, ends: list[str]) -> list[Change]:
        """Return the changes after these ends and move the ends on."""
        found: list[Change] = []
        for number, tail in enumerate(self._tails):
            for entry, kind, conversation in await tail.after(ends[number]):
                ends[number] = entry
                found.append(Change(",".join(ends), kind, conversation or None))
        return found

    async def _refuse_trimmed(self, ends: list[str]) -> None:
        for number, partition in enumerate(self._store.partitions):
            if ends[number] == _EMPTY:
                continue
            oldest = await self._store.call("XRANGE", partition.desk, "-", "+", "COUNT", 1)
            kept = await self._store.call("XRANGE", partition.desk, ends[number], ends[number])
            if not kept and (not oldest or _number(oldest[0][0].decode()) > _number(ends[number])):
                raise Refused("too much has changed since; read the lists again")


class _Tail:
    """The end of one partition's stream, read once for everybody in this process who follows it."""

    def __init__(self, store: Store, partition: Partition) -> None:
        self._store = store
        self._stream = partition.desk
        self._known: deque[_Entry] = deque(maxlen=_KEPT)
        self._from: str | None = None
        self._look = SharedLook(self._read_on)

    def reaches(self, entry: str) -> bool:
        """Say whether everything after an entry is known here."""
        return self._from is not None and _number(entry) >= _number(self._from)

    async def after(self, entry: str) -> list[_Entry]:
        """Return what came after an entry, in order."""
        if self._from is None:
            self._from = entry
        if not self.reaches(entry):
            return await self._read(entry)
        await self._look()
        if not self.reaches(entry):
            return await self._read(entry)
        least = _number(entry)
        newer = itertools.takewhile(lambda one: _number(one[0]) > least, reversed(self._known))
        return list(newer)[::-1]

    async def _read_on(self) -> None:
        last = self._known[-1][0] if self._known else self._from or _EMPTY
        newer = await self._read(last, inclusive=True)
        if last != _EMPTY and (not newer or newer[0][0] != last):
            self._known.clear()  # what followed may be gone: whoever needs it is to look itself
            self._from = newer[-1][0] if newer else None
            return
        for one in newer[last != _EMPTY :]:
            if len(self._known) == _KEPT:
                self._from = self._known[0][0]
            self._known.append(one)

    async def _read(self, entry: str, *, inclusive: bool = False) -> list[_Entry]:
        start = entry if inclusive else f"({entry}"
        found = await self._store.call("XRANGE", self._stream, start, "+")
        return [
            (
                name.decode(),
                cast("_Kind", fields[b"kind"].decode()),
                fields[b"conversation"].decode(),
            )
            for name, fields in found
        ]


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
