"""Posts updates to a webhook: each queue in order, one at a time, until a 2xx or expiry.

Order, retries and Retry-After as in tdlib/telegram-bot-api, WebhookActor.cpp, with the pauses
shortened so that a test need not wait for them.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from tests.fakes.telegram.faults import Script
from tests.fakes.telegram.updates import Pending, Updates
from tests.fakes.telegram.webhook import Webhook

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
TIMEOUT = 60.0


@dataclass(slots=True)
class Post:
    """What came of posting: all answers in order, bodies that were taken as calls, and waits.

    `asked_pauses` are the Retry-After values heard, in seconds, before any cap.
    """

    answers: list[tuple[int, str]] = field(default_factory=list)
    executed: list[str] = field(default_factory=list)
    asked_pauses: list[float] = field(default_factory=list)


class Courier:
    """Carries updates while a webhook is set; `pause` and `longest` are real seconds."""

    def __init__(self, updates: Updates, script: Script, clock: Callable[[], float]) -> None:
        self._updates = updates
        self._script = script
        self._clock = clock
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._webhook: Webhook | None = None
        self._session: aiohttp.ClientSession | None = None
        self._lines = asyncio.Semaphore(1)
        self.post = Post()
        self.pause = 0.05
        self.longest = 1.0

    async def start(self, webhook: Webhook) -> None:
        """Begin to post all that waits, and what comes."""
        await self.stop()
        self._webhook = webhook
        self._lines = asyncio.Semaphore(webhook.max_connections)
        self._session = aiohttp.ClientSession(
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=TIMEOUT),
            connector=aiohttp.TCPConnector(limit=webhook.max_connections),
        )
        self.look()

    async def stop(self) -> None:
        """Post no more; what was not answered stays unconfirmed."""
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
        self._session = self._webhook = None

    def look(self) -> None:
        """See to it that every queue with something in it has a carrier."""
        if self._webhook is None or not self._webhook.near:
            return
        for pending in self._updates.waiting:
            if pending.queue not in self._tasks:
                self._tasks[pending.queue] = asyncio.create_task(self._carry(pending.queue))

    async def _carry(self, queue: int) -> None:
        while pending := self._head(queue):
            if self._script.for_update("reorder", pending.chat):
                await asyncio.sleep(self.pause)
            await self._until_taken(pending)
            if self._script.for_update("duplicate", pending.chat):
                await self._until_taken(pending)
            self._updates.done(pending)
        self._tasks.pop(queue, None)
        self._updates.changed.beat()

    def _head(self, queue: int) -> Pending | None:
        return next((each for each in self._updates.waiting if each.queue == queue), None)

    async def _until_taken(self, pending: Pending) -> None:
        tries = 0
        while pending.expires > self._clock():
            pending.given = True
            asked = await self._once(pending)
            self._updates.changed.beat()
            if asked is None:
                return
            await asyncio.sleep(min(asked or self.pause * 2**tries, self.longest))
            tries = min(tries + 1, 10)

    async def _once(self, pending: Pending) -> float | None:
        """None when it was taken; otherwise the pause asked for, 0 if none was."""
        webhook, session = self._webhook, self._session
        if webhook is None or session is None:
            return 0
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with (
                self._lines,
                session.post(webhook.url, json=pending.json(), headers=headers) as answer,
            ):
                return self._heard(webhook, answer, await answer.text(errors="replace"))
        except (aiohttp.ClientError, TimeoutError) as failure:
            self._failed(webhook, f"Connection failed: {type(failure).__name__}")
            return 0

    def _heard(self, webhook: Webhook, answer: aiohttp.ClientResponse, body: str) -> float | None:
        self.post.answers.append((answer.status, body))
        if 200 <= answer.status < 300:
            if body.strip():
                self.post.executed.append(body)
            return None
        self._failed(webhook, f"Wrong response from the webhook: {answer.status} {answer.reason}")
        asked = answer.headers.get("Retry-After", "")
        if not asked.isdigit():
            return 0
        self.post.asked_pauses.append(float(asked))
        return min(float(asked), 3600.0)

    def _failed(self, webhook: Webhook, message: str) -> None:
        webhook.last_error_date = int(self._clock())
        webhook.last_error_message = message
