"""The channels of this installation: the web page always, Telegram and LINE where they are set up.

It alone hands a platform's secrets to a connector.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web
from pydantic import SecretStr

from composition.mind import child_words, telegram_words
from composition.storage import now
from connectors.base import Alarms, Connector, Inbox, Pages, Trail
from connectors.line.connector import LineAccess, LineConnector
from connectors.telegram.connector import TelegramAccess, TelegramConnector
from connectors.web.connector import WebConnector
from errors import ConfigurationError
from handoff.sealing import derive
from operation.settings import Settings


@dataclass(frozen=True, slots=True)
class ChannelParts:
    """What channels are joined to; `key` is the gateway's own, other keys are made from it."""

    inbox: Inbox
    pages: Pages
    trail: Trail
    alarms: Alarms
    key: bytes = field(repr=False)


def channels_of(
    settings: Settings, parts: ChannelParts, app: web.Application
) -> Mapping[str, Connector]:
    """Return the channels by name, with their addresses added to the public application.

    Raises:
        ConfigurationError: a channel is set up by half.
    """
    page = WebConnector(
        inbox=parts.inbox,
        pages=parts.pages,
        words=child_words(settings),
        token_key=derive(parts.key, "page tokens"),
        neutral_site=settings.neutral_site,
        clock=time.monotonic,
    )
    page.add_routes(app)
    channels: dict[str, Connector] = {page.channel: page}
    telegram = telegram_access(settings, parts.key)
    if telegram:
        chat = TelegramConnector(
            inbox=parts.inbox,
            trail=parts.trail,
            alarms=parts.alarms,
            access=telegram,
            words=telegram_words(settings),
        )
        chat.add_routes(app)
        channels[chat.channel] = chat
    line = line_access(settings)
    if line:
        account = LineConnector(inbox=parts.inbox, alarms=parts.alarms, access=line, clock=now)
        account.add_routes(app)
        channels[account.channel] = account
    return channels


def telegram_access(settings: Settings, key: bytes) -> TelegramAccess | None:
    """Return how Telegram is reached; None when it is not set up."""
    token = _plain(settings.telegram_token)
    if not token:
        return None
    return TelegramAccess(
        token=token,
        mode=settings.telegram_mode,
        secret=_plain(settings.telegram_secret) or derive(key, "telegram webhook").hex(),
        api_url=settings.telegram_api_url.rstrip("/"),
        public_url=settings.public_url,
    )


def line_access(settings: Settings) -> LineAccess | None:
    """Return how LINE is reached; None when it is not set up.

    Raises:
        ConfigurationError: only one of its two secrets is there.
    """
    secret, token = _plain(settings.line_channel_secret), _plain(settings.line_channel_token)
    if not secret and not token:
        return None
    if not secret or not token:
        raise ConfigurationError("LINE needs both LINE_CHANNEL_SECRET and LINE_CHANNEL_TOKEN")
    return LineAccess(
        secret=secret,
        token=token,
        api_url=settings.line_api_url.rstrip("/"),
        public_url=settings.public_url,
    )


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
