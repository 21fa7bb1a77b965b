"""One series of measurements: how many of a thing, in how long, and how long each took."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from operation.tally import percentile


@dataclass(frozen=True, slots=True)
class Series:
    """What one run of one load came to.

    Attributes:
        seconds: from the first begun to the last done.
        times: seconds each took.
        failed: how many were refused, or not seen in time.
    """

    seconds: float
    times: Sequence[float] = field(repr=False)
    failed: int = 0

    @property
    def rate(self) -> float:
        """How many a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def milliseconds(self, share: float) -> float:
        """Return the time within which this share of them was done."""
        return 1000 * percentile(self.times, share)


def best(runs: Sequence[Series]) -> Series:
    """Return the quickest of the runs: noise of the machine only ever makes one slower."""
    return max(runs, key=lambda run: run.rate)


def middle(runs: Sequence[Series]) -> Series:
    """Return the run in the middle by rate."""
    return sorted(runs, key=lambda run: run.rate)[len(runs) // 2]


def steadiest(runs: Sequence[Series]) -> Series:
    """Return the run with the lowest p99 of those that failed least; for loads of a fixed rate."""
    return min(runs, key=lambda run: (run.failed, run.milliseconds(0.99)))


def usual(runs: Sequence[Series]) -> Series:
    """Return the run in the middle by p99; for loads of a fixed rate."""
    return sorted(runs, key=lambda run: run.milliseconds(0.99))[len(runs) // 2]


def most_within(moments: Sequence[float], seconds: float) -> int:
    """Return how many of the moments, in order, at most lie within any such stretch of time."""
    return max(
        (bisect_left(moments, at + seconds) - number for number, at in enumerate(moments)),
        default=0,
    )
