"""Releases open data: once for a period, and only while the budget of its year lasts.

What is spent is written in the same moment as the edition, before anybody sees a figure. Nothing is
drawn twice: whoever could compare two draws would see through the noise.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from errors import Refused
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.ledger import Ledger, Line, Shelf
from handoff.statistics.noise import Noise
from handoff.statistics.open_data import OpenEdition, noised
from handoff.statistics.period import Period
from handoff.statistics.publishing import refuse_early
from handoff.store import Store


class Spending(Line, frozen=True, kw_only=True):
    """One edition of open data in the ledger of the budget, and what it has spent of it."""

    epsilon: Decimal


@dataclass(frozen=True, slots=True)
class Budget:
    """What open data may tell of one conversation, as epsilon: each time, and in a year."""

    each: Decimal
    year: Decimal


class Releasing:
    """Releases and finds open data."""

    def __init__(
        self, catalogue: Catalogue, store: Store, noise: Noise, budget: Budget | None
    ) -> None:
        """Join what may be released, where it is kept and what it may spend; None for nothing."""
        self._catalogue = catalogue
        self._ledger = Ledger(store)
        self._shelf = Shelf(
            store, Spending, "statistics:open-data:editions", "statistics:open-data:budget"
        )
        self._noise = noise
        self._budget = budget

    async def spendings(self) -> tuple[Spending, ...]:
        """Return the ledger of the budget, the oldest first."""
        return await self._shelf.lines()

    async def edition(self, period: Period) -> OpenEdition:
        """Return what was released of a period.

        Raises:
            Refused: nothing was.
        """
        for line in await self._shelf.lines():
            if line.period == str(period):
                return OpenEdition.decoded(await self._shelf.read(line))
        raise Refused(
            f"there are no open data of {period}: helpline statistics open-data --period {period}"
        )

    async def release(self, period: Period, today: date) -> OpenEdition:
        """Release the open data of a period.

        Raises:
            Refused: that is switched off, or the period is not frozen; also as `allowed` does.
        """
        if self._budget is None:
            raise Refused(
                "open data are switched off: HELPLINE_OPEN_DATA_EPSILON and "
                "HELPLINE_OPEN_DATA_EPSILON_YEAR say what they may tell"
            )
        refuse_early(self._catalogue, period, today)
        if all(line.period != str(period) for line in await self._ledger.lines()):
            raise Refused(
                f"{period} is not frozen: helpline statistics freeze --period {period} comes first"
            )
        while True:
            spendings = await self._shelf.lines()
            spent = allowed(period, spendings, self._budget)
            edition = noised(
                self._catalogue,
                period,
                await self._ledger.counters(period),
                self._noise,
                (self._budget.each, spent, self._budget.year),
                today,
            )
            line = Spending(
                period=str(period),
                number=edition.number,
                frozen_on=edition.released_on,
                digest=edition.digest(),
                epsilon=edition.epsilon,
            )
            if await self._shelf.keep(line, edition.encoded(), spendings):
                return edition


def allowed(period: Period, spendings: tuple[Spending, ...], budget: Budget) -> Decimal:
    """Return what a period's year will have spent with one more edition.

    Raises:
        Refused: the period was released before, or the budget of its year is spent.
    """
    for line in spendings:
        if line.period == str(period):
            raise Refused(
                f"the open data of {period} were released on {line.frozen_on} and are never drawn "
                f"again: helpline statistics export --open-data --period {period}"
            )
    same = (line for line in spendings if Period.parse(line.period).year == period.year)
    before = sum((line.epsilon for line in same), Decimal())
    if before + budget.each > budget.year:
        raise Refused(
            f"the budget of {period.year} is spent: {before} of {budget.year} is used, "
            f"and open data of {period} would need {budget.each}"
        )
    return before + budget.each
