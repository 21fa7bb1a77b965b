"""Finds what would give a child away in what it types, and masks it. Opens no socket, keeps nothing."""

from dataclasses import dataclass, field

MASK = "▮▮▮"


@dataclass(frozen=True, slots=True)
class Find:
    """One personal detail: its kind (CONTRACT.md), the exact substring and where it stands."""

    kind: str
    value: str = field(repr=False)
    start: int
    end: int
