"""Takes in updates: what a child did is stored before the platform is told that it was taken.

One update that cannot be read or stored never blocks or loses its neighbours: it is counted, an
alarm rings, and nothing of it is logged. The only error that leaves here is that of the store.
"""

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from msgspec import Raw
from telegram import Bot

from connectors.base import Address, Inbox, Trail
from connectors.bell import Bell
from connectors.telegram.chores import Chores
from connectors.telegram.update import CHANNEL, Poison, Update, decode
from errors import StoreUnavailable

_log = structlog.get_logger()


class Intake:
    """The one way in, for polling and for the webhook."""

    def __init__(self, *, inbox: Inbox, trail: Trail, bell: Bell, chores: Chores, bot: Bot) -> None:
        self._inbox = inbox
        self._trail = trail
        self._bell = bell
        self._chores = chores
        self._bot = bot
        self.poisoned = 0

    async def take(self, raws: Sequence[bytes | Raw]) -> None:
        """Take in some updates, in order.

        Raises:
            StoreUnavailable: the platform must send all of them again; what had been stored
                already is then a duplicate.
        """
        updates = [update for raw in raws if (update := await self._read(raw))]
        await self._remember(updates)
        await self._store(updates)
        for update in updates:
            self._see_to(update)

    async def refuse(self, error: BaseException) -> None:
        """Count something that cannot be read."""
        self.poisoned += 1
        _log.error("poison", channel=CHANNEL, error=type(error).__name__, count=self.poisoned)
        await self._bell.ring("poison")

    async def _read(self, raw: bytes | Raw) -> Update | None:
        try:
            return decode(raw)
        except Poison as poison:
            await self.refuse(poison)
            return None

    async def _store(self, updates: Sequence[Update]) -> None:
        incoming = [one for update in updates for one in update.incoming]
        if not incoming:
            return
        try:
            await self._inbox.accept_all(incoming)
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 - one of them cannot be stored: the others must be
            await self._store_each(updates)

    async def _store_each(self, updates: Sequence[Update]) -> None:
        for update in updates:
            if not update.incoming:
                continue
            try:
                await self._inbox.accept_all(update.incoming)
            except StoreUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - told to the operator by its type alone
                await self.refuse(error)

    async def _remember(self, updates: Sequence[Update]) -> None:
        """Note which messages stand in the chats, before anything can ask to have them deleted."""
        seen = _seen(updates)
        noted = await asyncio.gather(
            *(self._trail.add(address, *numbers) for address, numbers in seen.items()),
            return_exceptions=True,
        )
        for error in noted:
            # A message is worth more than its trail.
            if isinstance(error, Exception):
                _log.warning("trail_failed", channel=CHANNEL, error=type(error).__name__)
                return

    def _see_to(self, update: Update) -> None:
        press, group = update.press, update.group
        if press is not None:
            self._chores.do(lambda: self._bot.answer_callback_query(press))
        if group is not None:
            self._chores.do(lambda: self._bot.leave_chat(group))


def _seen(updates: Sequence[Update]) -> Mapping[Address, Sequence[int]]:
    seen: dict[Address, list[int]] = {}
    for update in updates:
        if update.seen is not None:
            seen.setdefault(update.seen[0], []).append(update.seen[1])
    return seen
