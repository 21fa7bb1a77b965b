"""What a simulation sent, saw and timed; from it follows what was lost, doubled or led astray.

Pure. A line is known by its mark; what is counted here are marks, never texts.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from operation.script import Mark

type Viewer = Literal["page", "desk"]


@dataclass(slots=True)
class Tally:
    """The books of one simulation.

    Attributes:
        conversations: how many were begun.
        messages: how many things the children's doors have accepted.
        met: conversations that reached a counsellor.
        times: seconds by what was timed.
        doubled: lines that one viewer was shown twice.
        foreign: lines that were shown where they do not belong.
        unanswered: lines to which the bot said nothing.
        faults: what else went wrong, how often.
    """

    conversations: int = 0
    messages: int = 0
    met: set[int] = field(default_factory=set)
    times: dict[str, list[float]] = field(default_factory=dict)
    doubled: int = 0
    foreign: int = 0
    unanswered: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    _begun: dict[Mark, float] = field(default_factory=dict)
    _seen: set[tuple[Viewer, Mark]] = field(default_factory=set)

    def begin(self, mark: Mark, at: float) -> None:
        """Note that a line is handed in; unless it is refused, it must be seen from now on."""
        self._begun[mark] = at

    def refuse(self, mark: Mark) -> None:
        """Note that a line was not accepted; nobody needs to see it."""
        self._begun.pop(mark, None)

    def see(self, viewer: Viewer, talk: int, mark: Mark, at: float) -> None:
        """Note that a viewer was shown a line in a conversation."""
        if mark.talk != talk:
            self.foreign += 1
        elif (viewer, mark) in self._seen:
            self.doubled += 1
        else:
            self._seen.add((viewer, mark))
            self._relayed(viewer, mark, at)

    def time(self, what: str, seconds: float) -> None:
        """Keep a time."""
        self.times.setdefault(what, []).append(seconds)

    @property
    def lost(self) -> int:
        """How many lines were accepted and then not shown to somebody who should see them."""
        return len(set(self._due()) - self._seen)

    @property
    def relays(self) -> int:
        """How many lines went from a child to a counsellor or back."""
        return len(self.times.get("relay", ()))

    @property
    def faultless(self) -> bool:
        """Whether nothing was lost, doubled or led astray, and every child was answered."""
        return not (self.lost or self.doubled or self.foreign or self.unanswered)

    def _due(self) -> Iterator[tuple[Viewer, Mark]]:
        """Yield who should see what: a child all lines, a counsellor those of the children met."""
        for mark in self._begun:
            yield "page", mark
            if mark.direction != "a" and mark.talk in self.met:
                yield "desk", mark

    def _relayed(self, viewer: Viewer, mark: Mark, at: float) -> None:
        relayed = (viewer, mark.direction) in {("desk", "c"), ("page", "a")}
        if relayed and mark in self._begun:
            self.time("relay", at - self._begun[mark])


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below or at which this share of the values lies (nearest rank); 0 if none.

    Args:
        values: in any order.
        share: above 0, at most 1.
    """
    if not values:
        return 0.0
    return sorted(values)[math.ceil(share * len(values)) - 1]
