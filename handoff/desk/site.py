"""Where a browser reaches the desk: what its addresses begin with, and whom its passkeys are for.

The desk speaks plain HTTP behind a proxy and is told nothing of TLS. Its cookies exist over TLS or
on the machine itself only, so whoever has signed in has come one of these two ways.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

_AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Site:
    """One way to the desk.

    Attributes:
        host: its name without a port; passkeys are made for it and work nowhere else.
        origin: scheme, name and port, as the browser says them.
    """

    host: str
    origin: str


def site_of(request: web.Request) -> Site:
    """Return how this request's browser reached the desk, by the `Host` it sent."""
    host = urlsplit(f"//{request.host}").hostname or ""
    scheme = "http" if host in _AT_HOME else "https"
    return Site(host, f"{scheme}://{request.host}")
