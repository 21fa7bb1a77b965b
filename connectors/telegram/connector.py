"""The Telegram channel: private chats with one bot, by long polling or by webhook.

It knows a child by the number of a chat alone, and looks at no name, picture or profile. This
module never logs a word, a number or the token, and no library it uses can.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from functools import partial

from aiohttp import web

from connectors import faults
from connectors.base import Address, Alarms, Connector, Inbox, Outcome, Parcel, Trail
from connectors.bell import Bell
from connectors.telegram.access import PATH, Pauses, TelegramAccess
from connectors.telegram.chores import Chores
from connectors.telegram.delivery import Delivery
from connectors.telegram.intake import Intake
from connectors.telegram.pace import Rates, Turns
from connectors.telegram.poll import Polling
from connectors.telegram.setup import Introduction, Setup, Words
from connectors.telegram.transport import Transport, hush, make_bot
from connectors.telegram.update import CHANNEL
from connectors.telegram.webhook import Webhook

__all__ = ["TelegramAccess", "TelegramConnector"]


class TelegramConnector(Connector):
    """One bot, and all children who write to it."""

    channel = CHANNEL
    capacity = 1
    repeatable = False

    def __init__(
        self,
        *,
        inbox: Inbox,
        trail: Trail,
        alarms: Alarms,
        access: TelegramAccess,
        words: Words,
        clock: Callable[[], float] = time.monotonic,
        rates: Rates | None = None,
        pauses: Pauses | None = None,
    ) -> None:
        """Join the parts, and silence what would write the token into a log.

        Args:
            inbox: where what a child does is stored.
            trail: where the numbers of messages are kept, for a child who wants them deleted.
            alarms: where staff hear of what the channel cannot mend by itself.
            access: of the bot.
            words: the texts of `bot/content/pages/telegram.yml`.
            clock: monotonic seconds; a clock that can be set back would hold messages.
            rates: how fast messages go.
            pauses: how long to wait for what.

        Raises:
            InvalidContent: a text of the bot is missing or too long.
        """
        hush()
        pauses = pauses or Pauses()
        self._access = access
        self._transport = Transport(pauses.answer)
        self._bot = make_bot(access.token, access.api_url, self._transport)
        self._turns = Turns(rates or Rates(), clock)
        self._chores = Chores()
        self._bell = bell = Bell(self.channel, alarms)
        self._intake = Intake(
            inbox=inbox, trail=trail, bell=bell, chores=self._chores, bot=self._bot
        )
        self._delivery = Delivery(
            bot=self._bot, turns=self._turns, trail=trail, bell=bell, pauses=pauses
        )
        said = Introduction(words)
        self._setup = Setup(
            bot=self._bot, access=access, introduction=said, bell=bell, pauses=pauses
        )
        url = f"{access.api_url.rstrip('/')}/bot{access.token}/getUpdates"
        self._polling = Polling(url=url, take=self._intake.take, bell=bell, pauses=pauses)
        self._under_way: list[asyncio.Task[None]] = []

    def add_routes(self, app: web.Application) -> None:
        """Add the webhook to an application, where updates are to be posted."""
        if self._access.mode == "webhook":
            app.router.add_post(PATH, Webhook(self._intake, self._access.secret).take)

    async def start(self) -> None:
        """Begin to take in updates; what Telegram does not take now is tried until it does."""
        await self._transport.initialize()
        self._under_way = [
            asyncio.create_task(_guarded(step)) for step in (self._take_in, self._setup.introduce)
        ]

    async def stop(self) -> None:
        """Take in no more; what was not stored comes again after the next start."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way = []
        self._turns.close()
        await self._chores.close()
        await self._transport.shutdown()

    async def turn(self, parcel: Parcel) -> None:
        """Wait for the pace of the chat and of the bot; see `connectors.base.Connector`."""
        await self._delivery.turn(parcel)

    async def send(self, parcel: Parcel) -> Outcome:
        """Carry the one line of a parcel; see `connectors.base.Connector`."""
        return await self._delivery.send(parcel)

    async def typing(self, address: Address) -> None:
        """Show for some seconds that somebody is writing; nobody waits for it."""
        if self._turns.may_type(address.id):
            act = partial(self._bot.send_chat_action, int(address.id), "typing")
            self._chores.do(act)

    async def _take_in(self) -> None:
        # What could not be read before the last stop is no news; a new one rings again.
        await self._bell.clear("poison")
        await self._setup.point()
        if self._access.mode == "polling":
            await self._polling.run()
        else:
            await self._bell.clear("conflict")


async def _guarded(step: Callable[[], Coroutine[None, None, None]]) -> None:
    """Let no failure of a background task be logged with what it was working on."""
    try:
        await step()
    except Exception as error:  # noqa: BLE001 - told by its type alone
        faults.report(CHANNEL, error)
