"""An edition: what is published of one period, whole, as it is stored, hashed and exported.

Plain values. It holds no true count, only what anybody may read.
"""

import hashlib
from collections.abc import Iterator
from typing import Self

import msgspec

from handoff.statistics.catalogue import Rules

TOTAL = "*"
"""Stands in place of a code where a cell counts over all codes of a dimension."""


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """One figure of a table.

    Attributes:
        codes: one for each dimension of the table.
        count: rounded; None where it is hidden.
        closed: hidden as part of a row in which one cell would tell all; the true count may be
            large.
        stands: in a correction, that it is what was published before: the figure of now is not far
            from it, or may not be shown.
    """

    codes: tuple[str, ...]
    count: int | None
    closed: bool = False
    stands: bool = False

    @property
    def is_total(self) -> bool:
        """Whether it counts over a whole dimension."""
        return TOTAL in self.codes


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """One table at the level at which it can be published.

    Attributes:
        level: its place among the table's levels, from 0 for the finest.
    """

    name: str
    level: int
    of: tuple[str, ...]
    joins: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def inner(self) -> tuple[Cell, ...]:
        """The cells that are no totals."""
        return tuple(cell for cell in self.cells if not cell.is_total)

    @property
    def hidden(self) -> float:
        """The share of its inner cells that is hidden."""
        return share_hidden(self.inner)


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as it is kept for good: always the same bytes, known by their hash."""

    def encoded(self) -> bytes:
        """Return the bytes that are stored and hashed: always the same."""
        return msgspec.json.encode(self)

    @classmethod
    def decoded(cls, stored: bytes) -> Self:
        """Return the edition of stored bytes."""
        return msgspec.json.decode(stored, type=cls)

    def digest(self) -> str:
        """Return the SHA-256 of what is stored, in hexadecimal."""
        return hashlib.sha256(self.encoded()).hexdigest()


class Edition(Stored, frozen=True, kw_only=True):
    """Everything published of one period at one time.

    Attributes:
        number: from 1; a correction has the next one.
        frozen_on: the day it was made, as `2026-11-05`.
        withheld: tables of this kind of period that cannot be published for it.
    """

    period: str
    number: int
    frozen_on: str
    method: str
    rules: Rules
    tables: tuple[Published, ...]
    withheld: tuple[str, ...]

    @property
    def hidden(self) -> float:
        """The share of all inner cells that is hidden."""
        return share_hidden(tuple(cell for table in self.tables for cell in table.inner))

    def table(self, name: str) -> Published | None:
        """Return a table by its name."""
        return next((table for table in self.tables if table.name == name), None)

    def __iter__(self) -> Iterator[Published]:
        return iter(self.tables)


def share_hidden(cells: tuple[Cell, ...]) -> float:
    """Return the share of cells that is hidden."""
    return sum(cell.count is None for cell in cells) / len(cells) if cells else 0.0
