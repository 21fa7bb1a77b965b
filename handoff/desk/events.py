"""The event stream of a page: fragments of its lists, and the names of conversations that changed.

It never carries a line of a conversation: the page fetches lines itself, after the last one it
shows, so that none is lost or doubled however often the stream breaks.
"""

import asyncio
import contextlib
from collections.abc import Iterable

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response
from redis.exceptions import RedisError

from errors import Refused, StoreUnavailable
from handoff.board import Board
from handoff.desk.account import Role
from handoff.desk.alarms import explained
from handoff.desk.page import Page, session_of
from handoff.desk.parts import DESK, Desk
from handoff.desk.presence import PRESENCE
from handoff.desk.stream import STREAMS, Pending, Stream, Streams

_BROKEN = (ConnectionResetError, TimeoutError, StoreUnavailable, RedisError)
"""What ends a stream without further words: the page is away, or the store is."""
_FIRST = 30
"""So many of those who wait are listed; nobody looks further, and danger comes first."""

_AWAY = 0.2
"""Seconds until changes are followed again after the store was away."""

_FOLLOWED_WITHIN = 15.0
"""Seconds a page that opens its stream waits for that, before it is told to come again."""

BREATH = 0.05
"""Seconds between two rounds: at most twenty a second for each page, however much happens."""


async def events(request: web.Request) -> web.StreamResponse:
    """Tell one page what changes, from `Last-Event-ID` or `?after=` on."""
    desk, session = request.app[DESK], session_of(request)
    if session is None:
        raise web.HTTPUnauthorized
    after = request.headers.get("Last-Event-ID") or request.query.get("after")
    streams, presence = request.app[STREAMS], request.app[PRESENCE]
    await _followed(streams)
    with streams.opened(session) as stream, presence.here(session.name):
        if after:
            await _catch_up(desk, stream, after)
        return await _tell(request, stream)


async def follow_for_all(desk: Desk, streams: Streams) -> None:
    """Follow what changes, once for all pages of this process, until cancelled.

    When the store is away, or too much was missed, every stream ends; each page opens its own again
    and goes on from its last id, or reads everything anew.
    """
    while True:
        with contextlib.suppress(Refused, *_BROKEN):
            after = await desk.counselling.cursor()
            streams.followed.set()
            async for change in desk.counselling.changes(after):
                streams.note(change)
        streams.followed.clear()
        streams.end()
        await asyncio.sleep(_AWAY)


async def _followed(streams: Streams) -> None:
    """Wait until whatever happens from now on reaches a stream that opens."""
    try:
        async with asyncio.timeout(_FOLLOWED_WITHIN):
            while not streams.followed.is_set():
                await streams.followed.wait()
    except TimeoutError:
        raise StoreUnavailable("changes cannot be followed") from None


async def _catch_up(desk: Desk, stream: Stream, after: str) -> None:
    """Note what has changed since the page last heard; what changes from now on comes by itself."""
    try:
        for change in await desk.counselling.since(after):
            stream.note(change)
    except Refused:
        stream.start_anew(await desk.counselling.cursor())


async def _tell(request: web.Request, stream: Stream) -> web.StreamResponse:
    desk, present = request.app[DESK], Attendance(request, stream)
    async with sse_response(request, ping_interval=desk.heartbeat) as response:
        teller = Teller(Page(request), stream, response)
        with contextlib.suppress(*_BROKEN):
            await teller.begin()
            while not (pending := await stream.take(desk.heartbeat)).ended:
                if not await present.lasts(doubted=pending.doubted):
                    break
                await teller.tell(pending)
                await asyncio.sleep(BREATH)
            if await desk.staff.session(stream.session.token) is None:
                await response.send("", event="bye")
        return response


class Attendance:
    """Whether who reads a page is still signed in: asked at every heartbeat and at every sign.

    Not at every change: with 300 pages that would be most of what the store is asked.
    """

    def __init__(self, request: web.Request, stream: Stream) -> None:
        self._desk, self._presence = request.app[DESK], request.app[PRESENCE]
        self._session = stream.session
        self._asked = asyncio.get_running_loop().time()

    async def lasts(self, *, doubted: bool) -> bool:
        """Say whether the session lasts; who has none any more is taken off duty."""
        now = asyncio.get_running_loop().time()
        if not doubted and now - self._asked < self._desk.heartbeat:
            return True
        self._asked = now
        if await self._desk.staff.session(self._session.token) is None:
            await self._presence.leave(self._session.name)
            return False
        await self._presence.beat(self._session.name)
        return True


