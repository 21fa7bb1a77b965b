"""Signs between processes that may be lost: look again, somebody is typing, something falls due.

Nothing depends on a signal arriving; whoever waits for one also looks by itself from time to time.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator

from redis.exceptions import RedisError

from handoff.together import Client

CHANNEL = "helpline:signals"


class Waiter:
    """A place where signals arrive; a burst of the same signal is one."""

    def __init__(self) -> None:
        self._arrived: dict[str, None] = {}
        self._bell = asyncio.Event()

    def ring(self, signal: str) -> None:
        """Leave a signal."""
        self._arrived[signal] = None
        self._bell.set()

    async def next(self, seconds: float) -> str | None:
        """Return the next signal, or None when none came in so many seconds."""
        if not self._arrived:
            self._bell.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._bell.wait()
            except TimeoutError:
                return None
        signal = next(iter(self._arrived))
        del self._arrived[signal]
        return signal


class Signals:
    """This process's one subscription, shared out to those who wait inside it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiters: defaultdict[str, set[Waiter]] = defaultdict(set)

    @contextlib.contextmanager
    def waiting_for(self, *signals: str) -> Iterator[Waiter]:
        """Give a waiter that hears these signals while the block lasts.

        Args:
            signals: `desk|`, `queue|`, `free|`, `due|`, or `page|`, `page_typing|`,
                `child_typing|`, `staff_typing|` with a conversation id; a kind with nothing
                behind the bar hears that kind for all conversations.
        """
        waiter = Waiter()
        with self.joined(waiter, *signals):
            yield waiter

    @contextlib.contextmanager
    def joined(self, waiter: Waiter, *signals: str) -> Iterator[None]:
        """Let a waiter hear further signals while the block lasts."""
        for signal in signals:
            self._waiters[signal].add(waiter)
        try:
            yield
        finally:
            for signal in signals:
                self._waiters[signal].discard(waiter)
                if not self._waiters[signal]:
                    del self._waiters[signal]

    async def listen(self) -> None:
        """Receive signals until cancelled; a lost connection is made again."""
        pause = 0.05
        while True:
            try:
                async for signal in self._received():
                    pause = 0.05
                    self._share(signal)
            except (RedisError, OSError):
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2)

    async def _received(self) -> AsyncIterator[str]:
        async with self._client.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            async for message in subscription.listen():
                if message["type"] == "message":
                    yield message["data"].decode()
                else:  # subscribed, perhaps anew: what was said meanwhile is lost
                    self._let_all_look()

    def _let_all_look(self) -> None:
        """Wake everybody whose state may have changed unheard; a typing sign may be missed."""
        for signal, waiters in self._waiters.items():
            if "typing" not in signal:
                for waiter in waiters:
                    waiter.ring(signal)

    def _share(self, signal: str) -> None:
        kind = signal.partition("|")[0] + "|"
        for waiter in self._waiters.get(signal, set()) | self._waiters.get(kind, set()):
            waiter.ring(signal)
