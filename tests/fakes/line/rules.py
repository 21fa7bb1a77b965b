"""What LINE accepts in a message, beyond what its specification and its SDKs check.

Lengths are counted in UTF-16 units, as LINE counts them: a Thai mark is one, most emoji are two.
Pure: it names what is wrong and where, and must never send or change anything.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.line.answer import Wrong

TEXT = 5000
OBJECTS = 5
QUICK_REPLIES = 13
LABEL = 20
DATA = 300
URI = 1000
SENDER = 20
SCHEMES = frozenset(("http", "https", "line", "tel"))
REQUIRED = {
    "text": ("text",),
    "textV2": ("text",),
    "sticker": ("packageId", "stickerId"),
    "image": ("originalContentUrl", "previewImageUrl"),
    "video": ("originalContentUrl", "previewImageUrl"),
    "audio": ("originalContentUrl", "duration"),
    "location": ("title", "address", "latitude", "longitude"),
    "imagemap": ("baseUrl", "altText", "baseSize", "actions"),
    "template": ("altText", "template"),
    "flex": ("altText", "contents"),
}
ACTIONS = {
    "postback": ("data", "displayText"),
    "message": ("text",),
    "uri": ("uri",),
    "datetimepicker": ("data", "mode"),
    "clipboard": ("clipboardText",),
    "camera": (),
    "cameraRoll": (),
    "location": (),
}
LONGEST = {
    "data": DATA,
    "displayText": 300,
    "text": 300,
    "uri": URI,
    "clipboardText": 1000,
}


def units(text: str) -> int:
    """UTF-16 units of a text, the way every limit of LINE is counted."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def wrong_messages(messages: object) -> Iterator[Wrong]:
    """What is wrong with the `messages` of a reply or a push."""
    if not isinstance(messages, list) or not messages:
        yield "messages", "May not be empty"
        return
    if len(messages) > OBJECTS:
        yield "messages", f"Size must be between 1 and {OBJECTS}"
    for index, message in enumerate(messages):
        yield from _wrong_message(f"messages[{index}]", message)


def _wrong_message(where: str, message: Any) -> Iterator[Wrong]:  # noqa: ANN401 - any JSON
    kind = message.get("type") if isinstance(message, dict) else None
    if not isinstance(message, dict) or kind not in REQUIRED:
        yield f"{where}.type", f"Must be one of the following values: [{', '.join(REQUIRED)}]"
        return
    yield from _missing(where, message, REQUIRED[kind])
    if kind in ("text", "textV2"):
        yield from _wrong_text(f"{where}.text", message.get("text"), TEXT)
    if "quickReply" in message:
        yield from _wrong_quick_reply(f"{where}.quickReply", message["quickReply"])
    if "sender" in message:
        yield from _wrong_sender(f"{where}.sender", message["sender"])


def _missing(where: str, thing: dict[str, Any], fields: tuple[str, ...]) -> Iterator[Wrong]:
    for name in fields:
        if thing.get(name) is None:
            yield f"{where}.{name}", "May not be empty"


def _wrong_text(where: str, text: object, longest: int) -> Iterator[Wrong]:
    if text is None:
        return
    if not isinstance(text, str):
        yield where, "Must be a string"
    elif not text.strip():
        yield where, "May not be empty"
    elif units(text) > longest:
        yield where, f"Length must be between 0 and {longest}"


def _wrong_quick_reply(where: str, quick_reply: object) -> Iterator[Wrong]:
    items = quick_reply.get("items") if isinstance(quick_reply, dict) else None
    if not isinstance(items, list) or not 1 <= len(items) <= QUICK_REPLIES:
        yield f"{where}.items", f"Size must be between 1 and {QUICK_REPLIES}"
        return
    for index, item in enumerate(items):
        yield from _wrong_item(f"{where}.items[{index}]", item)


def _wrong_item(where: str, item: object) -> Iterator[Wrong]:
    action = item.get("action") if isinstance(item, dict) else None
    if not isinstance(item, dict) or item.get("type") != "action":
        yield f"{where}.type", "Must be one of the following values: [action]"
    elif not isinstance(action, dict) or action.get("type") not in ACTIONS:
        yield f"{where}.action.type", f"Must be one of the following values: [{', '.join(ACTIONS)}]"
    else:
        yield from _wrong_action(f"{where}.action", action)


def _wrong_action(where: str, action: dict[str, Any]) -> Iterator[Wrong]:
    yield from _missing(where, action, ("label", *ACTIONS[action["type"]]))
    yield from _wrong_text(f"{where}.label", action.get("label"), LABEL)
    for name, longest in LONGEST.items():
        yield from _wrong_text(f"{where}.{name}", action.get(name), longest)
    if isinstance(uri := action.get("uri"), str) and urlsplit(uri).scheme not in SCHEMES:
        yield f"{where}.uri", "invalid uri scheme"


def _wrong_sender(where: str, sender: object) -> Iterator[Wrong]:
    name = sender.get("name", "") if isinstance(sender, dict) else None
    if not isinstance(name, str) or units(name) > SENDER or "line" in name.lower():
        yield f"{where}.name", f"Length must be between 0 and {SENDER}, without LINE"
