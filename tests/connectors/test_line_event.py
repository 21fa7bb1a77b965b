"""What the LINE channel makes of events: usual, rare, new and broken ones."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import SORTS, Address, Incoming, Kind
from connectors.line import event as line_event
from tests.fakes.line.answer import Json

CHILD = "U" + "a" * 32
TEXT = {"type": "text", "id": "100", "text": "หนูกลัว $ 😢"}


def make_event(**fields: object) -> Json:
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": 1_790_000_000_000,
        "webhookEventId": "01HEVENT",
        "replyToken": "b" * 32,
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": CHILD},
        "message": TEXT,
    }
    return {name: value for name, value in (event | fields).items() if value is not None}


def read(*events: object) -> line_event.Post:
    return line_event.read(json.dumps({"destination": "x", "events": events}).encode())


def only(**fields: object) -> Incoming:
    post = read(make_event(**fields))
    assert post.poison == ()
    [incoming] = post.incoming
    return incoming


def test_words_are_taken_as_they_are() -> None:
    assert only() == Incoming(
        Address("line", CHILD), "01HEVENT", Kind.TEXT, "หนูกลัว $ 😢", None, "100", "b" * 32
    )


@pytest.mark.parametrize(
    ("sort", "told"),
    [
        ("image", "picture"),
        ("video", "video"),
        ("audio", "voice"),
        ("file", "file"),
        ("location", "location"),
        ("sticker", "sticker"),
        ("hologram", "other"),
        (None, "other"),
    ],
)
def test_what_is_not_words_is_told_by_its_sort_alone(sort: str | None, told: str) -> None:
    planted = {"fileName": "planted", "address": "planted", "title": "planted"}
    incoming = only(message={"type": sort, "id": "7", "keywords": ["planted"]} | planted)
    assert (incoming.kind, incoming.text, incoming.subject) == (Kind.MEDIA, told, "7")
    assert told in SORTS
    assert "planted" not in str(incoming)


def test_pictures_sent_together_are_one_event() -> None:
    """The child gets one answer, by the first of their tokens."""
    post = read(
        *(
            make_event(
                webhookEventId=f"E{n}",
                message={"type": "image", "id": f"{n}", "imageSet": {"id": "S", "index": n}},
            )
            for n in (1, 2)
        )
    )
    assert [one.event_id for one in post.incoming] == ["set:S", "set:S"]


@pytest.mark.parametrize("image_set", [{}, {"id": 7}, {"id": ""}, {"index": 1}])
def test_a_picture_without_a_set_is_known_by_its_event(image_set: Json) -> None:
    incoming = only(message={"type": "image", "id": "1", "imageSet": image_set})
    assert incoming.event_id == "01HEVENT"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ("card:home", "card:home"),
        ("a" * 64, "a" * 64),
        ("a" * 65, "unknown"),
        ("", "unknown"),
        ("ไทย", "unknown"),
        ("a\nb", "unknown"),
        (7, "unknown"),
        (None, "unknown"),
    ],
)
def test_a_press_is_a_key_or_an_unknown_one(data: object, key: str) -> None:
    """The data of a press can be forged; what can be none of our keys is a misunderstanding."""
    incoming = only(type="postback", message=None, postback={"data": data})
    assert (incoming.kind, incoming.text) == (Kind.TAP, key)
    assert incoming.reply_token == "b" * 32


@pytest.mark.parametrize(
    ("event", "kind", "text", "subject"),
    [
        ({"type": "follow", "follow": {"isUnblocked": True}}, Kind.TAP, "start", ""),
        ({"type": "unfollow", "replyToken": None}, Kind.LEFT, "", ""),
        ({"type": "unsend", "unsend": {"messageId": "100"}}, Kind.WITHDRAWN, "", "100"),
    ],
)
def test_coming_going_and_taking_back(event: Json, kind: Kind, text: str, subject: str) -> None:
    incoming = only(**event, message=None)
    assert (incoming.kind, incoming.text, incoming.subject) == (kind, text, subject)


@pytest.mark.parametrize(
    "fields",
    [
        {"timestamp": "soon"},
        {"timestamp": 1.5},
        {"mode": None},
        {"mode": 7},
        {"deliveryContext": None},
        {"later": {"deep": [1, {"a": None}]}},
        {"message": {**TEXT, "quotedMessageId": "1", "quoteToken": None, "emojis": 3}},
    ],
)
def test_what_we_do_not_use_may_be_anything(fields: Json) -> None:
    assert only(**fields).text == "หนูกลัว $ 😢"


def test_without_an_event_id_the_message_is_its_own() -> None:
    assert only(webhookEventId=None).event_id == "100"


@pytest.mark.parametrize("text", [None, "", 7])
def test_words_that_cannot_be_read_are_answered_all_the_same(text: object) -> None:
    incoming = only(message={"type": "text", "id": "1", "text": text})
    assert (incoming.kind, incoming.text) == (Kind.MEDIA, "other")


def test_half_a_sign_costs_nobody_a_word() -> None:
    """Some phones cut an emoji in half; strict readers refuse the whole request for it."""
    body = json.dumps({"events": [make_event(message=TEXT | {"text": "PLANT"}), make_event()]})
    post = line_event.read(body.replace("PLANT", r"help \ud83d").encode())
    assert [one.text for one in post.incoming] == ["help ?", "หนูกลัว $ 😢"]
    assert post.poison == ()
    raw = body.encode().replace(b"PLANT", b"help \xff")
    assert [one.text for one in line_event.read(raw).incoming] == ["help �", "หนูกลัว $ 😢"]


@pytest.mark.parametrize(
    "fields",
    [
        {"mode": "standby"},
        {"replyToken": "0" * 32},
        {"replyToken": "f" * 32},
        {"source": {"type": "user", "userId": "Udeadbeefdeadbeefdeadbeefdeadbeef"}},
        {"type": "hologram"},
        {"type": "messageEdited"},
        {"type": "beacon"},
        {"type": "delivery", "source": None},
    ],
)
def test_what_is_not_for_us_is_nothing(fields: Json) -> None:
    assert read(make_event(**fields)) == line_event.Post()


@pytest.mark.parametrize("kind", ["group", "room"])
@pytest.mark.parametrize("event", ["message", "join", "memberJoined", "postback", "hologram"])
def test_company_is_left_and_nothing_of_it_taken(kind: str, event: str) -> None:
    source = {"type": kind, f"{kind}Id": "C1", "userId": CHILD}
    post = read(make_event(type=event, source=source))
    assert post == line_event.Post(company=frozenset({(kind, "C1")}))


@pytest.mark.parametrize("chat", ["", "../info", "C 1", "ไทย", 7, "C" * 65])
def test_company_without_a_true_id_is_nothing(chat: object) -> None:
    post = read(make_event(source={"type": "group", "groupId": chat, "userId": CHILD}))
    assert post == line_event.Post()


def test_company_another_program_looks_after_is_left_to_it() -> None:
    source = {"type": "group", "groupId": "C1"}
    assert read(make_event(mode="standby", source=source)) == line_event.Post()


def test_a_group_that_put_us_out_is_not_left_again() -> None:
    source = {"type": "group", "groupId": "C1"}
    assert read(make_event(type="leave", source=source)) == line_event.Post()


@pytest.mark.parametrize(
    "broken",
    [
        7,
        None,
        {},
        {"type": 7},
        make_event(source="U"),
        make_event(source=None),
        make_event(source={"type": "user"}),
        make_event(source={"type": "user", "userId": ""}),
        make_event(source={"type": "user", "userId": "ไทย"}),
        make_event(source={"type": "user", "userId": "U" * 65}),
        make_event(message="planted"),
        make_event(type="unsend", message=None),
        make_event(type="unfollow", message=None, webhookEventId=None, replyToken=None),
    ],
)
def test_an_event_that_cannot_be_read_costs_no_other_child_a_word(broken: object) -> None:
    post = read(make_event(), broken, make_event(webhookEventId="E2"))
    assert [one.event_id for one in post.incoming] == ["01HEVENT", "E2"]
    assert len(post.poison) == 1
    assert "planted" not in str(post.poison)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"\xff\xfe\x00",
        b"{}",
        b'{"events": 7}',
        b'{"events": null}',
        b"[" * 100_000,
        b'{"events":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
        b'{"events":[' + b"9" * 5_000 + b', "\\ud83d"]}',
        b'{"events":[NaN]}',
    ],
)
def test_what_is_no_request_of_line_is_one_poison(body: bytes) -> None:
    post = line_event.read(body)
    assert post.incoming == ()
    assert post.poison


@pytest.mark.parametrize("body", [b'{"events":[]}', b'{"destination":"x","events":[]}'])
def test_the_verify_button_is_nothing(body: bytes) -> None:
    assert line_event.read(body) == line_event.Post()


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(["user", "group", "room", "message", "text", "postback", "unsend", "U1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = (
    *("type", "mode", "webhookEventId", "replyToken", "source", "message", "postback", "unsend"),
    *("userId", "groupId", "roomId", "id", "text", "imageSet", "data", "messageId"),
)
LIKE_LINE = st.recursive(
    ANY_JSON,
    lambda inner: st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=30,
)


def _sound(incoming: Incoming) -> bool:
    texts = (incoming.address.id, incoming.event_id, incoming.text, incoming.subject)
    return bool(incoming.address.id and incoming.event_id) and all(
        text.encode() is not None for text in texts
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(LIKE_LINE, max_size=4))
def test_no_json_is_too_strange(events: list[object]) -> None:
    post = line_event.read(json.dumps({"events": events}).encode())
    assert all(_sound(one) for one in post.incoming)
    assert len(post.incoming) + len(post.poison) <= max(1, len(events))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange(body: bytes) -> None:
    assert line_event.read(body).incoming == ()


MUTATIONS: tuple[Callable[[Json, object], None], ...] = (
    lambda event, value: event.update(source=value),
    lambda event, value: event["source"].update(userId=value),
    lambda event, value: event["message"].update(text=value),
    lambda event, value: event["message"].update(id=value),
    lambda event, value: event["message"].update(imageSet=value),
    lambda event, value: event.update(replyToken=value),
    lambda event, value: event.update(webhookEventId=value),
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MUTATIONS), ANY_JSON)
def test_one_strange_field_leaves_the_neighbours_whole(
    mutate: Callable[[Json, object], None], value: object
) -> None:
    broken = json.loads(json.dumps(make_event(webhookEventId="BROKEN")))
    mutate(broken, value)
    post = line_event.read(json.dumps({"events": [make_event(), broken]}).encode())
    assert post.incoming[0].text == "หนูกลัว $ 😢"
    assert all(_sound(one) for one in post.incoming)
