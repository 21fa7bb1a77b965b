"""What a child received held against what was meant for it, given what is said to have become of it.

Pure. It finds what is lost, doubled without a mark, out of order, or another child's: each breaks
the only ways in which the received lines can have come from the meant ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NEVER = frozenset({"failed", "blocked", "queued"})
TOGETHER = 5
"""The most lines that go in one request and can come twice as one (LINE)."""


@dataclass(frozen=True, slots=True)
class Meant:
    """One line on its way to a child.

    Attributes:
        mark: what the desk says became of it.
        matters: it is sent once more if it may not have arrived.
    """

    text: str
    mark: str
    matters: bool = False


def agrees(meant: Sequence[Meant], received: Sequence[str], *, together: bool = False) -> bool:
    """Say whether the received lines can be what became of the meant ones.

    Args:
        meant: oldest first.
        received: what the child's phone got, oldest first.
        together: several lines may go in one request, and may come twice as one.
    """
    reached = {0}
    ways: list[set[int]] = [reached, *(set[int]() for _ in meant)]
    for first in range(len(meant)):
        for begun in ways[first]:
            for count, ended in _steps(meant, first, received, begun, together=together):
                ways[first + count].add(ended)
    return len(received) in ways[-1]


def _steps(
    meant: Sequence[Meant], first: int, received: Sequence[str], begun: int, *, together: bool
) -> Iterator[tuple[int, int]]:
    """Yield how many meant lines may be explained next, and how far the received ones then are."""
    line = meant[first]
    if line.mark != "sent":
        yield 1, begun
    if line.mark in NEVER:
        return
    if received[begun : begun + 1] == [line.text]:
        yield 1, begun + 1
    for count in range(1, (TOGETHER if together else 1) + 1):
        block = meant[first : first + count]
        if len(block) < count or block[-1].mark != "uncertain":
            return
        texts = [one.text for one in block]
        twice = received[begun : begun + 2 * count] == texts * 2
        if twice and any(one.matters for one in block):
            yield count, begun + 2 * count
