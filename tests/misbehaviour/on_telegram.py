"""A house that children reach through our real Telegram connector, over the fake Bot API."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from aiohttp import web

from connectors.base import Address
from connectors.telegram.access import Pauses
from connectors.telegram.connector import TelegramAccess, TelegramConnector
from tests.connectors.telegram_chatting import FAST, SECRET, SHORT, WORDS, Mode, judge
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.server import FakeTelegram
from tests.handoff.house import House

PATIENT = replace(SHORT, answer=1.0)
"""Long enough that nothing is in doubt because two cores are busy."""


@dataclass(frozen=True)
class TelegramPhone:
    """One child with Telegram."""

    child: Child

    @property
    def address(self) -> Address:
        return Address("telegram", str(self.child.chat_id))

    async def says(self, text: str) -> None:
        await self.child.says(text)

    async def presses(self, key: str) -> None:
        await self.child.presses(key)

    def heard(self) -> list[str]:
        return [shown.text for shown in self.child.received]


@asynccontextmanager
async def telegram_of(
    house: House, fake: FakeTelegram, mode: Mode = "polling", pauses: Pauses = PATIENT
) -> AsyncIterator[TelegramConnector]:
    """Give the house a started Telegram channel, its webhook on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        connector = TelegramConnector(
            inbox=house.inbox,
            trail=house.trail,
            alarms=house.alarms,
            access=TelegramAccess(fake.token, mode, SECRET, fake.url, url),
            words=WORDS,
            rates=FAST,
            pauses=pauses,
        )
        connector.add_routes(app := web.Application())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        await connector.start()
        try:
            yield connector
        finally:
            await connector.stop()
            await runner.cleanup()
    judge(fake)
