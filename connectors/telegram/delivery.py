"""Carries lines to children through Telegram, and takes away what a child wants gone.

It sends each line once: Telegram has no way to know a line again, so whatever may have arrived is
said to be uncertain and never repeated here. No error of a call leaves here but as an outcome.
"""

from collections.abc import Awaitable, Sequence
from typing import Final, NoReturn

import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyKeyboardRemove
from telegram.constants import BulkRequestLimit, MessageLimit

from connectors.base import Address, Outcome, Outgoing, Parcel, Trail
from connectors.bell import Bell
from connectors.telegram.access import Pauses
from connectors.telegram.keyboard import keyboard, left_out
from connectors.telegram.pace import Turns
from connectors.telegram.update import CHANNEL
from connectors.telegram.verdict import Fate, verdict
from errors import TryLater

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
"""A preview makes Telegram fetch the page, and shows a large picture to who sees the phone."""

_log = structlog.get_logger()


class _Blocked(Exception):
    """The child does not let the bot write any more."""


class Delivery:
    """The way out, for one bot."""

    def __init__(self, *, bot: Bot, turns: Turns, trail: Trail, bell: Bell, pauses: Pauses) -> None:
        self._bot = bot
        self._turns = turns
        self._trail = trail
        self._bell = bell
        self._pauses = pauses
        self._granted: set[str] = set()

    async def turn(self, parcel: Parcel) -> None:
        """Wait until a line may go; the turn is kept until it does.

        Raises:
            TryLater: that takes longer than a line may wait here.
        """
        chat = parcel.address.id
        if chat not in self._granted:
            await self._turns.wait(chat, urgent=any(map(_urgent, parcel.lines)))
            self._granted.add(chat)

    async def send(self, parcel: Parcel) -> Outcome:
        """Carry the one line of a parcel; see `connectors.base.Connector.send`.

        Raises:
            TryLater: certainly not sent; for a line that clears, what was deleted stays deleted.
            StoreUnavailable: the numbers of what is to be deleted cannot be read.
        """
        [line] = parcel.lines
        if parcel.tried and not line.clear:
            return Outcome.UNCERTAIN
        try:
            if line.clear:
                await self._clear(parcel.address)
            outcome = await self._say(parcel.address, line)
        except _Blocked:
            return Outcome.BLOCKED
        doubled = parcel.tried and outcome is Outcome.SENT
        return Outcome.UNCERTAIN if doubled else outcome

    async def _say(self, address: Address, line: Outgoing) -> Outcome:
        text = line.text.strip()
        if not 0 < _length(text) <= MessageLimit.MAX_TEXT_LENGTH:
            _log.error("line_unfit", channel=CHANNEL, count=_length(text))
            return Outcome.FAILED
        if missing := left_out(line.buttons):
            _log.error("buttons_left_out", channel=CHANNEL, count=missing)
        if address.id in self._granted:
            self._granted.discard(address.id)
        else:
            await self._turns.wait(address.id, urgent=_urgent(line))
        try:
            sent = await self._bot.send_message(
                int(address.id),
                text,
                disable_notification=not _urgent(line),
                link_preview_options=_NO_PREVIEW,
                reply_markup=_markup(line),
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the line may have arrived
            return await self._failed(address, error)
        await self._remember(address, sent.message_id)
        await self._bell.clear("token")
        return Outcome.SENT

    async def _failed(self, address: Address, error: Exception) -> Outcome:
        """Return what became of a line whose call raised, or raise where it was not taken."""
        found = verdict(error)
        match found.fate:
            case Fate.UNKNOWN:
                outcome = Outcome.UNCERTAIN
            case Fate.REFUSED:
                outcome = Outcome.FAILED
            case _:
                await self._put_off(address, found.fate, found.seconds)
        _log.warning(
            "send_failed", channel=CHANNEL, error=type(error).__name__, outcome=outcome.value
        )
        return outcome

    async def _put_off(self, address: Address, fate: Fate, seconds: float | None) -> NoReturn:
        """Raise what says that a call was certainly not taken, after seeing to its cause."""
        if fate is Fate.BLOCKED:
            raise _Blocked
        if fate is Fate.FLOOD:
            self._turns.hold(address.id, seconds or self._pauses.first)
        if fate is Fate.TOKEN:
            await self._bell.ring("token")
            raise TryLater(self._pauses.refused)
        raise TryLater(seconds)

    async def _remember(self, address: Address, message_id: int) -> None:
        try:
            await self._trail.add(address, message_id)
        except Exception as error:  # noqa: BLE001 - the line has arrived, whatever became of its number
            _log.warning("trail_failed", channel=CHANNEL, error=type(error).__name__)

    async def _clear(self, address: Address) -> None:
        """Delete what can be deleted of both sides, the newest first, and forget the numbers."""
        numbers = list(reversed(await self._trail.read(address)))
        for start in range(0, len(numbers), BulkRequestLimit.MAX_LIMIT):
            await self._delete(address, numbers[start : start + BulkRequestLimit.MAX_LIMIT])
        await self._trail.drop(address)

    async def _delete(self, address: Address, numbers: Sequence[int]) -> None:
        """Delete some messages; one that cannot be deleted keeps none of the others."""
        await self._turns.wait_for_call(address.id)
        try:
            await self._deleting(int(address.id), numbers)
        except Exception as error:  # noqa: BLE001 - deleting again does no harm, whatever it was
            found = verdict(error)
            if found.fate is not Fate.REFUSED:
                await self._put_off(address, found.fate, found.seconds)
            if len(numbers) > 1:
                middle = len(numbers) // 2
                await self._delete(address, numbers[:middle])
                await self._delete(address, numbers[middle:])

    def _deleting(self, chat: int, numbers: Sequence[int]) -> Awaitable[bool]:
        if len(numbers) == 1:
            return self._bot.delete_message(chat, numbers[0])
        return self._bot.delete_messages(chat, numbers)


def _urgent(line: Outgoing) -> bool:
    """Whether a line goes before others and makes a sound.

    A phone that sounds may bring somebody who should not see it; a child who talks to the bot is
    looking anyway. So only what a person says, or what safety needs, is heard.
    """
    return line.matters or line.clear or line.author == "counsellor"


def _markup(line: Outgoing) -> InlineKeyboardMarkup | ReplyKeyboardRemove | None:
    buttons = keyboard(line.buttons)
    if buttons is None and line.clear:
        return ReplyKeyboardRemove()
    return buttons


def _length(text: str) -> int:
    """The length of a text as Telegram counts it; 0 for one that cannot be written down."""
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        return 0
