"""QR pictures of addresses that were made here; nothing in them was ever typed by anybody."""

import segno
from markupsafe import Markup


def picture_of(address: str) -> Markup:
    """Return an address as an inline picture, dark on light whatever the colours of the page."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S704 - see above
