"""Small calls to LINE that nobody waits for: a sign that somebody writes, leaving a group.

They may fail without harm; they must never slow down a line to a child, so only so many run at
once, and one too many is not run at all.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial

from connectors.line.call import Answer, LineCalls

_MOST = 64
_SIGN_SECONDS = 20
_SIGN_PAUSE = 15_000
_MOST_CHATS = 5000


class Errands:
    """Calls on their way."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[Answer]] = {}

    def run(self, name: str, errand: Callable[[], Coroutine[object, object, Answer]]) -> bool:
        """Begin one, unless the same one is on its way or there are too many; say if it began."""
        if name in self._running or len(self._running) >= _MOST:
            return False
        task = asyncio.create_task(errand())
        self._running[name] = task
        task.add_done_callback(lambda _: self._running.pop(name, None))
        return True

    async def stop(self) -> None:
        """Give up those on their way."""
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


class WritingSigns:
    """The sign in a chat that an answer is being written: 20 s long, or until the answer is there.

    Shown again at most every 15 s, as long as somebody writes.
    """

    def __init__(self, calls: LineCalls, errands: Errands, clock: Callable[[], int]) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._calls = calls
        self._errands = errands
        self._clock = clock
        self._shown: dict[str, int] = {}

    def show(self, chat: str) -> None:
        """Show it, if it may have gone since it was shown last."""
        now = self._clock()
        if now - self._shown.get(chat, now - _SIGN_PAUSE) < _SIGN_PAUSE:
            return
        if self._errands.run(f"sign {chat}", partial(self._calls.load, chat, _SIGN_SECONDS)):
            self._forget_old(now)
            self._shown[chat] = now

    def ended(self, chat: str) -> None:
        """Note that a line of ours took the sign away."""
        self._shown.pop(chat, None)

    def _forget_old(self, now: int) -> None:
        if len(self._shown) >= _MOST_CHATS:
            recent = {chat: at for chat, at in self._shown.items() if now - at < _SIGN_PAUSE}
            self._shown = recent
