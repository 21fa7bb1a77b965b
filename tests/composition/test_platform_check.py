"""What `helpline check` tells an operator of Telegram and LINE, asked as an operator asks it."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from telegram import Bot

from bot.words import Words
from composition.checking import has_platforms
from composition.platform_check import platform_findings
from connectors.line import check as line_check
from connectors.line.webhook import Unwelcome, signed_body
from connectors.look import Look, Problem
from connectors.telegram import check as telegram_check
from connectors.telegram.setup import DANGERS
from operation.settings import Settings, load_settings
from tests.fakes.line.server import FakeLine, line_server
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import FakeTelegram, telegram_server

ROOT = Path(__file__).parents[2]
OWN = ("HELPLINE_", "REDIS_", "TELEGRAM_", "LINE_")
ONLY = "--platforms"
NOBODY = "http://127.0.0.1:9"
WORDS = Words.load(ROOT / "composition" / "check.yml")


@dataclass(slots=True)
class Place:
    """Both platforms, an address of ours that LINE can post to, and the settings that join them."""

    telegram: FakeTelegram
    line: FakeLine
    public_url: str
    home: str
    known_secret: str

    @property
    def settings(self) -> dict[str, str]:
        return {
            "HELPLINE_HOME": self.home,
            "HELPLINE_PUBLIC_URL": self.public_url,
            "TELEGRAM_TOKEN": self.telegram.token,
            "TELEGRAM_API_URL": self.telegram.url,
            "LINE_CHANNEL_SECRET": self.line.channel_secret,
            "LINE_CHANNEL_TOKEN": self.line.channel_token,
            "LINE_API_URL": self.line.url,
        }

    async def check(self, *options: str, **changes: str | None) -> tuple[int, str]:
        """Run the command; its exit status and all it said, which is never a secret."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        wanted: Mapping[str, str | None] = {**self.settings, **changes}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "helpline",
            "check",
            *options,
            cwd=ROOT,
            env={**kept, **{name: value for name, value in wanted.items() if value is not None}},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        text = said.decode()
        assert "Traceback" not in text
        for name in ("TELEGRAM_TOKEN", "LINE_CHANNEL_SECRET", "LINE_CHANNEL_TOKEN"):
            assert self.settings[name] not in text
        return process.returncode or 0, text

    def load(self, monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
        """Read the settings here, as the command does."""
        for name, value in {**self.settings, **changes}.items():
            monkeypatch.setenv(name, value)
        return load_settings()


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="hl-"))
        telegram = await stack.enter_async_context(telegram_server())
        line = await stack.enter_async_context(line_server())
        place = Place(telegram, line, "", home, line.channel_secret)
        place.public_url = await stack.enter_async_context(_Door(place))
        line.webhook_url = f"{place.public_url}/line/webhook"
        yield place


class _Door:
    """Where LINE posts to: takes what is signed with the secret our side knows."""

    def __init__(self, place: Place) -> None:
        app = web.Application()
        app.router.add_post("/line/webhook", self._take)
        self._place = place
        self._runner = web.AppRunner(app, access_log=None)

    async def __aenter__(self) -> str:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def __aexit__(self, *error: object) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        try:
            await signed_body(request, self._place.known_secret)
        except Unwelcome as unwelcome:
            return web.Response(status=unwelcome.status)
        return web.Response()


async def test_channels_that_are_well_set_up_are_described_and_nothing_is_to_mend(
    place: Place,
) -> None:
    status, said = await place.check()
    assert status == 0, said
    assert "childline_1387:" in said
    for part in (
        "Telegram: reachable; the helpline asks for messages",
        "messages that wait to be taken in: 0",
        "groups, inline mode, business accounts and guest queries are off",
        "helpline run sets them at its start",
        "LINE: reachable",
        f"webhook address: {place.public_url}/line/webhook",
        "tried the webhook, and it answered well",
        "messages used this month: 0 of 300 (0 %)",
        "Webhook redelivery must be on",
        "auto-response and greeting message must be off",
        "Allow bot to join group chats must be off",
        "nothing to mend",
    ):
        assert part in said
    assert "to mend:" not in said
    assert place.telegram.profile_calls == []
    assert place.line.profile_calls == 0


async def test_an_operator_who_sets_a_channel_up_need_not_wait_for_the_rest(place: Place) -> None:
    status, said = await place.check(ONLY)
    assert status == 0, said
    assert "LINE: reachable" in said
    assert "childline_1387:" not in said
    assert "nothing to mend" in said


