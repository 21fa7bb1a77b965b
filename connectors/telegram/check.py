"""Looks at a bot through Telegram's eyes, for an operator who asks whether the channel is well.

It changes nothing, takes in nothing, and reads nothing of any child.
"""

from collections.abc import Callable, Iterator
from typing import Final

from telegram import Bot, WebhookInfo

from connectors.look import Fact, Look, Problem
from connectors.telegram.access import TelegramAccess
from connectors.telegram.setup import COMMANDS, DANGERS
from connectors.telegram.transport import Transport, hush, make_bot
from connectors.telegram.update import CHANNEL
from connectors.telegram.verdict import Fate, verdict

RECENT_SECONDS: Final = 3600
"""How long an error of Telegram's with our webhook is news."""

MANY: Final = 100
"""Updates that wait: more means that nobody takes them in."""


async def look(access: TelegramAccess, *, clock: Callable[[], int]) -> Look:
    """Return how Telegram sees the bot now; never raises for what it finds.

    Facts: `mode`, `username`, `webhook_url`, `pending`, `last_error_at` (seconds since the epoch),
    `last_error`. Problems: `unreachable`, `token`, `answer`, those of `DANGERS`, `webhook_foreign`
    (set while asking for updates), `public_url_missing`, `webhook_missing`, `webhook_elsewhere`,
    `webhook_failing`, `pending_many`, `commands_missing`.

    Args:
        access: of the bot.
        clock: milliseconds since the epoch.
    """
    hush()
    transport = Transport()
    try:
        return await _look(access, make_bot(access.token, access.api_url, transport), clock())
    except Exception as error:  # noqa: BLE001 - every failure is a finding, told by its kind alone
        return _without_answer(access, error)
    finally:
        await transport.shutdown()


async def _look(access: TelegramAccess, bot: Bot, now: int) -> Look:
    me = (await bot.get_me()).to_dict()
    webhook = await bot.get_webhook_info()
    commands = [await bot.get_my_commands(language_code=code) for code in ("th", "en")]
    facts: dict[str, Fact] = {
        "mode": access.mode,
        "username": str(me.get("username", "")),
        "webhook_url": webhook.url,
        "pending": webhook.pending_update_count,
    }
    if webhook.last_error_date is not None:
        facts["last_error_at"] = int(webhook.last_error_date.timestamp())
        facts["last_error"] = webhook.last_error_message or ""
    problems = [Problem(code) for name, code in DANGERS.items() if me.get(name)]
    problems += _of_webhook(access, webhook)
    problems += _of_delivery(facts, now)
    if any([one.command for one in each] != list(COMMANDS) for each in commands):
        problems.append(Problem("commands_missing", gravity="warning"))
    return Look(CHANNEL, reachable=True, facts=facts, problems=tuple(problems))


def _of_webhook(access: TelegramAccess, webhook: WebhookInfo) -> Iterator[Problem]:
    """Judge where updates go: to nobody when they are asked for, else to our own address."""
    wanted, url = access.webhook_url, webhook.url
    if access.mode == "polling":
        if url:
            yield Problem("webhook_foreign", {"url": url}, "warning")
    elif wanted is None:
        yield Problem("public_url_missing")
    elif not url:
        yield Problem("webhook_missing", {"wanted": wanted}, "warning")
    elif url != wanted:
        yield Problem("webhook_elsewhere", {"url": url, "wanted": wanted})


def _of_delivery(facts: dict[str, Fact], now: int) -> Iterator[Problem]:
    at, pending = facts.get("last_error_at"), facts["pending"]
    if isinstance(at, int) and now / 1000 - at < RECENT_SECONDS:
        yield Problem("webhook_failing", {"reason": facts["last_error"], "at": at})
    if isinstance(pending, int) and pending > MANY:
        yield Problem("pending_many", {"count": pending}, "warning")


def _without_answer(access: TelegramAccess, error: Exception) -> Look:
    fate = verdict(error).fate
    code = {Fate.TOKEN: "token", Fate.AWAY: "unreachable"}.get(fate, "answer")
    problem = Problem(code, {"error": type(error).__name__})
    return Look(CHANNEL, fate is not Fate.AWAY, {"mode": access.mode}, (problem,))
