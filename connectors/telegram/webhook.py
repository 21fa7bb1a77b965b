"""Takes in what Telegram posts: with the right secret only, and answered with nothing in it.

A filled answer would be executed as a call, and anything but a 2xx for its content would keep a
child's later messages back for a day; so only a store that is down is answered otherwise.
"""

import hmac
from typing import Final

from aiohttp import hdrs, web

from connectors import body, faults
from connectors.pace import whole_seconds
from connectors.telegram.intake import Intake
from connectors.telegram.update import CHANNEL
from errors import StoreUnavailable

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MOST_BYTES: Final = 1024 * 1024
"""Far more than an update can have: a text has at most 4096 signs."""


class Webhook:
    """The door for one bot."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret.encode()

    async def take(self, request: web.Request) -> web.Response:
        """Answer one request."""
        if not self._genuine(request):
            return web.Response(status=403)
        try:
            await self._intake.take([await body.read(request, MOST_BYTES)])
        except StoreUnavailable as error:
            wait = {hdrs.RETRY_AFTER: whole_seconds(error.retry_after)}
            return web.Response(status=503, headers=wait)
        except (ConnectionError, body.TooSlow):
            return web.Response(status=408)
        except Exception as error:  # noqa: BLE001 - aiohttp would log the request's address and body
            faults.report(CHANNEL, error)
            await self._intake.refuse(error)
        return web.Response()

    def _genuine(self, request: web.Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        return bool(self._secret) & hmac.compare_digest(given, self._secret)
