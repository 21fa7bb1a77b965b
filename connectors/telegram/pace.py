"""When a message may go to Telegram: once a second in one chat, 25 times a second in all.

A chat that got too much is held alone; no other waits for it. What a counsellor or safety needs
to say goes before small talk wherever all chats together have to wait.
"""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from connectors.pace import Pace, Rate
from errors import TryLater

LONGEST_WAIT: Final = 2.0
"""Seconds a message may wait here. A longer wait is the sender's, which then knows for sure that
nothing was sent, even after a crash."""

_MOST_HELD: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast messages go in one chat and in all, and how often one chat shows the typing sign.

    The first two are below Telegram's own (Bot FAQ: about 1 and 30 a second), and below 1 and 25 by
    a little more than what the way there may shorten a pause by: it is the arrival that counts. The
    last keeps a sign that lasts 5 s alive (sendChatAction).
    """

    chat: Rate = field(default_factory=lambda: Rate(1, 0.95))
    overall: Rate = field(default_factory=lambda: Rate(1, 24))
    typing: Rate = field(default_factory=lambda: Rate(1, 1 / 4))


class Turns:
    """Whose turn it is; `clock` gives monotonic seconds."""

    def __init__(self, rates: Rates, clock: Callable[[], float]) -> None:
        self._chat = Pace(rates.chat, clock)
        self._typing = Pace(rates.typing, clock)
        self._gate = _Gate(Pace(rates.overall, clock))
        self._clock = clock
        self._held: dict[str, float] = {}

    async def wait(self, chat: str, *, urgent: bool) -> None:
        """Wait until a message may go to a chat.

        Raises:
            TryLater: that takes longer than a message may wait here.
        """
        self._refuse_held(chat)
        while wait := self._chat.wait(chat):
            if wait > LONGEST_WAIT:
                raise TryLater(wait)
            await asyncio.sleep(wait)
        await self._gate.enter(urgent=urgent)
        self._refuse_held(chat)

    async def wait_for_call(self, chat: str) -> None:
        """Wait until a call about a chat may go that puts no message there; before small talk.

        Raises:
            TryLater: the chat is held.
        """
        self._refuse_held(chat)
        await self._gate.enter(urgent=True)

    def hold(self, chat: str, seconds: float) -> None:
        """Let nothing go to a chat for so long."""
        now = self._clock()
        if len(self._held) >= _MOST_HELD:
            self._held = {each: until for each, until in self._held.items() if until > now}
        self._held[chat] = now + seconds

    def may_type(self, chat: str) -> bool:
        """Whether the typing sign may be shown now; counts it if so."""
        return self._remaining(chat) <= 0 and not self._typing.wait(chat)

    def close(self) -> None:
        """Let nobody wait any more."""
        self._gate.close()

    def _refuse_held(self, chat: str) -> None:
        remaining = self._remaining(chat)
        if remaining > 0:
            raise TryLater(remaining)

    def _remaining(self, chat: str) -> float:
        remaining = self._held.get(chat, 0.0) - self._clock()
        if remaining <= 0:
            self._held.pop(chat, None)
        return remaining


class _Gate:
    """One door for all chats: the urgent first, then in order."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._order = count()
        self._porter: asyncio.Task[None] | None = None

    async def enter(self, *, urgent: bool) -> None:
        if not self._waiting and not self._pace.wait():
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not urgent, next(self._order), turn))
        if self._porter is None or self._porter.done():
            self._porter = asyncio.create_task(self._let_in())
        await turn

    def close(self) -> None:
        if self._porter is not None:
            self._porter.cancel()
        for _, _, turn in self._waiting:
            turn.cancel()
        self._waiting.clear()

    async def _let_in(self) -> None:
        while self._waiting:
            if self._waiting[0][2].done():
                heapq.heappop(self._waiting)
            elif wait := self._pace.wait():
                await asyncio.sleep(wait)
            else:
                heapq.heappop(self._waiting)[2].set_result(None)