async def test_a_check_takes_in_nothing_and_says_nothing_to_a_child(place: Place) -> None:
    child = place.telegram.child()
    await child.says("อยู่ไหม")
    status, said = await place.check(ONLY)
    assert (status, "messages that wait to be taken in: 1" in said) == (0, True)
    assert place.telegram.pending == 1
    assert child.received == []
    assert {call.method for call in place.telegram.calls} <= {
        "getMe",
        "getWebhookInfo",
        "getMyCommands",
    }


async def test_every_switch_that_endangers_children_comes_with_the_way_to_turn_it_off(
    place: Place,
) -> None:
    dangers = ("can_join_groups", "supports_inline_queries", "can_connect_to_business")
    place.telegram.me.update(dict.fromkeys((*dangers, "supports_guest_queries"), True))
    place.line.chat_mode = "chat"
    status, said = await place.check(ONLY)
    assert status == 1
    assert "5 to mend" in said
    for how in ("/setjoingroups", "/setinline", "Business Mode", "Guest Mode", "turn Chat off"):
        assert how in said
    assert "are off, as they must be" not in said


async def test_refused_tokens_are_told_with_where_to_get_new_ones(place: Place) -> None:
    stale = place.telegram.token[:-1] + "9"
    status, said = await place.check(ONLY, TELEGRAM_TOKEN=stale, LINE_CHANNEL_TOKEN="an-old-token")
    assert status == 1
    assert "to mend: Telegram: refuses the token" in said
    assert "to mend: LINE: refuses the token" in said
    assert stale not in said
    assert "an-old-token" not in said
    assert "reachable;" not in said


async def test_platforms_that_are_away_are_told_with_what_to_look_at(place: Place) -> None:
    status, said = await place.check(ONLY, TELEGRAM_API_URL=NOBODY, LINE_API_URL=NOBODY)
    assert status == 1
    assert "to mend: Telegram: cannot be reached" in said
    assert "to mend: LINE: cannot be reached" in said


async def test_in_webhook_mode_the_address_must_be_set_and_ours(place: Place) -> None:
    status, said = await place.check(ONLY, TELEGRAM_MODE="webhook", HELPLINE_PUBLIC_URL=None)
    assert status == 1
    assert "to mend: Telegram: webhook mode needs HELPLINE_PUBLIC_URL" in said
    assert "to mend: LINE: posts messages to the helpline, so HELPLINE_PUBLIC_URL" in said
    status, said = await place.check(
        ONLY, TELEGRAM_MODE="webhook", HELPLINE_PUBLIC_URL="http://chat.example.org"
    )
    assert status == 1
    assert "no webhook is set" in said
    assert "http://chat.example.org/telegram/webhook at its start" in said
    assert said.count("is no https address") == 2
    assert "to mend: LINE: posts to another address" in said


async def test_a_line_webhook_that_is_off_deaf_or_elsewhere_hurts(place: Place) -> None:
    place.line.webhook_active = False
    status, said = await place.check(ONLY, TELEGRAM_TOKEN=None)
    assert status == 1
    assert "Telegram: not set up" in said
    assert "to mend: LINE: the webhook is off" in said
    place.line.webhook_active = True
    place.known_secret = "of another channel"
    status, said = await place.check(ONLY, TELEGRAM_TOKEN=None)
    assert status == 1
    assert "to mend: LINE: tried the webhook and failed (401" in said
    status, said = await place.check(
        ONLY, TELEGRAM_TOKEN=None, HELPLINE_PUBLIC_URL="https://chat.example.org"
    )
    assert status == 1
    assert f"posts to another address ({place.public_url}/line/webhook)" in said
    assert "not to https://chat.example.org/line/webhook" in said


async def test_half_a_line_channel_is_none(place: Place) -> None:
    status, said = await place.check(ONLY, LINE_CHANNEL_SECRET=None, TELEGRAM_TOKEN=None)
    assert status == 1
    assert "LINE: set up by half" in said


async def test_without_any_channel_nothing_of_channels_is_said_or_asked(place: Place) -> None:
    status, said = await place.check(
        ONLY, TELEGRAM_TOKEN=None, LINE_CHANNEL_SECRET=None, LINE_CHANNEL_TOKEN=None
    )
    assert status == 0
    assert "nothing to mend" in said
    assert "Telegram:" not in said
    assert "LINE:" not in said
    assert place.telegram.calls == []
    assert place.line.calls == []


