"""What one open page has still to be told, and all pages of this process that listen.

Changes are gathered, not queued: a page that is slow misses no state and costs no memory. Nothing
here holds a line of a conversation.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aiohttp import web

from handoff.board import Change
from handoff.desk.session import Session


@dataclass(slots=True)
class Pending:
    """What has happened since the page was last told; grows with conversations, not with events.

    Attributes:
        cursor: where the page goes on from once it has been told.
        lists: its lists may have changed.
        lost: changes were missed; everything is to be read anew.
        doubted: its session may have ended.
        ended: there is nothing more to come.
        lines: conversations with new or changed lines.
        states: conversations that changed hands, risk or state.
        typing: conversations whose child is writing.
    """

    cursor: str | None = None
    lists: bool = False
    lost: bool = False
    doubted: bool = False
    ended: bool = False
    lines: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    typing: set[str] = field(default_factory=set)

    def add(self, change: Change) -> None:
        """Note a change."""
        self.cursor = change.cursor or self.cursor
        named = {change.conversation} if change.conversation else set()
        if change.kind == "typing":
            self.typing |= named
            return
        if change.kind == "line":
            self.lines |= named
            return
        self.lists = True
        if change.kind in {"state", "closed"}:
            self.states |= named


class Stream:
    """One page that listens."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._pending = Pending()
        self._woken = asyncio.Event()
        self._mine: frozenset[str] = frozenset()

    def note(self, change: Change) -> None:
        """Add a change and wake the page's loop, unless it is a line of somebody else's."""
        self._pending.add(change)
        if change.kind not in {"line", "typing"} or change.conversation in self._mine:
            self._woken.set()

    def hold(self, mine: frozenset[str]) -> None:
        """Note whose conversations this page holds; a line that came meanwhile wakes it now."""
        self._mine = mine
        if (self._pending.lines | self._pending.typing) & mine:
            self._woken.set()

    @property
    def is_woken(self) -> bool:
        """Whether there is something to tell now."""
        return self._woken.is_set()

    def renew(self) -> None:
        """Let the page look at its lists again, though nothing changed for anybody else."""
        self._pending.lists = True
        self._woken.set()

    def look(self) -> None:
        """Let the stream ask now whether its session lasts."""
        self._pending.doubted = True
        self._woken.set()

    def start_anew(self, cursor: str) -> None:
        """Note that changes were missed, and where they go on from."""
        self._pending.lost = self._pending.lists = True
        self._pending.cursor = cursor
        self._woken.set()

    def end(self) -> None:
        """Let the stream finish."""
        self._pending.ended = True
        self._woken.set()

    async def take(self, seconds: float) -> Pending:
        """Return what has happened, at the latest after so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()
        taken, self._pending = self._pending, Pending(ended=self._pending.ended)
        return taken


class Streams:
    """The open streams of this process."""

    def __init__(self) -> None:
        self._open: set[Stream] = set()
        self.followed = asyncio.Event()
        """Set while changes are followed for all; a stream that opens before might miss some."""

    def __len__(self) -> int:
        return len(self._open)

    @contextlib.contextmanager
    def opened(self, session: Session) -> Iterator[Stream]:
        """Keep a stream while the block lasts."""
        stream = Stream(session)
        self._open.add(stream)
        try:
            yield stream
        finally:
            self._open.discard(stream)

    def note(self, change: Change) -> None:
        """Add a change to what every page has to be told."""
        for stream in self._open:
            stream.note(change)

    def renew(self, name: str) -> None:
        """Let the pages of one member of staff look at their lists again."""
        for stream in self._open:
            if stream.session.name == name:
                stream.renew()

    def look(self, concerned: Callable[[Session], bool]) -> None:
        """Let the streams of some sessions ask now whether these last."""
        for stream in self._open:
            if concerned(stream.session):
                stream.look()

    def end(self) -> None:
        """End all streams."""
        for stream in self._open:
            stream.end()


STREAMS = web.AppKey("streams", Streams)
