"""What an update of Telegram says, of which only the fields named here are ever looked at.

Names, languages, telephone numbers and places that come along uninvited are not declared, so they
never leave the bytes they came in. Nothing here raises for content but `Poison`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec import Raw, Struct

from connectors.base import Address, Incoming, Kind

CHANNEL: Final = "telegram"

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""All we ask for; without saying so an earlier setting would persist (platforms.md 2.1)."""

UNREADABLE_KEY: Final = "unreadable"
"""A press whose key no button of ours can have is answered as an unknown button."""

SORT_OF: Final[Mapping[str, str]] = {
    "photo": "picture",
    "live_photo": "picture",
    "animation": "video",
    "video": "video",
    "video_note": "video",
    "sticker": "sticker",
    "dice": "sticker",
    "voice": "voice",
    "audio": "voice",
    "document": "file",
    "contact": "contact",
    "venue": "location",
    "location": "location",
}
"""The sort of each thing, the telling field first: an animation also comes as a document."""

_SERVICE: Final = re.compile(
    "new_chat_(members|title|photo)|left_chat_member|chat_owner_(left|changed)|delete_chat_photo"
    "|(group|supergroup|channel)_chat_created|message_auto_delete_timer_changed"
    "|migrate_(to|from)_chat_id|pinned_message|(successful|refunded)_payment|(users|chat)_shared"
    "|gift|unique_gift|gift_upgrade_sent|connected_website|write_access_allowed|passport_data"
    "|proximity_alert_triggered|boost_added|chat_background_set|checklist_tasks_(done|added)"
    "|(general_)?forum_topic_.*|giveaway_(created|completed)|managed_bot_created"
    "|(direct|paid)_message_price_changed|poll_option_(added|deleted)|suggested_post_(?!info).*"
    "|video_chat_.*|web_app_data"
)
"""Fields of messages that nobody wrote (Bot API 10.1, Message)."""

_COMMANDS: Final[Mapping[str, str]] = {
    "start": "start",
    "human": "human",
    "help": "menu",
    "menu": "menu",
    "exit": "exit",
    "delete": "card:delete_my_data",
    "thai": "lang:th",
    "english": "lang:en",
}
_COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?", re.ASCII | re.IGNORECASE)
_PAYLOAD = re.compile(r"/start(?:@\w+)? [\w-]{1,64}", re.ASCII | re.IGNORECASE)
_GONE = ("kicked", "left")
_LONGEST_KEY = 64
_NOTHING = (b"", b"null")

_Id = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]


class Poison(Exception):
    """An update that cannot be read: it is left out, and its neighbours are not."""

    def __init__(self) -> None:
        super().__init__("an update cannot be read")


@dataclass(frozen=True, slots=True)
class Update:
    """What is to be done about one update.

    Attributes:
        incoming: what a child did, in order; empty where there is nothing to say to it.
        seen: address and number of a message that now stands in a child's chat.
        press: the id of a press that the child's app waits to see answered.
        group: the id of a chat that is not private, and is to be left.
    """

    incoming: tuple[Incoming, ...] = ()
    seen: tuple[Address, int] | None = None
    press: str | None = None
    group: int | None = None


class _Chat(Struct):
    id: _Id
    type: str


class _Message(Struct):
    chat: _Chat
    message_id: int
    text: str | None = None
    caption: str | None = None
    media_group_id: str | None = None


class _Pressed(Struct):
    chat: _Chat


class _Person(Struct):
    id: _Id


class _Press(Struct):
    id: str
    sender: _Person = msgspec.field(name="from")
    message: _Pressed | None = None
    data: Raw = Raw()


class _Member(Struct):
    status: str


class _Membership(Struct):
    chat: _Chat
    new_chat_member: _Member


class _Update(Struct):
    update_id: int
    message: Raw = Raw()
    edited_message: _Message | None = None
    callback_query: _Press | None = None
    my_chat_member: _Membership | None = None


class _Number(Struct):
    update_id: int


_fields_of = msgspec.json.Decoder(dict[str, Raw])
_message_of = msgspec.json.Decoder(_Message)
_update_of = msgspec.json.Decoder(_Update)
_number_of = msgspec.json.Decoder(_Number)
_text_of = msgspec.json.Decoder(str)


