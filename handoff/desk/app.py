"""Builds the desk: one aiohttp application from its parts and the table of routes.

It opens no connection and reads no setting; whoever runs it decides where it listens.
"""

from aiohttp import web

from handoff.desk.failure import failures
from handoff.desk.guard import guarded
from handoff.desk.headers import add_strict_headers
from handoff.desk.page import PAPER, environment
from handoff.desk.parts import DESK, Desk
from handoff.desk.presence import PRESENCE, Presence
from handoff.desk.routes import ROUTES
from handoff.desk.stream import STREAMS, Streams

_LARGEST_POST = 64 * 1024


def make_desk(desk: Desk) -> web.Application:
    """Return the application that serves the desk on `/`."""
    app = web.Application(middlewares=[failures], client_max_size=_LARGEST_POST)
    app[DESK] = desk
    app[PAPER] = environment()
    app[STREAMS] = Streams()
    app[PRESENCE] = Presence(desk.staff, desk.counselling)
    for door in ROUTES:
        app.router.add_route(door.method, door.path, guarded(door))
    app.on_response_prepare.append(add_strict_headers)
    app.on_shutdown.append(_end_streams)
    return app


async def _end_streams(app: web.Application) -> None:
    app[STREAMS].end()
    await app[PRESENCE].stop()
