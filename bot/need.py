"""What is known of a child that decides which help services fit it: hour, language, age, region.

Nothing here is asked for; what a child has not told is not guessed, and whoever has told no age is
taken for a child.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.language import Language
from bot.service import Service

_ADULT = 18


@dataclass(frozen=True, slots=True)
class Need:
    """The child as far as it is known.

    Attributes:
        at: now, in Thai time.
        language: what it is spoken to in; None where that is not settled.
        age_band: a code of CONTRACT.md, `not_said` or None where it is not known.
        region: a code of CONTRACT.md, `not_said` or None where it is not known.
    """

    at: datetime
    language: Language | None = None
    age_band: str | None = None
    region: str | None = None

    def fits(self, service: Service) -> bool:
        """Say whether a service takes this child: its age, and its region where it is known."""
        youngest, oldest = service.ages
        least, most = self._ages()
        old_enough = youngest is None or youngest <= most
        young_enough = oldest is None or least <= oldest
        near = not service.regions or not self._region() or self._region() in service.regions
        return old_enough and young_enough and near

    def order(self, service: Service) -> tuple[bool, bool, bool]:
        """Return a sort key: open ones first, then those of its language, then those near."""
        foreign = self.language is not None and self.language not in service.languages
        far = bool(service.regions) and self._region() is None
        return (not service.open_at(self.at), foreign, far)

    def _ages(self) -> tuple[int, int]:
        known = self.age_band not in {None, "not_said"}
        return ages_of(self.age_band or "") if known else (0, _ADULT - 1)

    def _region(self) -> str | None:
        return None if self.region == "not_said" else self.region


def ages_of(band: str) -> tuple[int, int]:
    """Return the youngest and the oldest of a band such as `under_12`, `12_13` or `18_plus`."""
    ages = [int(age) for age in re.findall(r"\d+", band)]
    if len(ages) == 2:  # noqa: PLR2004 - from one age to another
        return ages[0], ages[1]
    if band.startswith("under_"):
        return 0, ages[0] - 1
    return (ages[0], 99) if band.endswith("_plus") else (1, 0)
