"""The house rules that staff set on a page: when counsellors are there.

They lie in the store, so that every gateway goes by them from the next word on. Until somebody has
set them, what the operator's content says holds.
"""

from bot.hours import OpeningHours
from handoff.desk.box import Box
from handoff.sheet import Sheet, Written
from handoff.store import Store


class HouseRules:
    """The opening hours, over the store.

    Args:
        store: where they lie.
        key: that of staff.
        otherwise: what holds until they are set, and where they cannot be opened.
    """

    def __init__(self, store: Store, key: bytes, otherwise: OpeningHours) -> None:
        place = store.partitions[0].named("hours")
        self._sheet = Sheet(store, Box(key, "house rules"), place, OpeningHours)
        self._otherwise = otherwise

    async def hours(self) -> OpeningHours:
        """Return when counsellors are there."""
        return (await self.read()).content

    async def read(self) -> Written[OpeningHours]:
        """Return the opening hours with their version."""
        return await self._sheet.read() or Written(0, self._otherwise)

    async def set_hours(self, hours: OpeningHours, *, after: int) -> None:
        """Set the opening hours in place of the version that was read.

        Raises:
            Declined: somebody else has set them meanwhile.
        """
        await self._sheet.write(hours, after=after)
