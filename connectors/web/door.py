"""What a request must be before anybody looks into it: from our own page, of the right type, small.

Looks at headers and sizes only, never at an IP address, and gives out nothing but the bare bytes.
"""

from urllib.parse import urlsplit

from aiohttp import hdrs, web

from connectors.body import TooLarge, TooSlow, read
from connectors.web.form import MOST_BYTES, Unfit


def refuse_elsewhere(request: web.Request) -> None:
    """Refuse what another site's page sends; browsers say so in headers that scripts cannot set."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        origin = request.headers.get(hdrs.ORIGIN)
        same = origin is None or urlsplit(origin).netloc == request.host
    else:
        same = site == "same-origin"
    if not same:
        raise Unfit(403, "elsewhere")


def refuse_other_types(request: web.Request) -> None:
    """Refuse what is not plain JSON; packed bodies could unfold to any size."""
    encoding = request.headers.get(hdrs.CONTENT_ENCODING, "identity")
    charset = (request.charset or "utf-8").lower()
    if request.content_type != "application/json" or encoding != "identity" or charset != "utf-8":
        raise Unfit(415, "wrong_type")


async def body(request: web.Request) -> bytes:
    """Return the bytes of a small request.

    Raises:
        Unfit: it is too large, or takes longer than 10 s to arrive.
    """
    try:
        return await read(request, MOST_BYTES)
    except TooLarge:
        raise Unfit(413, "too_large") from None
    except TooSlow:
        raise Unfit(408, "too_slow") from None
