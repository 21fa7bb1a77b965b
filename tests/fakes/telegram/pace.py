"""How much the platform takes: so many messages a second in one chat, and in all.

The real numbers are unspecified (about 1 a second in a chat and 30 in all, Telegram Bot FAQ);
here a test sets them.
"""

from collections import deque
from collections.abc import Callable

from tests.fakes.telegram.refusal import flood


class Pace:
    """Counts the messages of the last second; a limit of None is no limit."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._chats: dict[int, deque[float]] = {}
        self._all: deque[float] = deque()
        self.chat_rate: float | None = None
        self.total_rate: float | None = None

    def check(self, chat: int) -> None:
        """Count one message of a chat.

        Raises:
            Refusal: 429, if it is one too many; it is not counted then.
        """
        now = self._clock()
        own = self._chats.setdefault(chat, deque())
        for sent, rate in ((own, self.chat_rate), (self._all, self.total_rate)):
            while sent and now - sent[0] >= 1.0:
                sent.popleft()
            if rate is not None and len(sent) >= max(rate, 1):
                raise flood(1)
        own.append(now)
        self._all.append(now)
