"""Makes LINE's message objects of our lines, within LINE's limits; pure, the same every time.

A repeated push must have the very same body, so nothing here may depend on time or chance. Limits:
LINE's reference, counted in UTF-16 units, in which a Thai mark is one and most emoji are two.
"""

import unicodedata
from collections.abc import Sequence

import msgspec

from connectors.base import Button, Outgoing

type Json = dict[str, object]

LONGEST_TEXT = 5000
LONGEST_LABEL = 20
LONGEST_SHOWN = 300
MOST_BUTTONS = 13
_ABOUT_A_LINE = ("share:", "keep:")
_LINK = "url:"
_CALL = "tel:"


class Unfit(ValueError):
    """A line is empty or longer than LINE takes; it was to be seen to before it got here."""


def units(text: str) -> int:
    """Return the length of a text as LINE counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def bodies(lines: Sequence[Outgoing]) -> tuple[Json, ...]:
    """Return the message objects of lines that go in one request, oldest first.

    Quick replies vanish when a newer message arrives, so all go on the last object.

    Raises:
        Unfit: LINE would refuse the request.
    """
    objects = [_text(line) for line in lines]
    if items := [_item(button) for button in buttons(lines)]:
        objects[-1]["quickReply"] = {"items": items}
    return tuple(objects)


def rings(lines: Sequence[Outgoing]) -> bool:
    """Return whether the phone may sound: for a person's words, and for those about safety.

    A phone that sounds in front of others gives a child away, and the bot only speaks to a child
    who is looking.
    """
    return any(line.author == "counsellor" or line.matters for line in lines)


def request(to: Json, lines: Sequence[Outgoing]) -> bytes:
    """Return the JSON of a reply or a push; `to` names the token or the child.

    Raises:
        Unfit: LINE would refuse the request.
    """
    whole = {**to, "messages": bodies(lines), "notificationDisabled": not rings(lines)}
    return msgspec.json.encode(whole)


def buttons(lines: Sequence[Outgoing]) -> Sequence[Button]:
    """Return the buttons to show, each key once, those of the newest line first.

    What decides about a detail the child gave is always kept: there is no other way to it. Where a
    line clears the chat, the buttons before it are gone with the rest.
    """
    found: dict[str, Button] = {}
    for line in reversed(lines):
        for button in line.buttons:
            if button.label.strip():
                found.setdefault(button.key, button)
        if line.clear:
            break
    about = sum(key.startswith(_ABOUT_A_LINE) for key in found)
    room = max(0, MOST_BUTTONS - about)
    others = [key for key in found if not key.startswith(_ABOUT_A_LINE)][:room]
    kept = [b for key, b in found.items() if key.startswith(_ABOUT_A_LINE) or key in others]
    return kept[:MOST_BUTTONS]


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many units; no sign is cut in half or parted from its marks."""
    if units(text) <= longest:
        return text
    cut = text.encode("utf-16-le", "surrogatepass")[: 2 * (longest - 1)]
    kept = cut.decode("utf-16-le", "ignore")
    while kept and unicodedata.category(text[len(kept)]) == "Mn":
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _text(line: Outgoing) -> Json:
    if not line.text.strip() or units(line.text) > LONGEST_TEXT:
        raise Unfit
    return {"type": "text", "text": line.text}


def _item(button: Button) -> Json:
    label = shortened(button.label.strip(), LONGEST_LABEL)
    return {"type": "action", "action": {**_action(button), "label": label}}


def _action(button: Button) -> Json:
    """Return what a press does: call, open, or come back to us as the key."""
    if button.key.startswith(_CALL):
        return {"type": "uri", "uri": button.key}
    if button.key.startswith(_LINK):
        return {"type": "uri", "uri": button.key.removeprefix(_LINK)}
    shown = shortened(button.label.strip(), LONGEST_SHOWN)
    return {"type": "postback", "data": button.key, "displayText": shown}
