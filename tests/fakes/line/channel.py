"""One LINE channel: its friends, the events they cause, and how those reach the webhook.

It brings events as the real platform does, which is not always once, in order or in time. It must
never lose sight of one: what was never answered 2xx is in `undelivered`.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from random import Random

import aiohttp

from tests.fakes.line.account import Account, Quota
from tests.fakes.line.answer import Json
from tests.fakes.line.child import Child, Shown
from tests.fakes.line.event import REPLIABLE, redelivered
from tests.fakes.line.fault import Fault, Place, Script, Sort
from tests.fakes.line.webhook import Courier, Post


class Channel:
    """The children's side of the fake LINE server.

    Attributes:
        channel_secret: what events are signed with.
        webhook_url: where events are posted.
        webhook_timeout: seconds LINE waits for an answer (2 by its documents).
        redelivery: whether events not answered 2xx are posted again.
        redelivery_pause: seconds before they are; real ones are not documented.
        redelivery_tries: how often, before LINE gives up.
        undelivered: events never answered 2xx.
    """

    def __init__(
        self, session: aiohttp.ClientSession, clock: Callable[[], float], seed: int
    ) -> None:
        chance = Random(seed)  # noqa: S311 - the same seed gives the same run
        self.account = Account(clock, chance)
        self.clock = clock
        self.script = Script(clock, chance)
        self.channel_token = self.account.pen.opaque(80)
        self.channel_secret = f"{chance.getrandbits(128):032x}"
        self.bot_id = self.account.pen.user_id()
        self.courier = Courier(session, self.channel_secret, self.bot_id)
        self.webhook_url = ""
        self.webhook_timeout = 2.0
        self.redelivery = False
        self.redelivery_pause = 0.05
        self.redelivery_tries = 200
        self.undelivered: list[Json] = []
        self._late: list[Json] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    @property
    def replies(self) -> int:
        """Replies accepted; none is counted against the quota."""
        return self.account.replies

    @property
    def pushes(self) -> int:
        """Pushes accepted, each once however often it was repeated."""
        return self.account.pushes

    @property
    def quota(self) -> Quota:
        return self.account.quota

    @property
    def left(self) -> list[str]:
        """Groups and rooms the account has left."""
        return self.account.left

    @property
    def elsewhere(self) -> list[Shown]:
        """Every message that went to a group or a room, where nobody may learn of us."""
        return self.account.elsewhere

    @property
    def posts(self) -> list[Post]:
        """Every request made to the webhook."""
        return self.courier.posts

    def child(self, user_id: str | None = None) -> Child:
        """A friend of the account; the same one for the same id."""
        user_id = user_id or self.account.pen.user_id()
        return self.account.children.setdefault(user_id, Child(self, user_id))

    def misbehave(
        self,
        sort: Sort,
        *,
        on: Place = "push",
        times: int | None = 1,
        fraction: float = 1.0,
        seconds: float | None = None,
        delay: float = 0.0,
    ) -> None:
        """Add a line to the script of faults: see `fault.Sort`.

        Args:
            sort: what happens.
            on: where it happens.
            times: how often, None for always.
            fraction: the share of requests it happens to.
            seconds: it ends so many seconds from now, by the clock.
            delay: seconds a `slow` answer takes.
        """
        until = None if seconds is None else self.clock() + seconds
        self.script.add(Fault(sort, on, times, fraction, until, delay))

    def behave(self) -> None:
        """Forget the rest of the script."""
        self.script.clear()

    def event(self, child: Child | None, fields: Json) -> Json:
        """A complete event of a child, with `fields` laid over it; no reply token where it is None.

        What the child wrote appears in their chat at once.
        """
        event = self.account.pen.event(fields["type"], child.user_id if child else None) | fields
        if isinstance(given := fields.get("message"), dict):
            event["message"] = self.account.pen.message(given)
            if child and _chat_of(event) == child.user_id:
                child.show(*_look(event["message"]))
        if event["type"] in REPLIABLE and "replyToken" not in event:
            event["replyToken"] = self.account.tokens.issue(_chat_of(event))
        return {name: value for name, value in event.items() if value is not None}

    async def post(
        self,
        events: Sequence[Json] = (),
        destination: str | None = None,
        body: bytes | None = None,
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> int:
        """One request to the webhook; the status answered, 0 where none was in time.

        Events not answered 2xx are posted again in the background where `redelivery` is on.
        """
        sent = self.courier.body(events, destination) if body is None else body
        post = await self._carry(sent, signature, headers)
        if not post.taken:
            self._missed(list(events))
        return post.status

    async def deliver(self, event: Json) -> None:
        """Bring one event to the webhook, with the faults of the script.

        Returns once it was answered 2xx, or will not be brought again.
        """
        fault = self.script.next("webhook")
        if fault and fault.sort == "late":
            self._late.append(event)
            return
        taken = await self._first(event, fault.sort if fault else "")
        if not taken:
            await self._again(event)
        await self._bring_late()

    async def _first(self, event: Json, sort: str) -> bool:
        twice = 2 if sort == "at_once" else 1
        taken = all(await asyncio.gather(*(self._bring(event) for _ in range(twice))))
        if sort in ("duplicate", "duplicate_flagged"):
            await self._bring(redelivered(event, flagged=sort == "duplicate_flagged"))
        return taken and sort != "answer_lost"

    async def _bring(self, event: Json) -> bool:
        return (await self._carry(self.courier.body([event]), None, None)).taken

    async def _carry(
        self,
        body: bytes,
        signature: str | None,
        headers: Mapping[str, str] | None,
        url: str | None = None,
    ) -> Post:
        post = await self.courier.post(
            url or self.webhook_url,
            body,
            signature=signature,
            headers=headers,
            timeout=self.webhook_timeout,
        )
        self.change()
        return post

    async def _bring_late(self) -> None:
        late, self._late = self._late, []
        for event in late:
            if not await self._bring(self._renewed(event)):
                await self._again(event)

    async def _again(self, event: Json) -> None:
        """Redeliver until it is taken; give up after so many tries, or at once where it is off."""
        for _ in range(self.redelivery_tries if self.redelivery else 0):
            await asyncio.sleep(self.redelivery_pause)
            if await self._bring(self._renewed(event)):
                return
        self.undelivered.append(event)

    def _renewed(self, event: Json) -> Json:
        self.account.tokens.renew(event.get("replyToken", ""))
        return redelivered(event)

    def _missed(self, events: list[Json]) -> None:
        for event in events:
            task: asyncio.Task[None] = asyncio.create_task(self._again(event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def verify(self) -> int:
        """The "Verify" button of the console: a request without events; the status answered."""
        return await self.post([])

    async def settled(self) -> None:
        """Wait until no event is held back or still to be delivered again."""
        await self._bring_late()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def until(self, true: Callable[[], bool], timeout: float = 10) -> None:  # noqa: ASYNC109 - the wait is the fake's
        """Wait until something is true that requests to or from this server make so.

        Raises:
            TimeoutError: it did not become true.
        """
        async with asyncio.timeout(timeout):
            while not true():
                changed = self._changed
                await changed.wait()

    def change(self) -> None:
        """Something happened: whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def stop(self) -> None:
        """Let go of deliveries still to come."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _look(message: Json) -> tuple[str, str]:
    return str(message.get("text") or f"[{message['type']}]"), str(message["id"])


def _chat_of(event: Json) -> str:
    source = event.get("source") or {}
    return str(source.get("groupId") or source.get("roomId") or source.get("userId") or "")
