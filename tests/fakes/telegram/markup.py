"""The keyboards under a message, checked as the platform checks them.

Limits: callback_data 1-64 bytes (Bot API, InlineKeyboardButton), 100 buttons, 8 in a row
(python-telegram-bot, constants.InlineKeyboardMarkupLimit).
"""

from urllib.parse import urlsplit

from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.refusal import bad

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
SCHEMES = ("http", "https", "tg")
MOST_BUTTONS = 100
MOST_IN_ROW = 8
MOST_BYTES = 64


def checked(markup: Json | None) -> Json | None:
    """The keyboard without its empty rows.

    Raises:
        Refusal: 400, if the platform would not take it.
    """
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return {**markup, "keyboard": [_typed(row) for row in _rows(markup["keyboard"])]}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    raise bad("object expected as reply markup")


def _inline(keyboard: object) -> Json | None:
    rows = [[_button(button) for button in row] for row in _rows(keyboard)]
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    if any(len(row) > MOST_IN_ROW for row in rows):
        raise bad("too many buttons in a row of the inline keyboard")
    return {"inline_keyboard": rows} if rows else None


def _rows(keyboard: object) -> list[list[object]]:
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise bad("can't parse keyboard: expected an Array of Arrays of buttons")
    return keyboard


def _typed(row: list[object]) -> list[object]:
    for button in row:
        label = button.get("text") if isinstance(button, dict) else button
        if not isinstance(label, str) or not label.strip():
            raise bad("can't parse keyboard button: text must be non-empty")
    return row


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    if not str(button.get("text", "")).strip():
        raise bad("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one action must be given")
    _check_action(button, actions[0])
    return button


def _check_action(button: Json, action: str) -> None:
    value = button[action]
    if action == "callback_data":
        size = len(value.encode()) if isinstance(value, str) else 0
        if not 1 <= size <= MOST_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    if action == "url":
        parts = urlsplit(str(value))
        if parts.scheme.lower() not in SCHEMES:
            raise bad(f"inline keyboard button URL '{value}' is invalid: Unsupported URL protocol")
        if not parts.netloc:
            raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
