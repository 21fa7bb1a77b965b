"""Who has reviewed which text, and whether it still says what was reviewed: one JSON file in HOME.

A mark belongs to the exact words it was given to. The file holds names of staff and digests of
reviewed content, and nothing of any child.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from bot.ledger import Ledger
from bot.readable import Kind, Readable


class State(StrEnum):
    """How an entry stands."""

    REVIEWED = "reviewed"
    CHANGED = "changed"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Review:
    """One mark: on which words, the Thai day it was made, and the name of who made it."""

    digest: str
    on: date
    by: str


class Reviews:
    """The file of marks, `{entry id: {"digest": "…", "on": "2026-11-21", "by": "name"}}`."""

    def __init__(self, path: Path) -> None:
        self._ledger = Ledger(path, Review, "review again")

    def read(self) -> Mapping[str, Review]:
        """Return every mark, also of entries that are no more.

        Raises:
            ConfigurationError: the file cannot be read or is not of this form.
        """
        return self._ledger.read()

    def mark(self, entry: Readable, *, on: date, by: str) -> None:
        """Mark the words of an entry as reviewed, in place of an earlier mark.

        Raises:
            ConfigurationError: the present file cannot be read, or the new one not written.
        """
        with self._ledger.changing() as marks:
            marks[entry.id] = Review(entry.digest, on, by)

    def take_back(self, entry: Readable) -> None:
        """Take the mark of an entry away, as if it had never been reviewed.

        Raises:
            ConfigurationError: the present file cannot be read, or the new one not written.
        """
        with self._ledger.changing() as marks:
            marks.pop(entry.id, None)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An entry with the last mark it was given."""

    entry: Readable
    review: Review | None

    @property
    def state(self) -> State:
        """Whether the mark is for what the entry says now."""
        if self.review is None:
            return State.NEVER
        return State.REVIEWED if self.review.digest == self.entry.digest else State.CHANGED


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one file, or of all."""

    entries: tuple[Reviewed, ...]

    @property
    def key(self) -> str:
        """The group's id, as `cards/life`."""
        return self.entries[0].entry.group

    @property
    def kind(self) -> Kind:
        """What its entries are."""
        return self.entries[0].entry.kind

    @property
    def file(self) -> str:
        """The name of the file, as `life`."""
        return self.entries[0].entry.place.file

    @property
    def left(self) -> tuple[Reviewed, ...]:
        """What is to be reviewed, for the first time or again."""
        return tuple(one for one in self.entries if one.state is not State.REVIEWED)

    def count(self, state: State | str) -> int:
        """Return how many stand so; a page names a state by its word."""
        return sum(one.state == state for one in self.entries)

    def split(self) -> tuple["Group", ...]:
        """Return the groups of all entries, in their order."""
        by_file = groupby(self.entries, key=lambda one: one.entry.group)
        return tuple(Group(tuple(entries)) for _, entries in by_file)


def compared(entries: Iterable[Readable], marks: Mapping[str, Review]) -> Group:
    """Return all entries as they stand."""
    return Group(tuple(Reviewed(entry, marks.get(entry.id)) for entry in entries))
