"""`helpline check`: how Telegram and LINE see this installation, in words for its operator.

It only looks, at all of them at once and never for long. It prints no secret, not even one that a
platform gives back within an address, and nothing of a child.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from bot.words import Words
from composition.channels import line_access, telegram_access
from composition.mind import ROOT
from composition.storage import now
from connectors.line import check as line_check
from connectors.look import Fact, Look
from connectors.telegram import check as telegram_check
from connectors.telegram.setup import DANGERS
from errors import ConfigurationError
from operation.check import Finding
from operation.settings import Settings

SECONDS: Final = 30.0
"""The longest one platform may take for all its answers, of which one waits for our webhook."""

_LONGEST_SHOWN = 200
_TOKEN = re.compile(r"\d{5,}(?::|%3A)[\w-]{20,}|[\w+/=-]{60,}")
_HIDDEN = "(hidden)"
_TIMES = ("at", "last_error_at")
_ADDRESSES = ("url", "webhook_url", "wanted", "expected")
_NO_KEY = bytes(32)
"""A look never shows the webhook's secret, so that it needs no key to make it from."""


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform that is looked at.

    Attributes:
        look: asks it; None where the channel is not set up.
        told: of a look, which facts of the words are true.
        posts: it posts to our public address.
    """

    channel: str
    look: Callable[[], Awaitable[Look]] | None
    told: Callable[[Look], Mapping[str, bool]]
    posts: bool = False


async def platform_findings(settings: Settings, seconds: float = SECONDS) -> Sequence[Finding]:
    """Return what an operator has to know of each platform, and what is to be mended there.

    Args:
        settings: of this installation.
        seconds: the longest one platform may take.
    """
    report = _Report(settings, Words.load(ROOT / "composition" / "check.yml"), seconds)
    found = await asyncio.gather(report.telegram(), report.line())
    return [finding for each in found for finding in each]


class _Report:
    """Turns looks into findings."""

    def __init__(self, settings: Settings, words: Words, seconds: float) -> None:
        self._settings = settings
        self._words = words
        self._seconds = seconds

    async def telegram(self) -> Sequence[Finding]:
        """Look at the bot."""
        access = telegram_access(self._settings, _NO_KEY)
        look = None if access is None else lambda: telegram_check.look(access, clock=now)
        posts = access is not None and access.mode == "webhook"
        return await self._of(Platform("telegram", look, _told_of_telegram, posts))

    async def line(self) -> Sequence[Finding]:
        """Look at the LINE channel."""
        try:
            access = line_access(self._settings)
        except ConfigurationError as error:
            return [Finding(self._name("line"), self._say("any.half", {"reason": str(error)}))]
        look = None if access is None else lambda: line_check.look(access)
        return await self._of(Platform("line", look, _told_of_line, posts=True))

    async def _of(self, platform: Platform) -> Sequence[Finding]:
        name = self._name(platform.channel)
        if platform.look is None:
            return [Finding(name, self._say("any.absent", {}), hurts=False)]
        try:
            async with asyncio.timeout(self._seconds):
                look = await platform.look()
        except TimeoutError:
            fields: dict[str, Fact] = {"seconds": round(self._seconds)}
            return [Finding(name, self._say("any.slow", fields))]
        found = [*self._facts(platform, look), *self._problems(platform, look)]
        return [Finding(name, what, hurts) for what, hurts in found]

    def _facts(self, platform: Platform, look: Look) -> Iterator[tuple[str, bool]]:
        told = platform.told(look)
        for code, true in told.items():
            if true:
                yield self._say(f"{platform.channel}.fact.{code}", look.facts), False
        if any(told.values()):
            for text_id in self._words:
                if text_id.startswith(f"{platform.channel}.remind."):
                    yield self._say(text_id, {}), False

    def _problems(self, platform: Platform, look: Look) -> Iterator[tuple[str, bool]]:
        for problem in look.problems:
            note = f"{platform.channel}.note.{problem.code}"
            wrong = f"{platform.channel}.problem.{problem.code}"
            if note in self._words:
                yield self._say(note, problem.fields), False
            elif wrong in self._words:
                yield self._say(wrong, problem.fields), True
            else:
                yield self._say("any.other", {"code": problem.code}), True
        url = self._settings.public_url
        if platform.posts and url and not _is_fit(url):
            yield self._say("any.plain_address", {"url": url}), True

    def _name(self, channel: str) -> str:
        return self._words.say(f"{channel}.name", "en")

    def _say(self, text_id: str, fields: Mapping[str, Fact]) -> str:
        shown = {name: self._shown(name, value) for name, value in fields.items()}
        return self._words.say(text_id, "en", **shown)

    def _shown(self, name: str, value: Fact) -> str:
        """Return a value as a terminal may show it: without secrets, and on one line."""
        if name in _TIMES and isinstance(value, int):
            return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M} UTC"
        text = str(value)
        if name in _ADDRESSES:
            text = _without_query(text)
        for secret in _secrets(self._settings):
            text = text.replace(secret, _HIDDEN)
        text = "".join(sign for sign in _TOKEN.sub(_HIDDEN, text) if sign.isprintable())
        return text[:_LONGEST_SHOWN]


def _told_of_telegram(look: Look) -> Mapping[str, bool]:
    facts, reached = look.facts, "pending" in look.facts
    dangers = set(DANGERS.values())
    return {
        "polling": reached and facts.get("mode") == "polling",
        "webhook": reached and facts.get("mode") == "webhook",
        "webhook_url": bool(facts.get("webhook_url")),
        "pending": reached,
        "last_error": bool(facts.get("last_error_at")),
        "safe": reached and not dangers & {problem.code for problem in look.problems},
    }


def _told_of_line(look: Look) -> Mapping[str, bool]:
    facts = look.facts
    limit = facts.get("quota_limit")
    return {
        "reached": "chat_mode" in facts,
        "chat_off": facts.get("chat_mode") == "bot",
        "webhook_url": bool(facts.get("webhook_url")),
        "tested": facts.get("webhook_tested") is True,
        "quota": isinstance(limit, int) and limit >= 0,
        "unlimited": limit == -1,
    }


def _is_fit(url: str) -> bool:
    """Return whether a platform can post there: by https, or to this machine in a test."""
    address = urlsplit(url)
    return address.scheme == "https" or address.hostname in {"localhost", "127.0.0.1", "::1"}


def _without_query(url: str) -> str:
    """Return an address without what may be a secret in it: who signs in, and its query."""
    bare = url.partition("?")[0].partition("#")[0]
    scheme, separator, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"


def _secrets(settings: Settings) -> Iterator[str]:
    """Yield what must never be shown, where it is set."""
    for secret in (
        settings.telegram_token,
        settings.telegram_secret,
        settings.line_channel_secret,
        settings.line_channel_token,
    ):
        if secret:
            yield secret.get_secret_value()