class Teller:
    """What one page has been told, so that it is not told the same twice."""

    def __init__(self, page: Page, stream: Stream, response: EventSourceResponse) -> None:
        self._page = page
        self._stream = stream
        self._response = response
        self._last: dict[str, str] = {}
        self._made_from: dict[str, object] = {}
        self._mine: frozenset[str] = frozenset()
        self._cursor: str | None = None
        self._owes_beat = True
        self._beaten = 0.0

    async def begin(self) -> None:
        """Send the lists as they are, whatever was missed."""
        await self._beat(retry=1000)
        await self._send_lists()

    async def tell(self, pending: Pending) -> None:
        """Send what has happened; only the last event of a round carries the id to resume from.

        A round that tells this page nothing sends nothing: its id goes with the next.
        """
        self._cursor = pending.cursor or self._cursor
        before = self._mine
        if pending.lists or pending.lines & before:
            await self._send_lists()
        concerned = before | self._mine
        for kind, names in (("state", pending.states), ("lines", pending.lines)):
            await self._send_names(kind, names & concerned)
        await self._send_names("typing", pending.typing & self._mine)
        quiet = asyncio.get_running_loop().time() - self._beaten
        if pending.lost:
            await self._beat("lost")
        elif self._owes_beat or quiet >= self._page.desk.heartbeat:
            await self._beat()

    async def _send_lists(self) -> None:
        page = self._page
        name = page.session.name if page.session else ""
        board = await page.desk.counselling.board(name)
        self._mine = frozenset(card.id for card in (*board.mine, *board.followed))
        self._stream.hold(self._mine)
        # One's own first: a child that is taken comes to a list before it leaves another.
        for kind, made_from in _own(page, board).items():
            if self._made_from.get(kind) != made_from:
                self._made_from[kind] = made_from
                await self._send_new(kind, page.render(f"_{kind}.html", board=board))
        for kind, html in shared_lists(page, board).items():
            await self._send_new(kind, html)

    async def _send_new(self, kind: str, html: str) -> None:
        if self._last.get(kind) != html:
            self._last[kind] = html
            await self._send(html, kind)

    async def _send_names(self, kind: str, names: Iterable[str]) -> None:
        for name in sorted(names):
            await self._send(name, kind)

    async def _send(self, text: str, kind: str) -> None:
        self._owes_beat = True
        await self._response.send(text, event=kind)

    async def _beat(self, kind: str = "beat", retry: int | None = None) -> None:
        self._owes_beat = False
        self._beaten = asyncio.get_running_loop().time()
        await self._response.send("", event=kind, id=self._cursor, retry=retry)


def lists(page: Page, board: Board) -> dict[str, str]:
    """Return the fragments of a page's lists, by the event that replaces each."""
    own = {kind: page.render(f"_{kind}.html", board=board) for kind in _own(page, board)}
    return shared_lists(page, board) | own


def shared_lists(page: Page, board: Board) -> dict[str, str]:
    """Return the fragments that are the same for everybody of a role and a language."""
    role = _role(page)
    shown = {
        "alarms": page.shared(
            "alarms",
            board.alarms,
            lambda: page.render("_alarms.html", alarms=explained(page, board.alarms)),
        )
    }
    if role is not Role.COUNSELLOR:
        shown["numbers"] = page.shared(
            f"numbers {role}",
            board.numbers,
            lambda: page.render("_numbers.html", numbers=board.numbers),
        )
    if role is not Role.OPERATOR:
        shown["waiting"] = page.shared(
            "waiting",
            board.waiting,
            lambda: page.render("_waiting.html", waiting=board.waiting, first=_FIRST),
        )
    return shown


def _own(page: Page, board: Board) -> dict[str, object]:
    """Return what each fragment that is one's own is made from."""
    if _role(page) is Role.OPERATOR:
        return {}
    rests = board.post.cooling_until > page.desk.clock()
    return {"duty": (board.post, rests), "mine": (board.mine, board.offered)}


def _role(page: Page) -> Role:
    return page.session.role if page.session else Role.OPERATOR
