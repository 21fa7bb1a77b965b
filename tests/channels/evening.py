"""One evening of the helpline: all its processes, both platforms, and many children at once.

Everything runs in a loop of its own, so that tests can ask about it while it goes on.
"""

import asyncio
import contextlib
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.content import Content
from bot.directory import Directory
from handoff.duty import Duty
from handoff.post import Post
from handoff.store import Store, connect
from tests.channels.lexicon import Lexicon
from tests.channels.play import Around, Play, Played
from tests.channels.script import Script
from tests.channels.speakers import LineSpeaker, Speaker, TelegramSpeaker, WebSpeaker
from tests.fakes.line.sdk_judge import sdk_findings
from tests.fakes.line.server import FakeLine, line_server
from tests.fakes.telegram.server import FakeTelegram, telegram_server
from tests.service.installation import CONTENT, ROOT, Installation, new_home, until

LONGEST = 500.0
"""Seconds of a whole evening."""

type Cast = Sequence[tuple[Script, str]]
"""Which scripts are to be played, each on which channel."""


@dataclass
class Evening:
    """A running helpline with its platforms."""

    installation: Installation
    telegram: FakeTelegram
    line: FakeLine
    loop: asyncio.AbstractEventLoop
    played: dict[tuple[str, str], Played] = field(default_factory=dict)

    def ask[T](self, what: Coroutine[Any, Any, T]) -> T:
        """Run something in the loop of the evening."""
        return _in(self.loop, what)

    async def play(self, cast: Cast) -> None:
        """Play all that happens with nobody on duty, and then the rest, each part all at once."""
        timeout = aiohttp.ClientTimeout(total=30)
        jar = aiohttp.DummyCookieJar()
        async with (
            aiohttp.ClientSession(timeout=timeout, cookie_jar=jar) as http,
            self._store() as store,
        ):
            around = self._around(store)
            for staffed in (False, True):
                await Duty(store).change("somebody", Post.on if staffed else Post.off)
                plays = [
                    Play(script, self._speaker(script, channel, http), around).run()
                    for script, channel in cast
                    if script.staffed is staffed
                ]
                for played in await asyncio.gather(*plays):
                    self.played[played.script.name, played.channel] = played

    def _around(self, store: Store) -> Around:
        directory = Directory.load(CONTENT / "services", demo=True)
        lexicon = Lexicon(Content.load(CONTENT, directory=directory))
        return Around(self.installation, store, self.installation.counsellors(store), lexicon)

    @contextlib.asynccontextmanager
    async def _store(self) -> AsyncIterator[Store]:
        store = Store(connect(f"unix://{self.installation.store_socket}"))
        await store.open()
        yield store
        await store.close()

    def _speaker(self, script: Script, channel: str, http: aiohttp.ClientSession) -> Speaker:
        if channel == "telegram":
            return TelegramSpeaker(self.telegram, script.language)
        if channel == "line":
            return LineSpeaker(self.line)
        return WebSpeaker(http, self.installation.public, script.language)


@contextlib.contextmanager
def evening(*, telegram_mode: str) -> Iterator[Evening]:
    """Run a helpline that logs all it ever logs, between two fake platforms."""
    with _loop() as loop, new_home() as home, contextlib.ExitStack() as stack:
        installation = Installation(home)
        platforms = contextlib.AsyncExitStack()
        telegram, line = _in(loop, _platforms(platforms))
        stack.callback(lambda: _in(loop, platforms.aclose()))
        one = Evening(installation, telegram, line, loop)
        _set_up(one, telegram_mode)
        stack.callback(installation.end)
        installation.start()
        _until_understood(installation)
        yield one


def _set_up(one: Evening, telegram_mode: str) -> None:
    home = one.installation.home
    home.mkdir(parents=True)
    models = ROOT / "var" / "models"
    if (models / "current.json").is_file():
        shutil.copytree(models, home / "models")
    else:
        assert one.installation.command("train").returncode == 0
    one.installation.more |= {
        "HELPLINE_DEMO": "1",
        "HELPLINE_LOG_LEVEL": "debug",
        "PYTHONASYNCIODEBUG": "1",
        "TELEGRAM_TOKEN": one.telegram.token,
        "TELEGRAM_API_URL": one.telegram.url,
        "TELEGRAM_MODE": telegram_mode,
        "LINE_CHANNEL_SECRET": one.line.channel_secret,
        "LINE_CHANNEL_TOKEN": one.line.channel_token,
        "LINE_API_URL": one.line.url,
        "HELPLINE_PUBLIC_URL": one.installation.public,
    }
    one.line.webhook_url = one.installation.public + "/line/webhook"
    one.line.redelivery = True


async def _platforms(stack: contextlib.AsyncExitStack) -> tuple[FakeTelegram, FakeLine]:
    telegram = await stack.enter_async_context(telegram_server())
    line = await stack.enter_async_context(line_server(judges=[sdk_findings]))
    return telegram, line


def _in[T](loop: asyncio.AbstractEventLoop, what: Coroutine[Any, Any, T]) -> T:
    return asyncio.run_coroutine_threadsafe(what, loop).result(LONGEST)


def _until_understood(installation: Installation) -> None:
    """Wait for the model: until it is there the bot reads by keywords only."""

    def there() -> bool:
        with socket.socket(socket.AF_UNIX) as visitor:
            return visitor.connect_ex(str(installation.home / "run" / "understanding.sock")) == 0

    until(there, "the model is loaded", 120)


@contextlib.contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="the evening")
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