def number(raw: bytes | Raw) -> int | None:
    """Return the number of an update; None where even that cannot be read."""
    try:
        return _number_of.decode(raw).update_id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def decode(raw: bytes | Raw) -> Update:
    """Return what an update says; nothing of what is not known or not asked for.

    Raises:
        Poison: it is not an update as the Bot API describes them.
    """
    try:
        return _decode(_update_of.decode(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Poison from None


def _decode(update: _Update) -> Update:
    event = f"update:{update.update_id}"
    if bytes(update.message) not in _NOTHING:
        return _said(event, update.message)
    if update.edited_message is not None:
        return _edited(event, update.edited_message)
    if update.callback_query is not None:
        return _pressed(event, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(event, update.my_chat_member)
    return Update()


def _said(event: str, raw: Raw) -> Update:
    message = _message_of.decode(raw)
    if message.chat.type != "private":
        return Update(group=message.chat.id)
    address = _address(message.chat.id)
    said = tuple(_events(event, address, message, _fields_of.decode(raw)))
    return Update(said, seen=(address, message.message_id))


def _events(
    event: str, address: Address, message: _Message, fields: Mapping[str, Raw]
) -> Sequence[Incoming]:
    """Return what a message says: words, or a thing and then the words under it."""
    subject, forwarded = str(message.message_id), "forward_origin" in fields
    if message.text is not None:
        key = None if forwarded else _command(message.text)
        kind, text = (Kind.TEXT, message.text) if key is None else (Kind.TAP, key)
        return [Incoming(address, event, kind, text, subject=subject, forwarded=forwarded)]
    if any(_SERVICE.fullmatch(name) for name in fields):
        return []
    sort = next((SORT_OF[name] for name in SORT_OF if name in fields), "other")
    thing = _album(message) or f"{event}:media"
    came = [Incoming(address, thing, Kind.MEDIA, sort, subject=subject, forwarded=forwarded)]
    if message.caption:
        words = message.caption
        came += [Incoming(address, event, Kind.TEXT, words, subject=subject, forwarded=forwarded)]
    return came


def _album(message: _Message) -> str | None:
    """Return one event id for all things of an album: they came as one, and get one answer."""
    if message.media_group_id is None:
        return None
    named = f"{message.chat.id}|{message.media_group_id}".encode()
    return f"album:{hashlib.sha256(named).hexdigest()}"


def _command(text: str) -> str | None:
    """Return the key of a command that stands alone; other words with it must not be lost."""
    bare = text.strip()
    if _PAYLOAD.fullmatch(bare):
        return "start"
    command = _COMMAND.fullmatch(bare)
    return _COMMANDS.get(command[1].lower()) if command else None


def _edited(event: str, message: _Message) -> Update:
    if message.chat.type != "private":
        return Update(group=message.chat.id)
    words = message.text if message.text is not None else message.caption
    if not words:
        return Update()
    address, subject = _address(message.chat.id), str(message.message_id)
    return Update((Incoming(address, event, Kind.EDITED, words, subject=subject),))


def _pressed(event: str, press: _Press) -> Update:
    chat = press.message.chat if press.message else None
    if chat is not None and chat.type != "private":
        return Update(press=press.id, group=chat.id)
    # In a private chat the chat's id is the person's (Bot API): a press of a message that the
    # platform no longer shows is still a press.
    address = _address(chat.id if chat else press.sender.id)
    return Update((Incoming(address, event, Kind.TAP, _key(press.data)),), press=press.id)


def _key(data: Raw) -> str:
    """Return the key of a press, which any app may have forged."""
    try:
        key = _text_of.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return UNREADABLE_KEY
    fit = key.isascii() and key.isprintable() and 0 < len(key) <= _LONGEST_KEY
    return key if fit else UNREADABLE_KEY


def _membership(event: str, membership: _Membership) -> Update:
    chat, gone = membership.chat, membership.new_chat_member.status in _GONE
    if chat.type != "private":
        return Update() if gone else Update(group=chat.id)
    if not gone:
        return Update()
    return Update((Incoming(_address(chat.id), event, Kind.LEFT),))


def _address(chat_id: int) -> Address:
    return Address(CHANNEL, str(chat_id))