async def test_a_foreign_webhook_is_named_without_the_token_in_its_address(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other programs put the bot's token into the path, and names and keys beside it."""
    settings = place.load(monkeypatch)
    token = place.telegram.token
    url = f"http://me:secret@127.0.0.1:9/{token}?key=987654321:AAother_token_0123456789_abc"
    await _set_webhook(place, url)
    what = await _wrong(settings, "Telegram")
    assert "a webhook is set (http://127.0.0.1:9/(hidden))" in what
    assert token not in what
    assert "secret@" not in what


async def test_what_waits_and_what_failed_is_told_with_its_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = place.load(monkeypatch, TELEGRAM_MODE="webhook")
    await _set_webhook(place, f"{place.public_url}/telegram/webhook")
    child = place.telegram.child()
    for number in range(101):
        await child.says(f"บรรทัด {number}")
    await place.telegram.until(lambda: bool(place.telegram.webhook_answers))
    what = await _wrong(settings, "Telegram")
    assert "messages wait and nobody takes them in" in what
    assert "could not deliver to the webhook at 20" in what
    assert "UTC" in what
    assert "บรรทัด" not in what


@pytest.mark.parametrize(
    ("limit", "used", "wrong", "told"),
    [
        (300, 250, "250 of 300 messages of this month are used (83 %)", "250 of 300 (83 %)"),
        (300, 300, "used up (300 of 300)", "300 of 300 (100 %)"),
        (None, 900, "", "900, without a limit"),
    ],
)
async def test_what_is_left_of_the_month_is_told(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    limit: int | None,
    used: int,
    wrong: str,
    told: str,
) -> None:
    place.line.quota.limit, place.line.quota.used = limit, used
    findings = await platform_findings(place.load(monkeypatch))
    assert wrong in " ".join(finding.what for finding in findings if finding.hurts)
    assert told in " ".join(finding.what for finding in findings if not finding.hurts)


async def test_a_platform_that_never_answers_keeps_nobody_waiting(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.telegram.misbehave(Fault("accept_then_hang", "getMe"))
    place.line.misbehave("hang", on="info")
    findings = await platform_findings(place.load(monkeypatch), seconds=0.5)
    assert [finding.where for finding in findings] == ["Telegram", "LINE"]
    assert all(finding.hurts and "did not answer" in finding.what for finding in findings)


async def test_a_problem_without_words_is_still_a_problem(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look(_access: object, **_: object) -> Look:
        return Look("telegram", reachable=True, problems=(Problem("new_danger"),))

    monkeypatch.setattr("connectors.telegram.check.look", look)
    assert "new_danger" in await _wrong(place.load(monkeypatch), "Telegram")


@pytest.mark.parametrize("empty", ["TELEGRAM_TOKEN", "LINE_CHANNEL_SECRET", "LINE_CHANNEL_TOKEN"])
async def test_an_empty_variable_sets_up_nothing(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TELEGRAM_TOKEN", "LINE_CHANNEL_SECRET", "LINE_CHANNEL_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(empty, "")
    assert not has_platforms(load_settings())
    monkeypatch.setenv(empty, "x")
    assert has_platforms(load_settings())


def test_every_code_a_look_may_have_has_words() -> None:
    """The codes stand in the docstrings of both looks."""
    for channel, look in (("telegram", telegram_check.look), ("line", line_check.look)):
        told = (look.__doc__ or "").partition("Problems")[2].partition("Facts")[0]
        fields = {"url", "expected", "status", "reason", "limit", "used", "percent", "DANGERS"}
        codes = {part for part in told.split("`")[1::2] if part not in fields}
        codes |= set(DANGERS.values()) if channel == "telegram" else set()
        assert len(codes) > 5
        for code in codes:
            known = {f"{channel}.problem.{code}", f"{channel}.note.{code}"}
            assert known & set(WORDS), code


async def _set_webhook(place: Place, url: str) -> None:
    async with Bot(place.telegram.token, base_url=f"{place.telegram.url}/bot") as bot:
        await bot.set_webhook(url, allowed_updates=["message"])


async def _wrong(settings: Settings, where: str) -> str:
    findings = await platform_findings(settings)
    return "\n".join(f.what for f in findings if f.hurts and f.where == where)
