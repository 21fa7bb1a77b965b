"""A house that children reach through our real LINE connector, over the fake LINE server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from connectors.base import Address
from connectors.line.connector import LineConnector
from tests.connectors.line_house import serving
from tests.fakes.line.child import Child
from tests.fakes.line.server import FakeLine
from tests.handoff.house import House

CALL_SECONDS = 2.0
QUOTA_SECONDS = 1.0
"""How often LINE is asked for the quota: what one wrong refusal says is soon known to be over."""


@dataclass(frozen=True)
class LinePhone:
    """One child with LINE."""

    child: Child

    @property
    def address(self) -> Address:
        return Address("line", self.child.user_id)

    async def says(self, text: str) -> None:
        await self.child.says(text)

    async def presses(self, key: str) -> None:
        await self.child.presses(key)

    def heard(self) -> list[str]:
        return [shown.text for shown in self.child.received]


@asynccontextmanager
async def line_of(
    house: House, fake: FakeLine, call_seconds: float = CALL_SECONDS
) -> AsyncIterator[LineConnector]:
    """Give the house a started LINE channel; what it sent is judged by LINE's own rules."""
    async with serving(
        fake,
        house.inbox,
        house.alarms,
        house.clock,
        call_seconds=call_seconds,
        quota_seconds=QUOTA_SECONDS,
    ) as (connector, _):
        await connector.start()
        yield connector
