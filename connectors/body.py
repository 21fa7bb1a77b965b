"""Reads what a request brings, as long as it is small and comes in good time.

Nothing is unpacked and nothing is looked at: packed bytes could unfold to any size.
"""

import asyncio

from aiohttp import web

_SECONDS = 10


class TooLarge(Exception):
    """More came than this request may bring."""


class TooSlow(Exception):
    """It did not all come in 10 seconds."""


async def read(request: web.Request, most: int) -> bytes:
    """Return the bytes of a request.

    Args:
        request: not read yet.
        most: bytes it may have.

    Raises:
        TooLarge: it has more; what came after is not read.
        TooSlow: it did not come in time.
    """
    if (request.content_length or 0) > most:
        raise TooLarge
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise TooLarge
    except TimeoutError:
        raise TooSlow from None
    return bytes(body)
