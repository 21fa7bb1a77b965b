"""The headers every answer of the desk carries, whatever went well or wrong.

They keep every other origin out of the pages and the pages out of every cache. Nothing may loosen
them for one page; only the files under `/static/` may be kept.
"""

from aiohttp import web

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_UNUSED = (
    "accelerometer",
    "autoplay",
    "camera",
    "clipboard-read",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
STRICT = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Server": "helpline",
}
KEPT = "public, max-age=31536000, immutable"


async def add_strict_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on an answer that is about to go out."""
    response.headers.update(STRICT)
    if response.status == web.HTTPOk.status_code and request.path.startswith("/static/"):
        response.headers["Cache-Control"] = KEPT
