"""What a request at the LINE webhook must be before anybody looks into it: small, and signed.

Works on the raw bytes, as the signature is over those. It gives out nothing but the bare bytes, and
must never log them.
"""

import base64
import hashlib
import hmac

from aiohttp import hdrs, web

from connectors import body

SIGNATURE = "X-Line-Signature"
MOST_BYTES = 1024 * 1024


class Unwelcome(Exception):
    """The request is refused with this status, whatever it says."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def signed_body(request: web.Request, secret: str) -> bytes:
    """Return the bytes of a request that LINE has signed.

    Raises:
        Unwelcome: 401 for a signature that is missing or wrong, 413 for more than 1 MiB, 415 for
            packed bytes, 408 for more than 10 s.
    """
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":
        raise Unwelcome(415)
    signed = await _body(request)
    if not is_signed(signed, request.headers.get(SIGNATURE, ""), secret):
        raise Unwelcome(401)
    return signed


def is_signed(signed: bytes, signature: str, secret: str) -> bool:
    """Return whether the signature is base64 of HMAC-SHA256 over the body; in constant time."""
    expected = base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256))
    return hmac.compare_digest(expected, signature.encode("utf-8", "surrogatepass"))


async def _body(request: web.Request) -> bytes:
    try:
        return await body.read(request, MOST_BYTES)
    except body.TooLarge:
        raise Unwelcome(413) from None
    except body.TooSlow:
        raise Unwelcome(408) from None
    except web.RequestPayloadError:
        raise Unwelcome(400) from None
