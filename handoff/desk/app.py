"""Builds the desk: one aiohttp application from its parts and the table of routes.

It opens no connection and reads no setting; whoever runs it decides where it listens.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from handoff.desk.failure import failures
from handoff.desk.fragments import FRAGMENTS, Fragments
from handoff.desk.guard import guarded
from handoff.desk.headers import add_strict_headers
from handoff.desk.page import PAPER, environment
from handoff.desk.parts import DESK, Desk
from handoff.desk.presence import PRESENCE, Presence
from handoff.desk.routes import ROUTES
from handoff.desk.stream import STREAMS, Streams
from handoff.staff import ENDED

_LARGEST_POST = 64 * 1024


def make_desk(desk: Desk) -> web.Application:
    """Return the application that serves the desk on `/`."""
    app = web.Application(middlewares=[failures], client_max_size=_LARGEST_POST)
    app[DESK] = desk
    app[PAPER] = environment()
    app[FRAGMENTS] = Fragments()
    app[STREAMS] = Streams()
    app[PRESENCE] = Presence(desk.staff, desk.counselling)
    for door in ROUTES:
        app.router.add_route(door.method, door.path, guarded(door))
    app.on_response_prepare.append(add_strict_headers)
    app.cleanup_ctx.append(_hearing_of_ends)
    app.on_shutdown.append(_end_streams)
    return app


async def _hearing_of_ends(app: web.Application) -> AsyncIterator[None]:
    """While the desk serves, let streams stop the moment their sessions end, at whichever desk."""
    hearing = asyncio.create_task(_hear_of_ends(app))
    yield
    hearing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await hearing


async def _hear_of_ends(app: web.Application) -> None:
    desk, streams = app[DESK], app[STREAMS]
    with desk.signals.waiting_for(ENDED) as waiter:
        while True:
            signal = await waiter.next(desk.heartbeat)
            if signal:
                streams.look(partial(desk.staff.concerns, signal))


async def _end_streams(app: web.Application) -> None:
    app[STREAMS].end()
    await app[PRESENCE].stop()
