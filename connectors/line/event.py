"""Reads what LINE sends: only the fields we use are declared, so that all others are never held.

Each event is read alone: one that cannot be read costs no other child a word. Names, places, file
names and pictures must never get past here, and nothing here is ever logged.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from connectors.base import Address, Incoming, Kind

CHANNEL = "line"
UNKNOWN_KEY = "unknown"
"""Stands for the data of a press that can be none of our buttons; the bot has no such key."""

_DUMMY_TOKENS = frozenset(("0" * 32, "f" * 32))
_DUMMY_CHILD = "Udeadbeef"
"""The console's old "Verify" sends these (line-bot-sdk-python issues 186 and 188)."""

_LONGEST_KEY = 64
_LONGEST_ID = 64
_FROM_A_CHILD = frozenset(("message", "postback", "follow", "unfollow", "unsend"))
_GONE_FROM_A_GROUP = "leave"
_CHAT = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SORTS = {
    "image": "picture",
    "video": "video",
    "audio": "voice",
    "file": "file",
    "location": "location",
    "sticker": "sticker",
}


class _Part(msgspec.Struct, rename="camel"):
    """A JSON object; its fields may hold anything, and are looked at before they are used."""


class _Source(_Part):
    type: Any = None
    user_id: Any = None
    group_id: Any = None
    room_id: Any = None


class _ImageSet(_Part):
    id: Any = None


class _Message(_Part):
    type: Any = None
    id: Any = None
    text: Any = None
    image_set: _ImageSet | None = None


class _Postback(_Part):
    data: Any = None


class _Unsend(_Part):
    message_id: Any = None


class _Event(_Part):
    type: str
    mode: Any = None
    webhook_event_id: Any = None
    reply_token: Any = None
    source: _Source | None = None
    message: _Message | None = None
    postback: _Postback | None = None
    unsend: _Unsend | None = None


class _Envelope(_Part):
    events: list[msgspec.Raw]


class _UnfitError(ValueError):
    """The event is of a sort that concerns us, and cannot be understood."""


@dataclass(frozen=True, slots=True)
class Post:
    """What one request of LINE comes to.

    Attributes:
        incoming: what children did, in LINE's order.
        company: groups and rooms to leave, as `group` or `room` and the id.
        poison: the type of error for each event that had to be left out.
    """

    incoming: tuple[Incoming, ...] = ()
    company: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    poison: tuple[str, ...] = ()


def read(body: bytes) -> Post:
    """Read the bytes of one request. Never raises, whatever they are."""
    try:
        events = _decoded(body, _Envelope).events
    except (ValueError, RecursionError) as error:
        return Post(poison=(type(error).__name__,))
    incoming: list[Incoming] = []
    company: set[tuple[str, str]] = set()
    poison: list[str] = []
    for raw in events:
        try:
            event = _decoded(raw, _Event)
            company.update(_company(event))
            incoming.extend(_read(event))
        except (ValueError, RecursionError) as error:
            poison.append(type(error).__name__)
    return Post(tuple(incoming), frozenset(company), tuple(poison))


def _decoded[Form: msgspec.Struct](raw: bytes | msgspec.Raw, form: type[Form]) -> Form:
    """Decode JSON, also where some of its text is broken.

    Raises:
        ValueError: it is not JSON, or not of this form.
        RecursionError: it is nested without end.
    """
    try:
        return msgspec.json.decode(raw, type=form)
    except msgspec.ValidationError:
        raise
    except ValueError:
        return msgspec.json.decode(_healed(bytes(raw)), type=form)


def _healed(body: bytes) -> bytes:
    """Return JSON without the half signs that some phones write and strict readers refuse.

    Raises:
        ValueError: it is not JSON.
    """
    found = json.loads(body.decode("utf-8", "replace"))
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def _company(event: _Event) -> Sequence[tuple[str, str]]:
    """Return the group or room the event comes from, unless we have just been put out of it."""
    source = event.source
    if source is None or event.type == _GONE_FROM_A_GROUP or event.mode == "standby":
        return ()
    rooms = {"group": _word(source.group_id), "room": _word(source.room_id)}
    kind = _word(source.type)
    return ((kind, rooms[kind]),) if _CHAT.fullmatch(rooms.get(kind, "")) else ()


def _read(event: _Event) -> Sequence[Incoming]:
    """Return what a child did, if that is what the event tells.

    Raises:
        _UnfitError: a child did something, and it cannot be told who or what.
    """
    if event.type not in _FROM_A_CHILD or event.mode == "standby" or _is_dummy(event):
        return ()
    source = event.source or _Source()
    if _word(source.type) in {"group", "room"}:
        return ()
    child = _word(source.user_id)
    if not (child.isascii() and child.isprintable() and 0 < len(child) <= _LONGEST_ID):
        raise _UnfitError
    return (_act(event, Address(CHANNEL, child)),)


def _is_dummy(event: _Event) -> bool:
    child = _word(event.source.user_id) if event.source else ""
    return child.startswith(_DUMMY_CHILD) or _word(event.reply_token) in _DUMMY_TOKENS


def _act(event: _Event, child: Address) -> Incoming:
    kind, text, subject = _told(event)
    token = _word(event.reply_token)
    event_id = _set_of(event) or _word(event.webhook_event_id) or subject or token
    if not event_id:
        raise _UnfitError
    return Incoming(child, event_id, kind, text, subject=subject, reply_token=token)


def _told(event: _Event) -> tuple[Kind, str, str]:
    """Return the kind of act, its text, and the message it is about."""
    if event.type == "message":
        return _said(event.message or _Message())
    if event.type == "postback":
        return Kind.TAP, _key(_word(event.postback.data) if event.postback else ""), ""
    if event.type == "unsend":
        return Kind.WITHDRAWN, "", _withdrawn(event.unsend or _Unsend())
    return (Kind.LEFT, "", "") if event.type == "unfollow" else (Kind.TAP, "start", "")


def _said(message: _Message) -> tuple[Kind, str, str]:
    """Return words as words; what has none or is new by its sort, so that it is answered."""
    subject, sort, text = _word(message.id), _word(message.type), _word(message.text)
    if sort == "text" and text:
        return Kind.TEXT, text, subject
    return Kind.MEDIA, _SORTS.get(sort, "other"), subject


def _withdrawn(unsend: _Unsend) -> str:
    subject = _word(unsend.message_id)
    if not subject:
        raise _UnfitError
    return subject


def _key(data: str) -> str:
    """Return the key of a button; what cannot be one of ours is an unknown one."""
    fits = data.isascii() and data.isprintable() and 0 < len(data) <= _LONGEST_KEY
    return data if fits else UNKNOWN_KEY


def _set_of(event: _Event) -> str:
    """Return one id for all pictures that were sent together: they get one answer."""
    images = event.message.image_set if event.message else None
    return f"set:{_word(images.id)}" if images and _word(images.id) else ""


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
