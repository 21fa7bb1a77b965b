"""How calls reach the Bot API: the library's transport without its three bad habits.

It looks at no environment, it tells a flood by an error of our own, and it never lets the library
write an answer, a token, an id or a text into a log.
"""

import logging
from typing import Any, Final

import httpx
import msgspec
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from connectors.telegram.verdict import Flood

POOL: Final = 32
"""Calls under way at once; 25 messages a second need far fewer."""

_CONNECT_SECONDS: Final = 5.0
_READ_SECONDS: Final = 10.0
_WRITE_SECONDS: Final = 10.0
_POOL_SECONDS: Final = 5.0
_FLOOD_SECONDS: Final = 5.0
_TALKATIVE: Final = ("telegram", "httpx", "httpcore")


class _Parameters(msgspec.Struct):
    retry_after: float = _FLOOD_SECONDS


class _Refusal(msgspec.Struct):
    parameters: _Parameters = msgspec.field(default_factory=_Parameters)


class Transport(HTTPXRequest):
    """Carries the calls of one bot."""

    __slots__ = ()

    def __init__(self, read_seconds: float = _READ_SECONDS) -> None:
        """Make the pool.

        Args:
            read_seconds: how long an answer may take; afterwards nobody knows what became of it.
        """
        super().__init__(
            connection_pool_size=POOL,
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=read_seconds,
            write_timeout=_WRITE_SECONDS,
            pool_timeout=_POOL_SECONDS,
            httpx_kwargs={"trust_env": False},
        )

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401 - the library's own parameters, passed on
        """Make a request; see the library.

        Raises:
            Flood: the platform answered 429.
            TelegramError: as the library says.
        """
        status, body = await super().do_request(*args, **kwargs)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise Flood(_asked_pause(body))
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; the library's own would log it where it cannot be read.

        Raises:
            TelegramError: it is not JSON.
        """
        try:
            return msgspec.json.decode(payload, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise TelegramError("Invalid server response") from None


def make_bot(token: str, api_url: str, transport: Transport) -> Bot:
    """Return the library's bot over our transport; `api_url` is the root, without `/bot`."""
    url = api_url.rstrip("/")
    return Bot(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=transport,
        get_updates_request=transport,
    )


def hush() -> None:
    """Silence the loggers of the library and of what it is built on, at every level.

    They write the token into every line about a call, and ids and texts at DEBUG. Called when a
    connector is made, after which no level set elsewhere lets anything of theirs through.
    """
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _asked_pause(body: bytes) -> float:
    try:
        return max(1.0, msgspec.json.decode(body, type=_Refusal).parameters.retry_after)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _FLOOD_SECONDS
