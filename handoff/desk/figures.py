"""Where the page of statistics finds what it shows: editions, what words them, the running month.

Handed in by the composition root; it reads nothing itself.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handoff.statistics.catalogue import Dimension
from handoff.statistics.edition import Edition
from handoff.statistics.export import Exporting
from handoff.statistics.ledger import Line
from handoff.statistics.period import Period
from handoff.statistics.quality import Quality


@dataclass(frozen=True, slots=True)
class Statistics:
    """Where the page finds what it shows.

    Attributes:
        lines: all editions there are, the oldest first.
        edition: the latest edition of a period.
        worded: an edition with what puts it into words.
        forms: what writes an edition, by `csv`, `xlsx` and `json`.
        dimensions: the titles and labels of what is counted.
        running: the measures of the running month, and its name.
    """

    lines: Callable[[], Awaitable[tuple[Line, ...]]]
    edition: Callable[[Period], Awaitable[Edition]]
    worded: Callable[[Edition], Exporting]
    forms: Mapping[str, Callable[[Exporting], bytes]]
    dimensions: Mapping[str, Dimension]
    running: Callable[[], Awaitable[tuple[str, Quality]]]
