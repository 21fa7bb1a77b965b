"""Decides how a parcel goes to LINE, free of charge or not, and what is truly known afterwards.

A reply token works once, and a push carries a retry key, so nothing here can double a line. It must
never say "sent" without LINE's word, and never resend by itself what may have arrived.
"""

from collections.abc import Callable

import structlog

from connectors.base import Outcome, Parcel
from connectors.bell import Bell
from connectors.line.call import Answer, LineCalls, Verdict
from connectors.line.event import CHANNEL
from connectors.line.message import Unfit, request
from connectors.line.quota import QuotaWatch
from errors import TryLater, Withheld

YOUNG = 25_000
"""Milliseconds in which a reply token is used: LINE says a minute, the field says about 30 s."""

LAST = 50_000
"""After this a token is not even tried again (platforms.md 1.2)."""

KEY_LIFE = 23 * 3600 * 1000
"""LINE remembers a retry key for 24 h; after that the same push would be a new message."""

_DENIED_PAUSE = 60.0
_REPLY_TRIES = 2
_MOST_REMEMBERED = 10_000
_log = structlog.get_logger()


class LineDelivery:
    """Carries parcels.

    Attributes:
        counts: requests LINE took by `reply` and by `push`, and lines that went `merged` with
            another one in the same request, since the start.
    """

    def __init__(
        self, calls: LineCalls, quota: QuotaWatch, alarms: Bell, clock: Callable[[], int]
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._calls = calls
        self._quota = quota
        self._alarms = alarms
        self._clock = clock
        self._dead_tokens: dict[str, None] = {}
        self.counts = {"reply": 0, "push": 0, "merged": 0}

    async def send(self, parcel: Parcel) -> Outcome:
        """Carry a parcel; see `Connector.send`."""
        try:
            token = self._token(parcel)
            return await (self._reply(parcel, token) if token else self._push(parcel))
        except Unfit:
            _log.error("line_unfit", channel=CHANNEL, count=len(parcel.lines))
            return Outcome.FAILED

    def _token(self, parcel: Parcel) -> str | None:
        """Return the token to answer with, None to push.

        The age of the token when the parcel was begun decides, so that each later try goes the same
        way: one that went by token must not go again by push, and the other way round.
        """
        if parcel.reply is None or parcel.reply.token in self._dead_tokens:
            return None
        young = parcel.begun_at - parcel.reply.taken_at < YOUNG
        return parcel.reply.token if young else None

    async def _reply(self, parcel: Parcel, token: str) -> Outcome:
        """Answer by token. A try without a clear answer is repeated at once: it works only once."""
        body = request({"replyToken": token}, parcel.lines)
        answer, doubt = Answer(Verdict.DOUBTFUL), parcel.tried
        for _ in range(_REPLY_TRIES):
            if doubt and not self._lives(parcel):
                return Outcome.UNCERTAIN
            answer = await self._calls.reply(body)
            if answer.verdict is not Verdict.DOUBTFUL:
                break
            doubt = True
        if answer.verdict is Verdict.TOKEN_GONE:
            return Outcome.UNCERTAIN if doubt else await self._push_instead(parcel, token)
        return await self._outcome("reply", answer, parcel, doubt=doubt)

    def _lives(self, parcel: Parcel) -> bool:
        return parcel.reply is not None and self._clock() - parcel.reply.taken_at < LAST

    async def _push_instead(self, parcel: Parcel, token: str) -> Outcome:
        """Push what certainly did not go by its token, now and whenever it comes again."""
        while len(self._dead_tokens) >= _MOST_REMEMBERED:
            del self._dead_tokens[next(iter(self._dead_tokens))]
        self._dead_tokens[token] = None
        return await self._push(parcel)

    async def _push(self, parcel: Parcel) -> Outcome:
        """Push with the first line's id as retry key: the same key is taken once in 24 hours."""
        if self._clock() - parcel.begun_at >= KEY_LIFE:
            return Outcome.UNCERTAIN
        if self._quota.withheld and not parcel.tried:
            raise Withheld
        body = request({"to": parcel.address.id}, parcel.lines)
        answer = await self._calls.push(parcel.lines[0].id, body)
        # A refusal for haste may come before the key is looked at: no word on earlier tries.
        used_up = answer.verdict is Verdict.RATE and self._quota.gone and not parcel.tried
        if answer.verdict is Verdict.QUOTA or used_up:
            await self._quota.refused()
            if parcel.tried:  # LINE does not say which it looks at first, the key or the quota
                return Outcome.UNCERTAIN
            raise Withheld
        doubt = parcel.tried or answer.verdict is Verdict.DOUBTFUL
        return await self._outcome("push", answer, parcel, doubt=doubt)

    async def _outcome(self, way: str, answer: Answer, parcel: Parcel, *, doubt: bool) -> Outcome:
        """Say what became of it; `doubt` if this try or an earlier one may have been taken."""
        if answer.verdict is Verdict.TAKEN:
            self.counts[way] += 1
            self.counts["merged"] += len(parcel.lines) - 1
            await self._alarms.clear("token")
            return Outcome.SENT
        if answer.verdict is Verdict.REFUSED:
            _log.error("line_refused", channel=CHANNEL, what=way, status=answer.status)
            return Outcome.UNCERTAIN if doubt else Outcome.FAILED
        if answer.verdict is Verdict.DENIED:
            await self._alarms.ring("token")
            raise TryLater(_DENIED_PAUSE, unchanged=doubt)
        raise TryLater(answer.retry_after, unchanged=doubt)
