"""getUpdates: one poller at a time, who waits for news and confirms by its offset."""

import asyncio

from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.refusal import Refusal
from tests.fakes.telegram.updates import Updates

LONGEST_WAIT = 50
MOST = 100
WEBHOOK_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
SECOND_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class Polling:
    """Hands out updates; a second poller ends the first one's wait with a 409."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._turn = 0
        self._waiting = 0

    async def get(self, params: Params, *, webhook: bool) -> list[Json]:
        """The unconfirmed updates, at once or within the timeout (real seconds, at most 50)."""
        if webhook:
            raise Refusal(409, WEBHOOK_SET)
        self._turn += 1
        self._updates.changed.beat()
        self._settings(params)
        limit = min(max(params.number("limit") or MOST, 1), MOST)
        seconds = min(max(params.number("timeout") or 0, 0), LONGEST_WAIT)
        return await self._wait(limit, seconds, self._turn)

    @property
    def waited_for(self) -> bool:
        """Whether a poller waits for news."""
        return self._waiting > 0

    def end(self) -> None:
        """Send a waiting poller away with nothing."""
        self._turn += 1
        self._updates.changed.beat()

    def _settings(self, params: Params) -> None:
        allowed = params.row("allowed_updates")
        if allowed is not None:
            self._updates.allow([str(kind) for kind in allowed])
        self._updates.confirm(params.number("offset") or 0)

    async def _wait(self, limit: int, seconds: int, turn: int) -> list[Json]:
        self._waiting += 1
        try:
            async with asyncio.timeout(seconds):
                while not self._updates.count:
                    await self._updates.changed.wait()
                    if turn != self._turn:
                        raise Refusal(409, SECOND_POLLER)
        except TimeoutError:
            return []
        finally:
            self._waiting -= 1
        return self._updates.batch(limit)
