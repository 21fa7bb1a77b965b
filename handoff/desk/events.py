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
from handoff.desk.stream import STREAMS, Pending, Stream

_BROKEN = (ConnectionResetError, TimeoutError, StoreUnavailable, RedisError)
"""What ends a stream without further words: the page is away, or the store is."""
_FIRST = 30
"""So many of those who wait are listed; nobody looks further, and danger comes first."""

_BREATH = 0.05
"""Seconds between two rounds: at most twenty a second for each page, however much happens."""


async def events(request: web.Request) -> web.StreamResponse:
    """Tell one page what changes, from `Last-Event-ID` or `?after=` on."""
    desk, session = request.app[DESK], session_of(request)
    if session is None:
        raise web.HTTPUnauthorized
    after = request.headers.get("Last-Event-ID") or request.query.get("after")
    if not after:
        after = (await desk.counselling.board(session.name)).cursor
    presence = request.app[PRESENCE]
    with request.app[STREAMS].opened(session) as stream, presence.here(session.name):
        follower = asyncio.create_task(_follow(desk, stream, after))
        follower.add_done_callback(lambda _: stream.end())
        try:
            return await _tell(request, stream)
        finally:
            follower.cancel()
            # However it ended, the page opens its stream again and follows on from its last id.
            await asyncio.gather(follower, return_exceptions=True)


async def _follow(desk: Desk, stream: Stream, after: str) -> None:
    while True:
        try:
            async for change in desk.counselling.changes(after):
                stream.note(change)
                after = change.cursor or after
        except Refused:
            after = (await desk.counselling.board(stream.session.name)).cursor
            stream.start_anew(after)


async def _tell(request: web.Request, stream: Stream) -> web.StreamResponse:
    desk, teller = request.app[DESK], Teller(Page(request), stream)
    async with sse_response(request, ping_interval=desk.heartbeat) as response:
        with contextlib.suppress(*_BROKEN):
            await teller.begin(response)
            while not (pending := await stream.take(desk.heartbeat)).ended:
                session = await desk.staff.session(stream.session.token)
                if session is None:
                    await request.app[PRESENCE].leave(stream.session.name)
                    break
                await request.app[PRESENCE].beat(session.name)
                await teller.tell(response, pending)
                await asyncio.sleep(_BREATH)
            if await desk.staff.session(stream.session.token) is None:
                await response.send("", event="bye")
        return response


class Teller:
    """What one page has been told, so that it is not told the same twice."""

    def __init__(self, page: Page, stream: Stream) -> None:
        self._page = page
        self._stream = stream
        self._last: dict[str, str] = {}
        self._made_from: dict[str, object] = {}
        self._mine: frozenset[str] = frozenset()

    async def begin(self, response: EventSourceResponse) -> None:
        """Send the lists as they are, whatever was missed."""
        await response.send("", event="beat", retry=1000)
        await self._send_lists(response)

    async def tell(self, response: EventSourceResponse, pending: Pending) -> None:
        """Send what has happened; only the last event of a round carries the id to resume from."""
        before = self._mine
        if pending.lists or pending.lines & before:
            await self._send_lists(response)
        concerned = before | self._mine
        for kind, names in (("state", pending.states), ("lines", pending.lines)):
            await _send_names(response, kind, names & concerned)
        await _send_names(response, "typing", pending.typing & self._mine)
        kind = "lost" if pending.lost else "beat"
        await response.send("", event=kind, id=pending.cursor)

    async def _send_lists(self, response: EventSourceResponse) -> None:
        page = self._page
        name = page.session.name if page.session else ""
        board = await page.desk.counselling.board(name)
        self._mine = frozenset(card.id for card in (*board.mine, *board.followed))
        self._stream.hold(self._mine)
        # One's own first: a child that is taken comes to a list before it leaves another.
        for kind, made_from in _own(page, board).items():
            if self._made_from.get(kind) != made_from:
                self._made_from[kind] = made_from
                html = page.render(f"_{kind}.html", board=board)
                await self._send_new(response, kind, html)
        for kind, html in shared_lists(page, board).items():
            await self._send_new(response, kind, html)

    async def _send_new(self, response: EventSourceResponse, kind: str, html: str) -> None:
        if self._last.get(kind) != html:
            self._last[kind] = html
            await response.send(html, event=kind)


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


async def _send_names(response: EventSourceResponse, kind: str, names: Iterable[str]) -> None:
    for name in sorted(names):
        await response.send(name, event=kind)
