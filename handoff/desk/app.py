"""Builds the desk: one aiohttp application from its parts and the table of routes.

It opens no connection and reads no setting; whoever runs it decides where it listens.
"""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from handoff.desk.events import follow_for_all
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
    app.cleanup_ctx.append(_listening)
    app.on_shutdown.append(_end_streams)
    return app


async def _listening(app: web.Application) -> AsyncIterator[None]:
    """While the desk serves, hear what changes, and which sessions end at whichever desk."""
    heard = (follow_for_all(app[DESK], app[STREAMS]), _hear_of_ends(app))
    tasks = [asyncio.create_task(each) for each in heard]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


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
