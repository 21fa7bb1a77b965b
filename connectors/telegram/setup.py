"""Tells Telegram once, at the start, what the bot is: its address, commands and descriptions.

The helpline never waits for it: while Telegram is away it is tried again and again in the
background, and what staff must hear of rings an alarm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

import structlog
from telegram import Bot, BotCommand
from telegram.constants import BotCommandLimit, BotDescriptionLimit

from connectors.base import Language
from connectors.bell import Bell, Code
from connectors.telegram.access import Pauses, TelegramAccess
from connectors.telegram.update import ALLOWED_UPDATES, CHANNEL
from connectors.telegram.verdict import Fate, verdict
from errors import InvalidContent

Words = Mapping[str, Mapping[Language, str]]

COMMANDS: Final = ("start", "human", "menu", "exit", "delete", "thai", "english")
"""Shown in this order; `/help` is understood too."""

CONNECTIONS: Final = 40
"""Posts at once to the webhook, Telegram's own default (setWebhook)."""

DANGERS: Final[Mapping[str, str]] = {
    "can_join_groups": "joins_groups",
    "supports_inline_queries": "answers_inline",
    "can_connect_to_business": "joins_business",
    "supports_guest_queries": "answers_guests",
}
"""What getMe must not say, and the code of the problem if it does (platforms.md 2.1)."""

_LANGUAGES: Final[tuple[Language, ...]] = ("th", "en")
_log = structlog.get_logger()


class Introduction:
    """The words of a bot, by the language code they are set for; "" is for all other languages."""

    def __init__(self, words: Words) -> None:
        """Read the texts of `bot/content/pages/telegram.yml`.

        Raises:
            InvalidContent: a text is missing or longer than Telegram takes.
        """
        self.commands = {
            code: [
                BotCommand(
                    name, _text(words, f"command.{name}", code, BotCommandLimit.MAX_DESCRIPTION)
                )
                for name in COMMANDS
            ]
            for code in (*_LANGUAGES, "")
        }
        self.descriptions = _by_code(
            words, "description", BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
        )
        self.shorts = _by_code(words, "short", BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)


class Setup:
    """What is done at the start, each step until it succeeds."""

    def __init__(
        self,
        *,
        bot: Bot,
        access: TelegramAccess,
        introduction: Introduction,
        bell: Bell,
        pauses: Pauses,
    ) -> None:
        self._bot = bot
        self._access = access
        self._introduction = introduction
        self._bell = bell
        self._pauses = pauses

    async def point(self) -> None:
        """Have updates posted to the webhook, or to nobody when they are asked for."""
        url = self._access.webhook_url
        if self._access.mode == "polling":
            await self._until_done(lambda: self._bot.delete_webhook(drop_pending_updates=False))
        elif url is None:
            await self._bell.ring("webhook")
            return
        else:
            await self._until_done(lambda: self._set_webhook(url), "webhook")
        await self._bell.clear("webhook")

    async def introduce(self) -> None:
        """Look at the bot's settings, then give it its commands and descriptions."""
        await self._until_done(self._examine)
        for code in self._introduction.commands:
            await self._until_done(partial(self._introduce, code))

    async def _set_webhook(self, url: str) -> None:
        await self._bot.set_webhook(
            url,
            secret_token=self._access.secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )

    async def _examine(self) -> None:
        me = (await self._bot.get_me()).to_dict()
        await self._bell.clear("token")
        if any(me.get(setting) for setting in DANGERS):
            await self._bell.ring("settings")
        else:
            await self._bell.clear("settings")

    async def _introduce(self, code: str) -> None:
        """Set what is not set already: Telegram takes few changes of these a day."""
        language, words = code or None, self._introduction
        if list(await self._bot.get_my_commands(language_code=language)) != words.commands[code]:
            await self._bot.set_my_commands(words.commands[code], language_code=language)
        described = await self._bot.get_my_description(language)
        if described.description != words.descriptions[code]:
            await self._bot.set_my_description(words.descriptions[code], language)
        short = await self._bot.get_my_short_description(language)
        if short.short_description != words.shorts[code]:
            await self._bot.set_my_short_description(words.shorts[code], language)

    async def _until_done(
        self, step: Callable[[], Awaitable[object]], alarm: Code | None = None
    ) -> None:
        """Try a step until it succeeds; `alarm` rings while Telegram refuses it."""
        failures = 0
        while True:
            try:
                await step()
            except Exception as error:  # noqa: BLE001 - told by its type; nothing may end the start
                await asyncio.sleep(await self._pause(error, failures, alarm))
                failures += 1
            else:
                return

    async def _pause(self, error: Exception, failures: int, alarm: Code | None) -> float:
        found = verdict(error)
        _log.warning("setup_failed", channel=CHANNEL, error=type(error).__name__)
        if found.fate is Fate.TOKEN:
            await self._bell.ring("token")
            return self._pauses.refused
        if found.fate is Fate.REFUSED:
            if alarm is not None:
                await self._bell.ring(alarm)
            return self._pauses.refused
        grown = self._pauses.first * 2.0 ** min(failures, 20)
        return found.seconds or min(grown, self._pauses.longest)


def _by_code(words: Words, name: str, most: int) -> Mapping[str, str]:
    return {code: _text(words, name, code, most) for code in (*_LANGUAGES, "")}


def _text(words: Words, name: str, code: str, most: int) -> str:
    """Return a text for a language code; for all other languages both, where they fit."""
    try:
        both = words[f"telegram.{name}"]
        texts = {language: both[language].strip() for language in _LANGUAGES}
    except KeyError as error:
        raise InvalidContent(f"telegram.yml: a text is missing: {error}") from None
    for language, text in texts.items():
        if not 0 < len(text) <= most:
            raise InvalidContent(f"telegram.yml: {name}.{language} must have 1 to {most} signs")
    joined = " · ".join(dict.fromkeys(texts.values()))
    others = joined if len(joined) <= most else texts["th"]
    return {"th": texts["th"], "en": texts["en"]}.get(code, others)
