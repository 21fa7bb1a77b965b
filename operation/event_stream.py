"""Reads server-sent events, as a browser does: from the last id on, again and again.

It knows the form of a stream and nothing of what the events say.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass, field

import aiohttp

_PAUSE_SECONDS = 0.2
_ENDLESS = aiohttp.ClientTimeout(total=None, connect=10)


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event of a stream."""

    kind: str
    content: str = field(repr=False)


async def follow(
    http: aiohttp.ClientSession, address: str, headers: Mapping[str, str]
) -> AsyncGenerator[StreamEvent]:
    """Yield events without end; a broken stream is opened again after its last id."""
    last = ""
    while True:
        asked = {**headers, "Last-Event-ID": last} if last else headers
        try:
            async with http.get(address, headers=asked, timeout=_ENDLESS) as response:
                if response.status == 200:  # noqa: PLR2004 - the one good answer
                    async for event_id, event in _events(response):
                        last = event_id or last
                        yield event
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError):
            pass  # whatever it was: the page comes back
        await asyncio.sleep(_PAUSE_SECONDS)


async def _events(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, StreamEvent]]:
    event_id, kind, content = "", "message", list[str]()
    async for raw in response.content:
        line = raw.decode().rstrip("\r\n")
        if not line:
            yield event_id, StreamEvent(kind, "\n".join(content))
            event_id, kind, content = "", "message", []
        name, _, rest = line.partition(":")
        rest = rest.removeprefix(" ")
        if name == "data":
            content.append(rest)
        elif name == "event":
            kind = rest
        elif name == "id":
            event_id = rest
