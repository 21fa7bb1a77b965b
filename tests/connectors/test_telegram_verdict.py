"""The error table of Telegram: what each error of a call says about the message."""

import datetime as dt
import warnings

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from connectors.telegram.verdict import Fate, Flood, Verdict, verdict


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


TABLE = [
    (Flood(3.5), Fate.FLOOD),
    (Forbidden("bot was blocked by the user"), Fate.BLOCKED),
    (BadRequest("chat not found"), Fate.REFUSED),
    (ChatMigrated(5), Fate.REFUSED),
    (InvalidToken(), Fate.TOKEN),
    (Conflict("another poller"), Fate.CONFLICT),
    (caused(TimedOut(), httpx.PoolTimeout("")), Fate.AWAY),
    (caused(TimedOut(), httpx.ConnectTimeout("")), Fate.AWAY),
    (caused(NetworkError(""), httpx.ConnectError("")), Fate.AWAY),
    (caused(TimedOut(), httpx.ReadTimeout("")), Fate.UNKNOWN),
    (caused(TimedOut(), httpx.WriteTimeout("")), Fate.UNKNOWN),
    (caused(NetworkError(""), httpx.RemoteProtocolError("")), Fate.UNKNOWN),
    (caused(NetworkError(""), httpx.ReadError("")), Fate.UNKNOWN),
    (caused(NetworkError(""), httpx.WriteError("")), Fate.UNKNOWN),
    (NetworkError("Bad Gateway"), Fate.UNKNOWN),
    (TimedOut(), Fate.UNKNOWN),
    (TelegramError("Invalid server response"), Fate.UNKNOWN),
    (KeyError("result"), Fate.UNKNOWN),
]


@pytest.mark.parametrize(("error", "fate"), TABLE, ids=lambda each: type(each).__name__)
def test_the_table(error: Exception, fate: Fate) -> None:
    assert verdict(error).fate is fate


def test_a_refusal_is_never_taken_for_a_broken_network() -> None:
    """In the library both are network errors; who repeats those sends one message nine times."""
    assert isinstance(BadRequest(""), NetworkError)
    assert verdict(caused(BadRequest(""), httpx.ConnectError(""))).fate is Fate.REFUSED


def test_a_flood_tells_its_seconds() -> None:
    assert verdict(Flood(3.5)) == Verdict(Fate.FLOOD, 3.5)


@pytest.mark.parametrize("opted_in", [True, False])
def test_the_librarys_own_flood_is_understood_either_way(
    monkeypatch: pytest.MonkeyPatch, *, opted_in: bool
) -> None:
    if opted_in:
        monkeypatch.setenv("PTB_TIMEDELTA", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert verdict(RetryAfter(dt.timedelta(seconds=7))) == Verdict(Fate.FLOOD, 7.0)
