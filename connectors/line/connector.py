"""The LINE channel: takes in what LINE brings to the webhook, and carries lines back.

What a child did is durable before LINE is told that it was taken. This module never logs an id, a
token or a word, and never asks LINE who a child is.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

import structlog
from aiohttp import hdrs, web

from connectors.base import Address, Connector, Inbox, Outcome, Parcel
from connectors.base import Alarms as AlarmsSeam
from connectors.bell import Bell
from connectors.line import check as line_check
from connectors.line import event as line_event
from connectors.line.access import PATH, LineAccess
from connectors.line.call import LineCalls
from connectors.line.delivery import LineDelivery
from connectors.line.errand import Errands, WritingSigns
from connectors.line.quota import QuotaWatch
from connectors.line.webhook import Unwelcome, signed_body
from connectors.pace import whole_seconds
from errors import StoreUnavailable

__all__ = ["LineAccess", "LineConnector", "look"]

look = line_check.look
_log = structlog.get_logger()


class LineConnector(Connector):
    """LINE, by its Messaging API."""

    channel = line_event.CHANNEL
    capacity = 5
    repeatable = False

    def __init__(
        self,
        *,
        inbox: Inbox,
        alarms: AlarmsSeam,
        access: LineAccess,
        clock: Callable[[], int],
        call_seconds: float = 10,
        quota_seconds: float = 600,
    ) -> None:
        """Join the parts; nothing is called yet.

        Args:
            inbox: where what a child does is stored.
            alarms: where staff hear of `token`, `quota_low`, `quota_gone` and `poison`.
            access: secret, token and addresses.
            clock: milliseconds since the epoch.
            call_seconds: the longest a call to LINE may take.
            quota_seconds: from one look at the quota to the next.
        """
        self._inbox = inbox
        self._secret = access.secret
        self._alarms = Bell(self.channel, alarms)
        self._calls = LineCalls(access, seconds=call_seconds)
        self._quota = QuotaWatch(self._calls, self._alarms, clock, quota_seconds)
        self._delivery = LineDelivery(self._calls, self._quota, self._alarms, clock)
        self._errands = Errands()
        self._signs = WritingSigns(self._calls, self._errands, clock)
        self._watch: asyncio.Task[None] | None = None

    @property
    def counts(self) -> Mapping[str, int]:
        """Requests taken by `reply` and `push`, and lines `merged` into one with others."""
        return self._delivery.counts

    def add_routes(self, app: web.Application) -> None:
        """Add the webhook to an application."""
        app.router.add_post(PATH, self._take)

    async def start(self) -> None:
        """Get ready to call LINE; whether LINE is there shows later."""
        await self._calls.open()
        if self._watch is None:
            self._watch = asyncio.create_task(self._look_on())

    async def _look_on(self) -> None:
        """Watch the quota; what could not be read before the last stop is no news any more."""
        await self._alarms.clear("poison")
        await self._quota.run()

    async def stop(self) -> None:
        """Let go of every connection; what is on its way ends in doubt."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        await self._errands.stop()
        await self._calls.close()

    async def send(self, parcel: Parcel) -> Outcome:
        """Carry a parcel to the child in one request; see `Connector.send`."""
        outcome = await self._delivery.send(parcel)
        self._signs.ended(parcel.address.id)
        return outcome

    async def typing(self, address: Address) -> None:
        """Show the child that somebody is writing; nobody waits for it."""
        self._signs.show(address.id)

    async def _take(self, request: web.Request) -> web.Response:
        """Store all that one request tells, or nothing of it."""
        try:
            post = line_event.read(await signed_body(request, self._secret))
            if post.incoming:
                await self._inbox.accept_all(post.incoming)
        except Unwelcome as unwelcome:
            return web.Response(status=unwelcome.status)
        except StoreUnavailable as error:
            return _again(error.retry_after)
        except Exception as error:  # noqa: BLE001 - aiohttp would log the text, which may be a child's
            _log.error("line_not_taken", channel=self.channel, error=type(error).__name__)
            return _again(2)
        await self._see_to(post)
        return web.Response()

    async def _see_to(self, post: line_event.Post) -> None:
        """Leave company, and tell of what could not be read."""
        for kind, chat in post.company:
            self._errands.run(f"leave {chat}", partial(self._calls.leave, kind, chat))
        if post.poison:
            count, first = len(post.poison), post.poison[0]
            _log.error("line_poison", channel=self.channel, count=count, error=first)
            await self._alarms.ring("poison", anew=True)


def _again(seconds: float) -> web.Response:
    """Ask LINE to bring it once more."""
    return web.Response(status=503, headers={hdrs.RETRY_AFTER: whole_seconds(seconds)})
