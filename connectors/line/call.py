"""Calls LINE's API and says what each answer means; it decides nothing and never raises for LINE.

Nothing of a request or an answer is logged. It honours no proxy of the environment, keeps no
cookies and follows no redirect. It must never call what tells who a child is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

import aiohttp
import msgspec

from connectors.line.access import LineAccess

_JSON: Final = MappingProxyType({"Content-Type": "application/json"})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_RETRY_KEY = "X-Line-Retry-Key"
_ACCEPTED = "x-line-accepted-request-id"
_CONNECTIONS = 256
_TAKEN = range(200, 300)
_OUR_FAULT = range(400, 500)
_PAUSES: Final = MappingProxyType({str(seconds): float(seconds) for seconds in range(1, 301)})


class Verdict(StrEnum):
    """What is known of a request after its answer; see platforms.md 1.2."""

    TAKEN = "taken"
    TOKEN_GONE = "token_gone"  # noqa: S105 - no secret: a verdict
    """The reply token is used up or too old; nothing was sent by this request."""
    QUOTA = "quota"
    """The month's messages are used up; nothing was sent."""
    RATE = "rate"
    DENIED = "denied"
    """Our channel token is not accepted; nothing was sent."""
    REFUSED = "refused"
    """Nothing was sent, and it would not be another time."""
    NOT_SENT = "not_sent"
    """LINE was not reached."""
    DOUBTFUL = "doubtful"
    """It may have been taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What LINE said.

    Attributes:
        status: HTTP; 0 where there was none.
        retry_after: seconds, where LINE gave them.
    """

    verdict: Verdict
    status: int = 0
    retry_after: float | None = None
    body: bytes = field(default=b"", repr=False)

    @property
    def heard(self) -> bool:
        """Whether there was an answer at all."""
        return self.status > 0


class LineCalls:
    """The few endpoints the helpline uses."""

    def __init__(self, access: LineAccess, *, seconds: float = 10) -> None:
        """Take what is needed; `seconds` is the longest any call may take."""
        self._root = access.api_url.rstrip("/")
        self._bearer = {"Authorization": f"Bearer {access.token}"}
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=seconds / 2)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Get ready to call; nothing is called yet."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                trust_env=False,
            )

    async def close(self) -> None:
        """Let go of every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def reply(self, body: bytes) -> Answer:
        """Answer an event, free of charge; there is no retry key for this."""
        return await self._call("POST", "/v2/bot/message/reply", body)

    async def push(self, key: str, body: bytes) -> Answer:
        """Write to a child; with the same key LINE takes it only once within 24 hours."""
        return await self._call("POST", "/v2/bot/message/push", body, {_RETRY_KEY: key})

    async def load(self, chat: str, seconds: int) -> Answer:
        """Show that an answer is being written: 5 to 60 seconds, in steps of 5."""
        body = msgspec.json.encode({"chatId": chat, "loadingSeconds": seconds})
        return await self._call("POST", "/v2/bot/chat/loading/start", body)

    async def leave(self, kind: str, chat: str) -> Answer:
        """Leave a `group` or a `room`."""
        return await self._call("POST", f"/v2/bot/{kind}/{chat}/leave")

    async def quota(self) -> Answer:
        """Ask how many messages a month may have."""
        return await self._call("GET", "/v2/bot/message/quota")

    async def consumption(self) -> Answer:
        """Ask how many this month has had."""
        return await self._call("GET", "/v2/bot/message/quota/consumption")

    async def info(self) -> Answer:
        """Ask how our own account is set up."""
        return await self._call("GET", "/v2/bot/info")

    async def endpoint(self) -> Answer:
        """Ask where LINE sends events."""
        return await self._call("GET", "/v2/bot/channel/webhook/endpoint")

    async def try_endpoint(self) -> Answer:
        """Have LINE send an empty request to our webhook and say how that went."""
        return await self._call("POST", "/v2/bot/channel/webhook/test", b"{}")

    async def _call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] = _NOTHING,
    ) -> Answer:
        if self._session is None:
            return Answer(Verdict.NOT_SENT)
        sent = {**self._bearer, **(_JSON if body is not None else _NOTHING), **headers}
        request = self._session.request(
            method, self._root + path, data=body, headers=sent, allow_redirects=False
        )
        try:
            async with request as response:
                return await _answer(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            return Answer(Verdict.NOT_SENT)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return Answer(Verdict.DOUBTFUL)


async def _answer(response: aiohttp.ClientResponse) -> Answer:
    """Judge an answer; one that says "taken" counts even where the rest of it is broken."""
    verdict = _good(response)
    try:
        body = await response.read()
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Answer(verdict or Verdict.DOUBTFUL, response.status)
    verdict = verdict or _bad(response.status, body.lower())
    return Answer(verdict, response.status, _pause(response), body)


def _good(response: aiohttp.ClientResponse) -> Verdict | None:
    """Return that it was taken, now (2xx) or by an earlier request with its key (409)."""
    status = response.status
    before = status == HTTPStatus.CONFLICT and _ACCEPTED in response.headers
    return Verdict.TAKEN if before or status in _TAKEN else None


def _bad(status: int, body: bytes) -> Verdict:
    """Return what an error means: its status, and where that is not enough, its words."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Verdict.QUOTA if b"monthly limit" in body else Verdict.RATE
    if status == HTTPStatus.BAD_REQUEST and b"invalid reply token" in body:
        return Verdict.TOKEN_GONE
    if status == HTTPStatus.UNAUTHORIZED:
        return Verdict.DENIED
    doubtful = status not in _OUR_FAULT or status == HTTPStatus.REQUEST_TIMEOUT
    return Verdict.DOUBTFUL if doubtful else Verdict.REFUSED


def _pause(response: aiohttp.ClientResponse) -> float | None:
    """Return the pause LINE asks for, where it is a whole number of seconds up to 300."""
    asked = response.headers.get("Retry-After", "")
    return _PAUSES.get(asked)
