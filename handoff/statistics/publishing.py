"""Freezes periods: when that may be done, in which order, and what a correction is.

A period is frozen once, some days after its end, after the shorter ones it holds. What a table may
show is not decided here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from errors import Refused
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.counters import CONTACTS
from handoff.statistics.edition import Edition
from handoff.statistics.freezing import correct, freeze
from handoff.statistics.ledger import Ledger, Line
from handoff.statistics.period import Period


class Publishing:
    """Freezes and finds editions."""

    def __init__(self, catalogue: Catalogue, ledger: Ledger) -> None:
        """Join what may be published and where it is kept."""
        self._catalogue = catalogue
        self._ledger = ledger

    async def lines(self) -> tuple[Line, ...]:
        """Return all editions there are, the oldest first."""
        return await self._ledger.lines()

    async def edition(self, period: Period, number: int | None = None) -> tuple[Edition, Line]:
        """Return an edition of a period, the latest if no number is given, with its ledger line.

        Raises:
            Refused: there is none.
        """
        lines = [line for line in await self._ledger.lines() if line.period == str(period)]
        found = [line for line in lines if number in {None, line.number}]
        if not found:
            what = f"edition {number} of {period}" if lines else f"edition of {period}"
            raise Refused(f"there is no {what}: helpline statistics freeze --period {period}")
        return await self._ledger.read(found[-1]), found[-1]

    async def freeze(self, period: Period, today: date) -> Edition:
        """Freeze a period, and before it the shorter ones it holds that are not frozen yet.

        Raises:
            Refused: it is not over long enough, it is frozen already, or nothing was counted in it.
        """
        refuse_early(self._catalogue, period, today)
        if not (await self._ledger.counters(period)).get(CONTACTS):
            raise Refused(f"nothing was counted in {period}")
        edition = await self._freeze_in_order(period, today)
        if edition is None:
            raise Refused(f"{period} is frozen: export it, or freeze a correction with --correct")
        return edition

    async def correct(self, period: Period, today: date) -> Edition:
        """Freeze a correction: the next edition, from the counters as they are now.

        Raises:
            Refused: there is nothing to correct, or nothing changed that may be shown.
        """
        while True:
            lines = await self._ledger.lines()
            before, _ = await self.edition(period)
            counters = await self._ledger.counters(period)
            beside = await self._editions(_beside(lines, period))
            edition = correct(self._catalogue, before, counters, beside, today)
            if edition is None:
                raise Refused(
                    f"no figure of {period} has moved by {self._catalogue.rules.far} or more that "
                    f"can be shown safely: edition {before.number} stands"
                )
            if await self._ledger.keep(edition, lines):
                return edition

    async def _freeze_in_order(self, period: Period, today: date) -> Edition | None:
        """Freeze a period after the shorter ones in it; None when it is frozen already."""
        for part in period.parts:
            await self._freeze_in_order(part, today)
        while True:
            lines = await self._ledger.lines()
            if any(line.period == str(period) for line in lines):
                return None
            counters = await self._ledger.counters(period)
            earlier = await self._editions(_beside(lines, period))
            edition = freeze(self._catalogue, period, counters, earlier, today)
            if await self._ledger.keep(edition, lines):
                return edition

    async def _editions(self, lines: Iterable[Line]) -> list[Edition]:
        return [await self._ledger.read(line) for line in lines]


def refuse_early(catalogue: Catalogue, period: Period, today: date) -> None:
    """See that a period is over long enough.

    Raises:
        Refused: it is not.
    """
    first = period.last_day + timedelta(days=1 + catalogue.rules.lag_days)
    if today < first:
        over = "is over since a few days only" if today > period.last_day else "is not over"
        raise Refused(f"{period} {over}: it can be frozen from {first.isoformat()}")


def _year(line: Line) -> int:
    return Period.parse(line.period).year


def _beside(lines: Sequence[Line], period: Period) -> list[Line]:
    """Return the latest edition of every period of the year that does not hold this one."""
    latest: Mapping[str, Line] = {line.period: line for line in lines}
    holding = {str(period)}
    whole = period.whole
    while whole is not None:
        holding.add(str(whole))
        whole = whole.whole
    return [
        line for name, line in latest.items() if name not in holding and _year(line) == period.year
    ]
