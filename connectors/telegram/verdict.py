"""What an error of a call means for a message: taken, not taken, or nobody can know.

The table of platforms.md 2.2 as one pure function. It decides by the type of an error and of its
cause alone, because `BadRequest` and `TimedOut` are network errors too, and never by its text.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)


class Fate(StrEnum):
    """What became of a call that raised."""

    FLOOD = "flood"
    """Not taken: this chat got too much, and gets nothing for a while."""
    AWAY = "away"
    """Not taken: the platform was not reached."""
    BLOCKED = "blocked"
    REFUSED = "refused"
    """Not taken, and never will be."""
    TOKEN = "token"  # noqa: S105 - the name of an outcome
    """Not taken: the bot's token is not valid, or not any more."""
    CONFLICT = "conflict"
    """Not taken: somebody else takes in this bot's updates."""
    UNKNOWN = "unknown"
    """Perhaps taken."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate, and for a flood the seconds that the platform asked for."""

    fate: Fate
    seconds: float | None = None


class Flood(TelegramError):
    """A 429, raised by our own transport before the library makes its own error of it.

    The library's `RetryAfter` warns of a coming change whenever it is made, unless a variable of
    the environment is set, and an environment is not a library's to change.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("Too many requests")
        self.seconds = seconds


_BY_TYPE: Final = {
    BadRequest: Fate.REFUSED,
    ChatMigrated: Fate.REFUSED,
    EndPointNotFound: Fate.REFUSED,
    Forbidden: Fate.BLOCKED,
    InvalidToken: Fate.TOKEN,
    Conflict: Fate.CONFLICT,
}
_NEVER_LEFT: Final = frozenset({httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout})


def verdict(error: BaseException) -> Verdict:
    """Return what an error of a call means; whatever is not known for sure is `UNKNOWN`."""
    if isinstance(error, Flood):
        return Verdict(Fate.FLOOD, error.seconds)
    if isinstance(error, RetryAfter):
        return Verdict(Fate.FLOOD, _seconds(error.retry_after))
    fate = _BY_TYPE.get(type(error))
    if fate is not None:
        return Verdict(fate)
    network = type(error) in (NetworkError, TimedOut)
    never_left = network and type(error.__cause__) in _NEVER_LEFT
    return Verdict(Fate.AWAY if never_left else Fate.UNKNOWN)


def _seconds(pause: float | dt.timedelta) -> float:
    return pause.total_seconds() if isinstance(pause, dt.timedelta) else float(pause)
