"""What is read from an update of Telegram: only what is needed, and never half of it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import SORTS, Address, Incoming, Kind
from connectors.telegram.update import UNREADABLE_KEY, Poison, Update, decode, number

CHAT = 500_000_001
HOME = Address("telegram", str(CHAT))
PLANTED = {"first_name": "PlantedFirst", "last_name": "PlantedLast", "username": "planted_name"}
PERSON = {"id": CHAT, "is_bot": False, "language_code": "th", **PLANTED}
PRIVATE = {"id": CHAT, "type": "private", **PLANTED}
GROUP = {"id": -100123, "type": "supergroup", "title": "PlantedGroup"}


def message(**fields: object) -> dict[str, Any]:
    return {"message_id": 7, "date": 1, "from": PERSON, "chat": PRIVATE, **fields}


def read(**update: object) -> Update:
    return decode(json.dumps({"update_id": 10, **update}).encode())


def press(data: object, **fields: object) -> dict[str, Any]:
    return {"id": "88", "from": PERSON, "message": message(), "data": data, **fields}


def test_a_text_is_taken_with_its_number_and_nothing_of_the_child() -> None:
    update = read(message=message(text="ช่วยด้วย"))
    assert update.incoming == (Incoming(HOME, "update:10", Kind.TEXT, "ช่วยด้วย", subject="7"),)
    assert update.seen == (HOME, 7)
    assert "lanted" not in str(update.incoming[0]) + update.incoming[0].text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("/start", "start"),
        ("/start abc_DEF-123", "start"),
        ("/START@planted_bot", "start"),
        ("/human", "human"),
        ("/help", "menu"),
        ("/menu ", "menu"),
        ("/exit", "exit"),
        ("/delete@any_bot", "card:delete_my_data"),
        ("/thai", "lang:th"),
        ("/english", "lang:en"),
    ],
)
def test_a_command_is_a_press(text: str, key: str) -> None:
    [one] = read(message=message(text=text)).incoming
    assert (one.kind, one.text) == (Kind.TAP, key)


@pytest.mark.parametrize(
    "text", ["/unknown", "/human พ่อตีหนู", "/start หนูกลัว", "/", "//start", "say /start", "/ขอคุย"]
)
def test_words_are_never_lost_to_a_command(text: str) -> None:
    """Also a command that is not known, or that a child wrote words behind."""
    [one] = read(message=message(text=text)).incoming
    assert (one.kind, one.text) == (Kind.TEXT, text)


@pytest.mark.parametrize(
    ("fields", "sort"),
    [
        ({"photo": [{"file_id": "x"}]}, "picture"),
        ({"live_photo": {}, "photo": []}, "picture"),
        ({"animation": {}, "document": {}}, "video"),
        ({"video": {}}, "video"),
        ({"video_note": {}}, "video"),
        ({"sticker": {}}, "sticker"),
        ({"dice": {"emoji": "🎲", "value": 1}}, "sticker"),
        ({"voice": {}}, "voice"),
        ({"audio": {}}, "voice"),
        ({"document": {"file_name": "PlantedName.pdf"}}, "file"),
        ({"contact": {"phone_number": "+66812345678"}}, "contact"),
        ({"location": {"latitude": 13.7, "longitude": 100.5}}, "location"),
        ({"venue": {}, "location": {}}, "location"),
        ({"poll": {}}, "other"),
        ({"story": {}}, "other"),
        ({"game": {}}, "other"),
        ({"something_of_next_year": {}}, "other"),
    ],
)
def test_a_thing_is_told_by_its_sort_alone(fields: dict[str, Any], sort: str) -> None:
    [one] = read(message=message(**fields)).incoming
    assert (one.kind, one.text, one.subject) == (Kind.MEDIA, sort, "7")
    assert sort in SORTS


def test_the_words_under_a_picture_follow_it() -> None:
    thing, words = read(message=message(photo=[], caption="นี่เพื่อนหนู")).incoming
    assert (thing.event_id, thing.kind, thing.text) == ("update:10:media", Kind.MEDIA, "picture")
    assert (words.event_id, words.kind, words.text) == ("update:10", Kind.TEXT, "นี่เพื่อนหนู")


def test_an_album_is_one_thing_and_all_its_words() -> None:
    """Its pictures come as messages of their own; the inbox takes one event id once."""
    album = {"photo": [], "media_group_id": "99"}
    first = read(message=message(**album)).incoming
    second = decode(
        json.dumps({"update_id": 11, "message": message(**album, caption="สองรูป")}).encode()
    ).incoming
    assert first[0].event_id == second[0].event_id
    assert second[1].event_id == "update:11"
    elsewhere = {**message(**album), "chat": {"id": 5, "type": "private"}}
    assert read(message=elsewhere).incoming[0].event_id != first[0].event_id
    assert str(CHAT) not in repr(first)


def test_a_forwarded_message_is_marked_without_its_origin() -> None:
    origin = {"type": "user", "sender_user": PERSON, "date": 1}
    [one] = read(message=message(text="ดูนี่", forward_origin=origin)).incoming
    assert one.forwarded
    assert "lanted" not in repr(one)
    assert not read(message=message(text="x")).incoming[0].forwarded


def test_a_forwarded_command_is_somebody_elses_words() -> None:
    [one] = read(message=message(text="/delete", forward_origin={})).incoming
    assert (one.kind, one.text) == (Kind.TEXT, "/delete")


@pytest.mark.parametrize(
    "service",
    [
        {"pinned_message": message(text="planted")},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 1}},
        {"chat_background_set": {}},
        {"write_access_allowed": {}},
        {"users_shared": {"users": [PERSON]}},
        {"suggested_post_paid": {}},
        {"forum_topic_created": {}},
    ],
)
def test_what_nobody_wrote_is_not_taken_in(service: dict[str, Any]) -> None:
    update = read(message=message(**service))
    assert update.incoming == ()
    assert update.seen == (HOME, 7)


@pytest.mark.parametrize("where", ["text", "caption"])
def test_an_edit_names_its_message(where: str) -> None:
    [one] = read(edited_message=message(**{where: "แก้แล้ว"})).incoming
    assert one == Incoming(HOME, "update:10", Kind.EDITED, "แก้แล้ว", subject="7")


def test_a_moving_place_is_not_taken_in() -> None:
    """A live location is edited every few seconds."""
    assert read(edited_message=message(location={"latitude": 1.0})) == Update()


def test_a_press_is_taken_and_to_be_answered() -> None:
    update = read(callback_query=press("topic:bullying"))
    assert update == Update((Incoming(HOME, "update:10", Kind.TAP, "topic:bullying"),), press="88")


@pytest.mark.parametrize(
    "fields",
    [
        {"message": {"chat": PRIVATE, "message_id": 3, "date": 0}},
        {"message": None},
    ],
)
def test_a_press_on_a_message_that_is_gone_still_counts(fields: dict[str, Any]) -> None:
    [one] = read(callback_query=press("menu", **fields)).incoming
    assert (one.address, one.text) == (HOME, "menu")


@pytest.mark.parametrize("data", ["", "x" * 65, "เมนู", "a\nb", "\x00", None, 5, ["menu"]])
def test_a_forged_key_is_an_unknown_button(data: object) -> None:
    [one] = read(callback_query=press(data)).incoming
    assert (one.kind, one.text) == (Kind.TAP, UNREADABLE_KEY)


@pytest.mark.parametrize(
    ("status", "kinds"), [("kicked", [Kind.LEFT]), ("left", [Kind.LEFT]), ("member", [])]
)
def test_blocking_is_leaving(status: str, kinds: list[Kind]) -> None:
    member = {"status": status, "user": PERSON}
    update = read(my_chat_member={"chat": PRIVATE, "from": PERSON, "new_chat_member": member})
    assert [one.kind for one in update.incoming] == kinds
    assert update.group is None


@pytest.mark.parametrize(
    "update",
    [
        {"message": {**message(text="planted"), "chat": GROUP}},
        {"edited_message": {**message(text="planted"), "chat": GROUP}},
        {"callback_query": press("menu", message={**message(), "chat": GROUP})},
        {"my_chat_member": {"chat": GROUP, "new_chat_member": {"status": "member"}}},
    ],
)
def test_a_group_is_left_and_not_listened_to(update: dict[str, Any]) -> None:
    decoded = read(**update)
    assert (decoded.incoming, decoded.seen, decoded.group) == ((), None, GROUP["id"])


def test_a_press_without_any_key_is_an_unknown_button() -> None:
    told = {key: value for key, value in press("x").items() if key != "data"}
    assert read(callback_query=told).incoming[0].text == UNREADABLE_KEY


def test_a_group_that_is_left_is_not_left_again() -> None:
    assert read(my_chat_member={"chat": GROUP, "new_chat_member": {"status": "left"}}) == Update()


@pytest.mark.parametrize("kind", ["business_message", "inline_query", "poll", "of_next_year"])
def test_what_was_not_asked_for_is_nothing(kind: str) -> None:
    assert read(**{kind: message(text="planted")}) == Update()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"update_id": "x"}',
        b'{"update_id": 1, "message": 5}',
        b'{"update_id": 1, "message": {"chat": {"id": "x", "type": "private"}, "message_id": 1}}',
        b'{"update_id": 1, "message": {"chat": {"id": 1}, "message_id": 1, "text": "planted"}}',
        b'{"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "text": "planted"}}',
        b'{"update_id": 1, "message": {"text": "\xff"}}',
        b'{"update_id": 1, "callback_query": {}}',
        b'{"message": ' + b"[" * 5000,
    ],
)
def test_what_cannot_be_read_is_poison_and_says_nothing(raw: bytes) -> None:
    with pytest.raises(Poison) as caught:
        decode(raw)
    assert "planted" not in repr(caught.value)
    assert caught.value.__cause__ is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(list(message(text="", caption="", photo=""))), JSON))
def test_any_content_is_read_or_poison(fields: dict[str, Any]) -> None:
    """Nothing else is ever raised, and whatever is taken in is fit for the inbox."""
    try:
        update = read(message={**message(), **fields})
    except Poison:
        return
    for one in update.incoming:
        assert one.event_id
        assert one.kind in {Kind.TEXT, Kind.TAP, Kind.MEDIA}


def test_the_number_of_an_update_is_found_even_if_nothing_else_is() -> None:
    assert number(b'{"update_id": 12, "message": 5}') == 12
    assert number(b'{"update_id": "12"}') is None
    assert number(b"<html>") is None
