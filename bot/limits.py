"""What the messengers can carry, as numbers with their sources, and the faults of one string.

The narrowest of the channels counts everywhere, so that reviewed content can never fail while a
child waits for it. Nothing here shortens or mends a text.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

LABEL = 20
"""UTF-16 units of a LINE quick reply's label; Thai marks count. Its displayText may have 300."""

KEY = 64
"""Bytes of Telegram's callback data; LINE's postback data may have 300."""

TEXT = 4_096
"""UTF-16 units of one Telegram message; LINE takes 5,000."""

QUICK_REPLIES = 13
"""Buttons under one LINE message; Telegram takes 100."""

ABOUT_A_LINE = 2
"""Buttons to show or keep hidden a personal detail, which LINE shows beside those of the answer."""

TURN = QUICK_REPLIES - ABOUT_A_LINE
"""Buttons of one turn."""

COMMAND, DESCRIPTION, SHORT = 256, 512, 120
"""UTF-16 units of a Telegram command's description, a bot's description and its short one."""

_KEY = re.compile(r"[!-~]+")
_CALL = re.compile(r"tel:\+?[0-9]{3,15}")
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LOOKS_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing; a message of these alone is refused as empty."""


def units(text: str) -> int:
    """Return how long the channels count a text: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def text_faults(text: str, most: int = TEXT) -> Iterator[str]:
    """Yield why a channel would refuse a bubble."""
    if not any(_is_seen(sign) for sign in text):
        yield "is empty to the eye"
    for sign in sorted({sign for sign in text if _is_control(sign) and sign != "\n"}):
        yield f"holds the control character U+{ord(sign):04X}"
    if units(text) > most:
        yield f"has {units(text)} UTF-16 units, at most {most}"


def label_faults(label: str) -> Iterator[str]:
    """Yield why a channel would refuse the words on a button."""
    if "\n" in label:
        yield "has a line break"
    yield from text_faults(label, LABEL)


def key_faults(key: str) -> Iterator[str]:
    """Yield why a channel would refuse the key of a button."""
    if not _KEY.fullmatch(key):
        yield "is not plain ASCII"
    if len(key.encode("utf-8", "surrogatepass")) > KEY:
        yield f"has more than {KEY} bytes"
    if key.startswith("tel:") and not _CALL.fullmatch(key):
        yield "is no number to call"
    if key.startswith("url:"):
        yield from address_faults(key.removeprefix("url:"))


def address_faults(address: str) -> Iterator[str]:
    """Yield why a channel would refuse a link."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in {"http", "https"} or "." not in host.strip("."):
        yield "is no web address"


def _is_seen(sign: str) -> bool:
    return sign not in _LOOKS_EMPTY and unicodedata.category(sign)[0] not in "CZM"


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in _DIRECTIONS
