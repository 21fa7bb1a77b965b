"""Asks Telegram for updates, again and again; each is stored before the next question confirms it.

The library's own loop confirms what it only holds in memory, and one unreadable update stops it
(platforms.md, findings 4 and 5); so this asks by itself and looks at raw bytes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import aiohttp
import msgspec
import structlog
from msgspec import Raw

from connectors import faults
from connectors.bell import Bell
from connectors.telegram.access import Pauses
from connectors.telegram.update import ALLOWED_UPDATES, CHANNEL, number
from errors import StoreUnavailable

LIMIT: Final = 100
_GRACE_SECONDS: Final = 15
_MOST_BYTES: Final = 16 * 1024 * 1024
_TOKEN: Final = (401, 404)
_CONFLICT: Final = 409
_FLOOD: Final = 429
_OK: Final = 200

_log = structlog.get_logger()


class _Parameters(msgspec.Struct):
    retry_after: float = 5


class _Answer(msgspec.Struct):
    ok: bool = False
    result: list[Raw] = msgspec.field(default_factory=list)
    parameters: _Parameters = msgspec.field(default_factory=_Parameters)


class _Unfit(Exception):
    """The answer is none of the Bot API's: something stands in between."""


_answer_of = msgspec.json.Decoder(_Answer)


class Polling:
    """The loop of one bot."""

    def __init__(
        self,
        *,
        url: str,
        take: Callable[[Sequence[Raw]], Awaitable[None]],
        bell: Bell,
        pauses: Pauses,
    ) -> None:
        """Join the parts; `url` is where getUpdates is asked, the token in it."""
        self._url = url
        self._take = take
        self._bell = bell
        self._pauses = pauses
        self._offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """Take in updates until cancelled; no failure ends this."""
        timeout = aiohttp.ClientTimeout(
            total=self._pauses.question + _GRACE_SECONDS, connect=_GRACE_SECONDS
        )
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            pause = 0.0
            while True:
                await asyncio.sleep(pause)
                pause = await self._round(session)

    async def _round(self, session: aiohttp.ClientSession) -> float:
        """Ask once and take in what came; return the seconds until the next question."""
        try:
            status, answer = await self._ask(session)
            if not answer.ok:
                return await self._refused(status, answer)
            await self._went(answer.result)
        except StoreUnavailable as error:
            return min(error.retry_after, self._pauses.store)
        except (aiohttp.ClientError, TimeoutError, OSError, _Unfit) as error:
            return self._away(error)
        except Exception as error:  # noqa: BLE001 - nothing may end the loop, or say more than its type
            faults.report(CHANNEL, error)
            return self._away(error)
        return 0

    async def _ask(self, session: aiohttp.ClientSession) -> tuple[int, _Answer]:
        question = {
            "timeout": self._pauses.question,
            "limit": LIMIT,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            question["offset"] = self._offset
        headers = {"Content-Type": "application/json"}
        body = msgspec.json.encode(question)
        async with session.post(self._url, data=body, headers=headers) as response:
            raw = await _limited(response)
        try:
            answer = _answer_of.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            if response.status in (*_TOKEN, _CONFLICT, _FLOOD):
                return response.status, _Answer()
            raise _Unfit from None
        return response.status, answer

    async def _went(self, updates: Sequence[Raw]) -> None:
        """Take in a batch, and only then let the next question confirm it."""
        if updates:
            await self._take(updates)
            self._confirm(updates)
        self._failures = 0
        await self._bell.clear("token")
        await self._bell.clear("conflict")

    def _confirm(self, updates: Sequence[Raw]) -> None:
        # Not the highest ever seen: after a quiet week the platform goes on from any number.
        numbers = [found for raw in updates if (found := number(raw)) is not None]
        if not numbers:
            raise _Unfit
        self._offset = max(numbers) + 1

    async def _refused(self, status: int, answer: _Answer) -> float:
        if status in _TOKEN:
            await self._bell.ring("token")
            return self._pauses.refused
        if status == _CONFLICT:
            await self._bell.ring("conflict")
            return self._pauses.conflict
        if status == _FLOOD:
            return answer.parameters.retry_after
        return self._away(_Unfit(), status)

    def _away(self, error: BaseException, status: int | None = None) -> float:
        """Wait longer each time, and say so once in a while."""
        pause = min(self._pauses.first * 2.0 ** min(self._failures, 20), self._pauses.longest)
        self._failures += 1
        _log.warning(
            "platform_away",
            channel=CHANNEL,
            error=type(error).__name__,
            status=status,
            seconds=pause,
        )
        return pause


async def _limited(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise _Unfit
    return bytes(body)
