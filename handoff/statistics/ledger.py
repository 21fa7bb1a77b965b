"""Keeps editions for good: each stored once, with its digest in a chained ledger.

It reads the counters too, as closings raise them. What is stored is never computed again, so an
export made today has the bytes of one made last year.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from errors import HelplineError
from handoff.chain import START, chained
from handoff.statistics.edition import Edition
from handoff.statistics.period import Period
from handoff.store import Store, mapping_of

_SCRIPT = Path(__file__).parents[1] / "lua" / "freeze.lua"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One edition in the ledger.

    Attributes:
        digest: SHA-256 of the stored edition, in hexadecimal.
        chain: SHA-256 over the chain of the line before and everything above.
    """

    period: str
    number: int
    frozen_on: str
    digest: str
    chain: str = ""

    @property
    def name(self) -> str:
        """The name of the edition in the store."""
        return f"{self.period}#{self.number}"


class Tampered(HelplineError):
    """An edition or the ledger is not what was written: keep the store and find out who did it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"edition {name} is not what was frozen: the store was changed")


class Shelf[L: Line]:
    """Editions that are kept for good, each with its line in a ledger of their own."""

    def __init__(self, store: Store, line: type[L], editions: str, ledger: str) -> None:
        """Keep everything in the first partition, under these names."""
        self._store = store
        self._line = line
        self._editions = store.partitions[0].named(editions)
        self._lines = store.partitions[0].named(ledger)
        self._freeze = _SCRIPT.read_text()

    async def lines(self) -> tuple[L, ...]:
        """Return the ledger, the oldest first.

        Raises:
            Tampered: a line does not follow from the one before.
        """
        before, lines = START, []
        for kept in await self._store.call("LRANGE", self._lines, 0, -1):
            line = msgspec.json.decode(kept, type=self._line)
            if chained(line, before) != line:
                raise Tampered(line.name)
            before = line.chain
            lines.append(line)
        return tuple(lines)

    async def read(self, line: L) -> bytes:
        """Return an edition as it was stored.

        Raises:
            Tampered: it is not.
        """
        kept = await self._store.call("HGET", self._editions, line.name)
        if kept is None or hashlib.sha256(kept).hexdigest() != line.digest:
            raise Tampered(line.name)
        return bytes(kept)

    async def keep(self, line: L, edition: bytes, after: Sequence[L]) -> bool:
        """Store an edition for good; False when another one has come since `after` was read."""
        line = chained(line, after[-1].chain if after else START)
        keys = (self._editions, self._lines)
        told = (edition, msgspec.json.encode(line))
        kept = await self._store.call(
            "EVAL", self._freeze, len(keys), *keys, line.name, *told, len(after)
        )
        return bool(kept)


class Ledger:
    """The frozen editions and the counters, over the store."""

    def __init__(self, store: Store) -> None:
        """Keep the editions on a shelf of their own."""
        self._store = store
        self._shelf = Shelf(store, Line, "statistics:editions", "statistics:ledger")

    async def lines(self) -> tuple[Line, ...]:
        """Return the ledger, the oldest first; raises as a shelf does."""
        return await self._shelf.lines()

    async def read(self, line: Line) -> Edition:
        """Return an edition as it was frozen; raises as a shelf does."""
        return Edition.decoded(await self._shelf.read(line))

    async def keep(self, edition: Edition, after: Sequence[Line]) -> bool:
        """Store an edition for good; False when another one has come since `after` was read."""
        line = Line(
            period=edition.period,
            number=edition.number,
            frozen_on=edition.frozen_on,
            digest=edition.digest(),
        )
        return await self._shelf.keep(line, edition.encoded(), after)

    async def counters(self, period: Period) -> Mapping[str, int]:
        """Return the counters of a period as they are now."""
        counters: Counter[str] = Counter()
        for month in period.months:
            for partition in self._store.partitions:
                found = mapping_of(await self._store.call("HGETALL", partition.counters(month)))
                counters.update({name: int(count) for name, count in found.items()})
        return counters
