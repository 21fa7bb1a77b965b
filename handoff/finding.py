"""What is said of one subject of the helpline: how it is, since when, and by which words.

A finding holds counts, times and names of our own processes; nothing of a child.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    """How urgent a finding is, the gravest first."""

    BAD = "bad"
    LOOK = "look"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Note:
    """A plain fact beside a finding: the text `health.note.<text>`, with a count or a time."""

    text: str
    count: int | None = None
    at: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one subject.

    Attributes:
        text: the id of the words, which have `means` and, unless all is well, `remedy`.
        since: when it began, milliseconds since the epoch, where that is known.
    """

    subject: str
    state: State
    text: str
    since: int | None = None
    notes: tuple[Note, ...] = ()

    def noted(self, *notes: Note) -> "Finding":
        """Return the finding with plain facts beside it."""
        return replace(self, notes=notes)
