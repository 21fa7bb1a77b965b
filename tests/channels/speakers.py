"""A child at its phone, on each channel: what it can do there, and what it sees.

A speaker does only what the platform's app or our page lets a child do, and tells only what that
shows. It never looks into the helpline.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, cast

import aiohttp

from tests.fakes.line.child import Child as LineChild
from tests.fakes.line.event import Kind as LineKind
from tests.fakes.line.server import FakeLine
from tests.fakes.telegram.child import Child as TelegramChild
from tests.fakes.telegram.contents import Kind as TelegramKind
from tests.fakes.telegram.server import FakeTelegram
from tests.service.installation import Child as Page
from tests.service.installation import eventually

PATIENCE = 90.0
"""Seconds until waiting is in vain: many children share two cores with a helpline that logs all."""

_ON_DEVICE = ("tel:", "url:", "http://", "https://")
_TELEGRAM_KINDS = {"picture": "photo", "file": "document", "other": "poll"}
_LINE_KINDS = {"picture": "image", "voice": "audio"}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble of the helpline: its words and the buttons under it, key and label."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()


class Speaker(Protocol):
    """A child on some channel."""

    channel: str

    @property
    def heard(self) -> list[Bubble]:
        """All bubbles of the helpline that ever came, in order."""
        ...

    @property
    def screen(self) -> list[str]:
        """The words of the helpline that are still to be seen, in order."""
        ...

    def offered(self, since: int) -> list[tuple[str, str]]:
        """Key and label of what can be pressed now, of the bubbles after the first `since`."""
        ...

    @property
    def over(self) -> bool:
        """Whether the phone itself shows that this conversation has ended."""
        ...

    async def starts(self) -> None: ...

    async def says(self, text: str) -> None: ...

    async def presses(self, key: str) -> None: ...

    async def sends(self, sort: str) -> None: ...

    async def edits(self, text: str) -> None: ...

    async def unsends(self) -> None: ...

    async def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait for something that this child can see.

        Raises:
            AssertionError: it did not come.
        """
        ...

    async def goes(self) -> None:
        """Put the phone away."""
        ...


class WebSpeaker:
    """A child at our own page."""

    channel = "web"

    def __init__(self, http: aiohttp.ClientSession, public: str, language: str) -> None:
        self._page = Page(http, public, "child")
        self._language = language
        self._following: asyncio.Task[None] | None = None

    @property
    def heard(self) -> list[Bubble]:
        lines = cast("list[dict[str, object]]", self._page.shown)
        return [
            Bubble(str(line["text"]), _pressable((one["label"], one["key"]) for one in buttons))
            for line in lines
            if line["author"] != "child"
            for buttons in [cast("list[dict[str, str]]", line["buttons"])]
        ]

    @property
    def screen(self) -> list[str]:
        return [bubble.text for bubble in self.heard]

    @property
    def over(self) -> bool:
        """As the page reckons: nobody has a conversation that somebody had."""
        owners = self._page.owners
        had = any(owner not in {"none", "closed"} for owner in owners)
        return had and owners[-1] in {"none", "closed"}

    def offered(self, since: int) -> list[tuple[str, str]]:
        return [button for bubble in self.heard[since:] for button in bubble.buttons]

    async def starts(self) -> None:
        raise AssertionError("the page greets by itself")

    async def says(self, text: str) -> None:
        await self._open()
        await self._page.write(text, self._language)

    async def presses(self, key: str) -> None:
        await self._page.do("tap", key, self._language)

    async def sends(self, sort: str) -> None:
        raise AssertionError("the page takes words only")

    async def edits(self, text: str) -> None:
        raise AssertionError("the page cannot change what was sent")

    async def unsends(self) -> None:
        raise AssertionError("the page cannot take back what was sent")

    async def until(self, true: Callable[[], bool], what: str) -> None:
        await eventually(true, what, PATIENCE)

    async def goes(self) -> None:
        if self._following:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    async def _open(self) -> None:
        if self._following is None:
            await self._page.come()
            self._following = asyncio.create_task(self._page.follow())


class TelegramSpeaker:
    """A child with Telegram."""

    channel = "telegram"

    def __init__(self, fake: FakeTelegram, language: str) -> None:
        self._fake = fake
        self.child: TelegramChild = fake.child(language_code=language)
        self._last = 0

    @property
    def heard(self) -> list[Bubble]:
        return [Bubble(line.text, _pressable(line.buttons)) for line in self.child.received]

    @property
    def screen(self) -> list[str]:
        return [line.text for line in self.child.shown]

    @property
    def over(self) -> bool:
        """Such a chat never shows that it ended."""
        return False

    def offered(self, since: int) -> list[tuple[str, str]]:
        return [button for bubble in self.heard[since:] for button in bubble.buttons]

    async def starts(self) -> None:
        await self.child.says("/start")

    async def says(self, text: str) -> None:
        self._last = await self.child.says(text)

    async def presses(self, key: str) -> None:
        await self.child.presses(key)

    async def sends(self, sort: str) -> None:
        await self.child.sends(cast("TelegramKind", _TELEGRAM_KINDS.get(sort, sort)))

    async def edits(self, text: str) -> None:
        await self.child.edits(self._last, text)

    async def unsends(self) -> None:
        raise AssertionError("a bot is not told of what is taken back")

    async def until(self, true: Callable[[], bool], what: str) -> None:
        await _in_time(self._fake.until(true), what)

    async def goes(self) -> None:
        """Nothing is left open."""


class LineSpeaker:
    """A child with LINE."""

    channel = "line"

    def __init__(self, fake: FakeLine) -> None:
        self._fake = fake
        self.child: LineChild = fake.child()
        self._last = ""

    @property
    def heard(self) -> list[Bubble]:
        return [Bubble(bubble.text, _pressable(bubble.buttons)) for bubble in self.child.received]

    @property
    def screen(self) -> list[str]:
        return [bubble.text for bubble in self.child.shown]

    @property
    def over(self) -> bool:
        """Such a chat never shows that it ended."""
        return False

    def offered(self, since: int) -> list[tuple[str, str]]:
        """Return what is under the newest bubble: LINE takes away all others."""
        newest = self.child.shown[-1:]
        return [button for bubble in newest for button in _pressable(bubble.buttons)]

    async def starts(self) -> None:
        await self.child.follows()

    async def says(self, text: str) -> None:
        self._last = await self.child.says(text)

    async def presses(self, key: str) -> None:
        await self.child.presses(key)

    async def sends(self, sort: str) -> None:
        await self.child.sends(cast("LineKind", _LINE_KINDS.get(sort, sort)))

    async def edits(self, text: str) -> None:
        raise AssertionError("LINE cannot change what was sent")

    async def unsends(self) -> None:
        await self.child.unsends(self._last)

    async def until(self, true: Callable[[], bool], what: str) -> None:
        await _in_time(self._fake.until(true, PATIENCE), what)

    async def goes(self) -> None:
        """Nothing is left open."""


def _pressable(labelled: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return key and label of what comes back to the helpline when it is pressed."""
    return tuple((key, label) for label, key in labelled if not key.startswith(_ON_DEVICE))


async def _in_time(wait: Awaitable[None], what: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await wait
    except TimeoutError:
        raise AssertionError(f"in vain: {what}") from None
