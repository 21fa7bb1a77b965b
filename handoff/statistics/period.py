"""Calendar periods in Thailand: a month (`2026-10`), a quarter (`2026-Q4`), a year (`2026`).

Pure. There is no other period: no sliding windows, and nothing "to date".
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from errors import Refused

_FORM = re.compile(r"(\d{4})(?:-(?:(\d\d)|Q([1-4])))?")
_MONTHS = 12


class Kind(StrEnum):
    """How long a period is, the shortest first."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One calendar period, by its first month (from 1) and how many months it has."""

    year: int
    first: int
    length: int

    @classmethod
    def parse(cls, name: str) -> "Period":
        """Return the period of a name.

        Raises:
            Refused: it is not the name of a period.
        """
        found = _FORM.fullmatch(name)
        month = int(found[2] or 1) if found else 0
        if found is None or not 1 <= month <= _MONTHS or int(found[1]) == 0:
            raise Refused(
                f"{name!r} is no period: give a month (2026-10), "
                "a quarter (2026-Q4) or a year (2026)"
            )
        if found[2]:
            return cls(int(found[1]), month, 1)
        if found[3]:
            return cls(int(found[1]), int(found[3]) * 3 - 2, 3)
        return cls(int(found[1]), 1, _MONTHS)

    @property
    def kind(self) -> Kind:
        """How long it is."""
        return {1: Kind.MONTH, 3: Kind.QUARTER}.get(self.length, Kind.YEAR)

    @property
    def months(self) -> tuple[str, ...]:
        """The months it holds."""
        return tuple(f"{self.year:04}-{self.first + n:02}" for n in range(self.length))

    @property
    def parts(self) -> tuple["Period", ...]:
        """The periods of the next shorter kind that it holds."""
        step = {1: 0, 3: 1}.get(self.length, 3)
        starts = range(self.first, self.first + self.length, step) if step else ()
        return tuple(Period(self.year, start, step) for start in starts)

    @property
    def whole(self) -> "Period | None":
        """The period of the next longer kind that holds it."""
        if self.length == _MONTHS:
            return None
        if self.length == 1:
            return Period(self.year, (self.first - 1) // 3 * 3 + 1, 3)
        return Period(self.year, 1, _MONTHS)

    @property
    def last_day(self) -> date:
        """Its last day."""
        end = self.first + self.length - 1
        return date(self.year + end // _MONTHS, end % _MONTHS + 1, 1) - timedelta(days=1)

    def __str__(self) -> str:
        if self.length == 1:
            return f"{self.year:04}-{self.first:02}"
        return f"{self.year:04}-Q{(self.first + 2) // 3}" if self.length == 3 else f"{self.year:04}"  # noqa: PLR2004
