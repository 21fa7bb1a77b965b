"""The buttons under a line as Telegram shows them: in rows that fit a phone, within its limits.

A button that the platform would refuse is left out, because with it the whole line would be
refused, and the words matter more than a button.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit

from connectors.base import Button

WIDE: Final = 15
"""Signs of a label that still fits beside another one on a small phone (360 px)."""

_COLUMNS: Final = 2
_CALL: Final = "tel:"
_LINK: Final = "url:"


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Return the keyboard of a line, or None where nothing is to be pressed.

    `tel:` buttons are left out: Telegram takes no such address, and makes a number in the text
    something to press by itself.
    """
    fitting = [made for button in buttons if (made := _made(button))]
    fitting = fitting[: InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER]
    return InlineKeyboardMarkup(_rows(fitting)) if fitting else None


def left_out(buttons: Iterable[Button]) -> int:
    """Return how many buttons had to be left out, not counting those that call."""
    return sum(not button.key.startswith(_CALL) and _made(button) is None for button in buttons)


def _made(button: Button) -> InlineKeyboardButton | None:
    label, key = button.label.strip(), button.key
    if not label or key.startswith(_CALL):
        return None
    if key.startswith(_LINK):
        address = key.removeprefix(_LINK)
        return InlineKeyboardButton(label, url=address) if _sound(address) else None
    if not key or not key.isascii() or len(key) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        return None
    return InlineKeyboardButton(label, callback_data=key)


def _sound(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in address


def _rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Put two short labels side by side, and give a long one a row of its own."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        beside = rows and len(rows[-1]) < _COLUMNS and _narrow(rows[-1][0]) and _narrow(button)
        if beside:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _narrow(button: InlineKeyboardButton) -> bool:
    """Whether a label is short; marks above and below a Thai letter take no room."""
    return sum(unicodedata.category(sign) not in {"Mn", "Me"} for sign in button.text) <= WIDE
